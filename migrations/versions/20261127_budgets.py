"""Budgets: how much each caller has asked for in the present window, for all processes.

Safe while the previous version still runs: it does not know the table, and counts nothing.
Requires no lock on anything that is in use.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TENANT = "(tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "budget",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("blocked_until", moment, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="budget_pk"),
        prefixes=["UNLOGGED"],
    )
    op.create_index("budget_age_ix", "budget", ["tenant_id", "created_at"])
    op.execute("ALTER TABLE budget ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE budget FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON budget TO career_app USING {TENANT} WITH CHECK {TENANT}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON budget TO career_app")


def downgrade() -> None:
    op.drop_table("budget")
