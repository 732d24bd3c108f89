"""Notes and reflections sealed at rest, each with a key of the person who wrote it.

Safe while the previous version still runs: it goes on writing texts in plain, which this version
reads, and seals later. What this version has sealed, the previous one shows without its text, and
changes nothing of; so what is in plain stays so until the previous version is gone: the worker
begins to seal it CAREER_SEAL_AFTER_S seconds after it started, `career keys seal` when an operator
says so.

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""
# The worker learns where something is to be sealed, or sealed anew, and no word of it.
WORK = """
CREATE POLICY work ON note FOR SELECT TO career_worker USING (body IS NOT NULL);
CREATE POLICY work ON reflection FOR SELECT TO career_worker USING (body IS NOT NULL);
CREATE POLICY work ON person_key FOR SELECT TO career_worker USING (true);
CREATE POLICY work ON webhook_endpoint FOR SELECT TO career_worker USING (true);
GRANT SELECT (tenant_id) ON note TO career_worker;
GRANT SELECT (tenant_id) ON reflection TO career_worker;
GRANT SELECT (tenant_id, master_key_id) ON person_key TO career_worker;
GRANT SELECT (tenant_id) ON webhook_endpoint TO career_worker
"""
NO_WORK = """
REVOKE SELECT (tenant_id) ON webhook_endpoint FROM career_worker;
REVOKE SELECT (tenant_id) ON reflection FROM career_worker;
REVOKE SELECT (tenant_id) ON note FROM career_worker;
DROP POLICY work ON webhook_endpoint;
DROP POLICY work ON reflection;
DROP POLICY work ON note
"""
TEXTS = ("note", "reflection")


def upgrade() -> None:
    op.create_table(
        "person_key",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column(
            "master_key_id",
            sa.String(),
            sa.Computed("encode(substr(wrapped, 1, 8), 'hex')", persisted=True),
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="person_key_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="person_key_tenant_id_person_id_fk",
        ),
        sa.CheckConstraint("(wrapped IS NULL) = (erased_at IS NOT NULL)", name="erased"),
    )
    op.create_index("person_key_person_ix", "person_key", ["tenant_id", "person_id"])
    op.create_index("person_key_master_ix", "person_key", ["tenant_id", "master_key_id"])
    op.create_index(
        "person_key_in_use_uq",
        "person_key",
        ["tenant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    for table in TEXTS:
        op.add_column(table, sa.Column("sealed_body", sa.LargeBinary()))
        op.alter_column(table, "body", nullable=True)
        op.create_index(
            f"{table}_plain_ix",
            table,
            ["tenant_id", "id"],
            postgresql_where=sa.text("body IS NOT NULL"),
        )
    op.add_column("idempotency_key", sa.Column("mark", sa.String()))
    _each(PROTECT.format(table="person_key"))
    _each(WORK)


def downgrade() -> None:
    """Refused while a text is sealed: the version before could not read it, and dropping the
    column would lose it. `career keys unseal` puts the texts back, as far as their keys are there.
    """
    for table in TEXTS:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        sealed = op.get_bind().scalar(
            sa.text(f"SELECT count(*) FROM {table} WHERE sealed_body IS NOT NULL")
        )
        if sealed:
            message = (
                f"{sealed} rows of {table} are sealed: the version before cannot read them. Stop "
                "all processes, run `career keys unseal`, and begin again"
            )
            raise RuntimeError(message)
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _each(NO_WORK)
    op.drop_column("idempotency_key", "mark")
    for table in TEXTS:
        op.drop_index(f"{table}_plain_ix", table)
        op.alter_column(table, "body", nullable=False)
        op.drop_column(table, "sealed_body")
    op.drop_table("person_key")


def _each(statements: str) -> None:
    for statement in statements.split(";"):
        op.execute(statement)
