"""The audit trail: facts, chained in lanes, that the role which serves can only add to.

Safe while the previous version still runs: it adds tables that the previous version does not
know, and changes none that it does.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("audit_entry", "audit_subject", "audit_lane")

# Facts are added and read. Only where a lane has got to is ever changed.
RIGHTS = {
    "audit_entry": "SELECT, INSERT",
    "audit_subject": "SELECT, INSERT",
    "audit_lane": "SELECT, INSERT, UPDATE",
}


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("actor_id", UUID, nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("row_id", UUID),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("subjects", sa.ARRAY(UUID), nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="audit_entry_pk"),
        sa.UniqueConstraint(
            "tenant_id", "lane", "sequence", name="audit_entry_tenant_id_lane_sequence_uq"
        ),
    )
    op.create_index("audit_entry_actor_ix", "audit_entry", ["tenant_id", "actor_id", "id"])
    op.create_table(
        "audit_subject",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("person_id", UUID, nullable=False),
        sa.Column("entry_id", UUID, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "entry_id", name="audit_subject_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["audit_entry.tenant_id", "audit_entry.id"],
            name="audit_subject_tenant_id_entry_id_fk",
        ),
    )
    op.create_table(
        "audit_lane",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lane", name="audit_lane_pk"),
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} TO career_app "
            "USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) "
            "WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)"
        )
        op.execute(f"GRANT {RIGHTS[table]} ON {table} TO career_app")


def downgrade() -> None:
    for table in ("audit_subject", "audit_entry", "audit_lane"):
        op.drop_table(table)
