"""Trusted documents: operations of GraphQL that are sent by their ids.

Safe while the previous version still runs: it knows nothing of the new table.

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MINE = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "trusted_document",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="trusted_document_pk"),
        sa.UniqueConstraint("tenant_id", "hash", name="trusted_document_tenant_id_hash_uq"),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
        sa.CheckConstraint("kind IN ('query', 'mutation', 'subscription')", name="kind"),
    )
    op.execute("ALTER TABLE trusted_document ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE trusted_document FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON trusted_document TO career_app USING ({MINE}) WITH CHECK ({MINE})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON trusted_document TO career_app")


def downgrade() -> None:
    op.drop_table("trusted_document")
