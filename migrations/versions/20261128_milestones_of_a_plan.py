"""The milestones of a plan in the order in which they were made.

Without an index of that order, PostgreSQL may walk past the milestones of everybody to the
next ones of a plan.

Safe while the previous version still runs: it asks the same, and is answered sooner.

Revision: 0033
Follows: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NAME = "milestone_plan_made_ix"


def upgrade() -> None:
    op.create_index(NAME, "milestone", ["tenant_id", "plan_id", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "milestone")
