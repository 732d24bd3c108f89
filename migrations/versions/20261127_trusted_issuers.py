"""Issuers whose tokens an organisation trusts.

Safe while the previous version still runs: it adds a table that the previous version does not
know, and changes none that it does.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MINE = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.create_table(
        "trusted_issuer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("jwks_url", sa.String(), nullable=True),
        sa.Column("discovery_url", sa.String(), nullable=True),
        sa.Column("person_claim", sa.String(), nullable=False),
        sa.Column("person_field", sa.String(40), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="trusted_issuer_pk"),
        sa.UniqueConstraint(
            "tenant_id", "issuer", "audience", name="trusted_issuer_tenant_id_issuer_audience_uq"
        ),
        sa.CheckConstraint("num_nonnulls(jwks_url, discovery_url) = 1", name="one_way_to_keys"),
        sa.CheckConstraint(
            "person_field IN ('external_id', 'user_name', 'work_email', 'id')",
            name="person_field",
        ),
    )
    op.execute("ALTER TABLE trusted_issuer ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE trusted_issuer FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON trusted_issuer TO career_app USING ({MINE}) WITH CHECK ({MINE})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON trusted_issuer TO career_app")


def downgrade() -> None:
    op.drop_table("trusted_issuer")
