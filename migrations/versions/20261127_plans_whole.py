"""Plans, goals and milestones with all their states: agreed, private, offered, and timed.

Safe while the previous version still runs: what it writes gets the defaults, an accepted owner
and an ordinary week; states that only this version knows, it shows and does not change.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"

# What each state may be: before, and from now on.
STATUS = {
    "plan": (
        "'draft', 'active', 'completed', 'closed_early'",
        (
            "'draft', 'proposed', 'changes_requested', 'active', 'in_review', 'completed', "
            "'closed_early'"
        ),
    ),
    "goal": (
        "'planned', 'active', 'achieved', 'released'",
        "'planned', 'active', 'achieved', 'adjusted', 'released'",
    ),
    "milestone": (
        "'planned', 'in_progress', 'reached', 'waived'",
        "'planned', 'in_progress', 'blocked', 'reached', 'waived'",
    ),
}

# What a state is called by who knows only the former ones.
BEFORE = {
    "plan": {
        "proposed": "draft",
        "changes_requested": "draft",
        "in_review": "active",
    },
    "goal": {"adjusted": "released"},
    "milestone": {"blocked": "in_progress"},
}

PEOPLE = {
    "plan": ("proposed_by_id", "agreed_by_id"),
    "milestone": ("proposed_owner_id",),
}

CHECKS = {
    "milestone_owner_status_ck": (
        "milestone",
        "owner_status IN ('proposed', 'accepted', 'declined')",
    ),
    "milestone_calendar_ck": ("milestone", "grace_days >= 0 AND ahead_days >= 0"),
    "goal_succeeded_ck": ("goal", "(status = 'adjusted') = (succeeded_by_id IS NOT NULL)"),
}

INDEXES = {
    "milestone_to_accept_ix": ("proposed_owner_id", "proposed_owner_id IS NOT NULL"),
    "milestone_due_soon_ix": ("soon_on", f"{OPEN} AND due_soon_told_at IS NULL"),
    "milestone_missed_ix": ("ends_on", f"{OPEN} AND missed_told_at IS NULL"),
}


def upgrade() -> None:
    for table, (_, now) in STATUS.items():
        _allow(table, now)
        for column in _columns()[table]:
            op.add_column(table, column)
    for table, columns in PEOPLE.items():
        for column in columns:
            op.create_foreign_key(
                f"{table}_tenant_id_{column}_fk",
                table,
                "person",
                ["tenant_id", column],
                ["tenant_id", "id"],
            )
    op.create_foreign_key(
        "goal_tenant_id_succeeded_by_id_fk",
        "goal",
        "goal",
        ["tenant_id", "succeeded_by_id"],
        ["tenant_id", "id"],
    )
    op.create_unique_constraint(
        "milestone_tenant_id_id_plan_id_uq", "milestone", ["tenant_id", "id", "plan_id"]
    )
    for name, (table, rule) in CHECKS.items():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})")
    for name, (column, where) in INDEXES.items():
        op.create_index(name, "milestone", ["tenant_id", column], postgresql_where=sa.text(where))


def downgrade() -> None:
    """What was proposed is a draft again, what is blocked is in progress, and so on: the words
    for it go, and so does who owns or offered what.
    """
    for name in INDEXES:
        op.drop_index(name, "milestone")
    for name, (table, _) in CHECKS.items():
        op.drop_constraint(name, table)
    op.drop_constraint("milestone_tenant_id_id_plan_id_uq", "milestone")
    op.drop_constraint("goal_tenant_id_succeeded_by_id_fk", "goal")
    for table, columns in PEOPLE.items():
        for column in columns:
            op.drop_constraint(f"{table}_tenant_id_{column}_fk", table)
    for table, (before, _) in STATUS.items():
        for column in reversed(_columns()[table]):
            op.drop_column(table, column.name)
        for now, then in BEFORE[table].items():
            op.execute(f"UPDATE {table} SET status = '{then}' WHERE status = '{now}'")
        _allow(table, before)


def _columns() -> dict[str, tuple[sa.Column, ...]]:
    """Made anew each time: a column belongs to one table once it was added."""
    return {
        "plan": (
            sa.Column("proposed_by_id", UUID),
            sa.Column("proposed_at", MOMENT),
            sa.Column("agreed_by_id", UUID),
            sa.Column("agreed_at", MOMENT),
            sa.Column("next_review_on", sa.Date),
            sa.Column("requested_changes", sa.String),
            sa.Column("closing_reason", sa.String),
        ),
        "goal": (
            sa.Column("is_private", sa.Boolean, nullable=False, server_default=sa.text("false")),
            sa.Column("closing_reason", sa.String),
            sa.Column("succeeded_by_id", UUID),
        ),
        "milestone": (
            sa.Column(
                "owner_status", sa.String(40), nullable=False, server_default=sa.text("'accepted'")
            ),
            sa.Column("proposed_owner_id", UUID),
            sa.Column("owner_needed_told_at", MOMENT),
            sa.Column("is_private", sa.Boolean, nullable=False, server_default=sa.text("false")),
            sa.Column("baseline_on", sa.Date),
            sa.Column("grace_days", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
            sa.Column("ahead_days", sa.SmallInteger, nullable=False, server_default=sa.text("7")),
            # Stored columns are computed at once, which writes the table anew.
            sa.Column("ends_on", sa.Date, sa.Computed("due_on + grace_days::int", persisted=True)),
            sa.Column("soon_on", sa.Date, sa.Computed("due_on - ahead_days::int", persisted=True)),
            sa.Column("due_soon_told_at", MOMENT),
            sa.Column("missed_told_at", MOMENT),
            sa.Column("closing_reason", sa.String),
        ),
    }


def _allow(table: str, words: str) -> None:
    op.drop_constraint(f"{table}_status_ck", table)
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_status_ck CHECK (status IN ({words}))")
