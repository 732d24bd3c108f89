"""What learning systems report, and what became of it.

Safe while the previous version still runs: it knows nothing of the new table.

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OUTCOMES = (
    "'waiting', 'advanced', 'recorded', 'refused', 'unknown_person', 'unknown_course', "
    "'ignored_verb', 'voided'"
)
ACTORS = "'mbox', 'mbox_sha1sum', 'openid', 'account', 'nobody'"

# What the worker's own role may know: that there is a record to look at, where and when.
PROTECT = """
ALTER TABLE learning_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning_record FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON learning_record TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON learning_record TO career_app;
CREATE POLICY work ON learning_record FOR SELECT TO career_worker USING (look_at IS NOT NULL);
GRANT SELECT (tenant_id, look_at) ON learning_record TO career_worker
"""


def upgrade() -> None:
    op.create_table(
        "learning_record",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("xapi_version", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor", sa.String()),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("object_id", sa.String()),
        sa.Column("voids_id", sa.Uuid()),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("statement", postgresql.JSONB(), nullable=False),
        sa.Column("reported_by_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("milestone_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("look_at", MOMENT),
        sa.Column("looks", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="learning_record_pk"),
        sa.UniqueConstraint(
            "tenant_id", "statement_id", name="learning_record_tenant_id_statement_id_uq"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="learning_record_tenant_id_person_id_fk",
        ),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        sa.CheckConstraint(f"actor_kind IN ({ACTORS})", name="actor_kind"),
        sa.CheckConstraint("(actor_kind = 'nobody') = (actor IS NULL)", name="actor"),
    )
    _index("person", "person_id", "id")
    _index("outcome", "outcome", "id")
    _index("voids", "voids_id", where="voids_id IS NOT NULL")
    _index("look", "look_at", "id", where="look_at IS NOT NULL")
    for statement in PROTECT.split(";"):
        op.execute(statement)


def downgrade() -> None:
    """What was reported is forgotten; the milestones that it advanced stay where they are."""
    op.drop_table("learning_record")


def _index(name: str, *columns: str, where: str | None = None) -> None:
    op.create_index(
        f"learning_record_{name}_ix",
        "learning_record",
        ["tenant_id", *columns],
        postgresql_where=None if where is None else sa.text(where),
    )
