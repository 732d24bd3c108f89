"""Indexes for lists: open milestones, those of a status or a kind, goals of a person, reviews.

Safe while the previous version still runs: it asks for none of them, and keeps them up to date.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OPEN = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"
INDEXES = {
    "milestone_status_ix": ("milestone", ["status", "due_on", "id"], None),
    "milestone_kind_ix": ("milestone", ["kind", "due_on", "id"], None),
    "milestone_open_ix": ("milestone", ["due_on", "id"], OPEN),
    "goal_person_ix": ("goal", ["person_id", "id"], None),
    "plan_review_ix": ("plan", ["next_review_on", "id"], None),
}


def upgrade() -> None:
    for name, (table, columns, rule) in INDEXES.items():
        where = sa.text(rule) if rule else None
        op.create_index(name, table, ["tenant_id", *columns], postgresql_where=where)


def downgrade() -> None:
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
