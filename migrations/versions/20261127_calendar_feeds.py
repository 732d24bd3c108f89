"""Calendar feeds: addresses at which a person's calendar program reads.

Safe while the previous version still runs: it knows nothing of the new table.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("last_used_on", sa.Date()),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="calendar_feed_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="calendar_feed_tenant_id_person_id_fk",
        ),
    )
    op.create_index("calendar_feed_person_ix", "calendar_feed", ["tenant_id", "person_id", "id"])
    for statement in PROTECT.format(table="calendar_feed").split(";"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("calendar_feed")
