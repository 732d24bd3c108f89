"""Who owns milestones, who was asked to, who supports them, and help.

Safe while the previous version still runs: it knows nothing of the new tables; a milestone that
it writes has an owner who accepted.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("owner_change", "milestone_supporter", "help")
MOMENT = sa.DateTime(timezone=True)
OPEN = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

# Of tables that were there before.
INDEXES = {
    "milestone_owner_untold_ix": (
        "milestone",
        "owner_id",
        f"{OPEN} AND owner_needed_told_at IS NULL",
    ),
    "milestone_declined_ix": (
        "milestone",
        "id",
        f"{OPEN} AND owner_status = 'declined' AND owner_needed_told_at IS NULL",
    ),
    "milestone_owner_told_ix": ("milestone", "id", "owner_needed_told_at IS NOT NULL"),
    "person_away_ix": ("person", "id", "status <> 'active'"),
}


def upgrade() -> None:
    _owner_change()
    _supporter()
    _help()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)
    for name, (table, column, where) in INDEXES.items():
        op.create_index(name, table, ["tenant_id", column], postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
    for table in reversed(TABLES):
        op.drop_table(table)


def _owner_change() -> None:
    op.create_table(
        "owner_change",
        *_entity(),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid()),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("decline_reason", sa.String()),
        sa.Column("decided_at", MOMENT),
        *_keys("owner_change", "person_id", "from_id", "to_id", "by_id"),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'declined', 'withdrawn')",
            name=op.f("owner_change_status_ck"),
        ),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_at IS NULL)", name=op.f("owner_change_decided_ck")
        ),
    )
    op.create_index(
        "owner_change_milestone_ix", "owner_change", ["tenant_id", "milestone_id", "id"]
    )
    op.create_index(
        "owner_change_open_uq",
        "owner_change",
        ["tenant_id", "milestone_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )


def _supporter() -> None:
    op.create_table(
        "milestone_supporter",
        *_entity(),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        *_keys("milestone_supporter", "person_id", "supporter_id", "added_by_id"),
        sa.CheckConstraint(
            "role IN ('mentor', 'coach', 'sponsor', 'expert', 'peer', 'approver')",
            name=op.f("milestone_supporter_role_ck"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "milestone_id", "supporter_id", "role", name="milestone_supporter_once_uq"
        ),
    )
    op.create_index(
        "milestone_supporter_who_ix",
        "milestone_supporter",
        ["tenant_id", "supporter_id", "milestone_id"],
    )


def _help() -> None:
    op.create_table(
        "help",
        *_entity(),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid()),
        sa.Column("need", sa.String()),
        sa.Column("offered_by_id", sa.Uuid()),
        sa.Column("offered_at", MOMENT),
        sa.Column("offer", sa.String()),
        sa.Column("resolved_by_id", sa.Uuid()),
        sa.Column("resolved_at", MOMENT),
        sa.Column("outcome", sa.String()),
        *_keys("help", "person_id", "asked_by_id", "offered_by_id", "resolved_by_id"),
        sa.CheckConstraint(
            "status IN ('asked', 'offered', 'resolved')", name=op.f("help_status_ck")
        ),
        sa.CheckConstraint(
            "asked_by_id IS NOT NULL OR offered_by_id IS NOT NULL",
            name=op.f("help_begun_by_somebody_ck"),
        ),
        sa.CheckConstraint(
            "(status = 'resolved') = (resolved_at IS NOT NULL)", name=op.f("help_resolved_ck")
        ),
    )
    op.create_index("help_milestone_ix", "help", ["tenant_id", "milestone_id", "id"])


def _entity() -> tuple[sa.Column, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _keys(table: str, *people: str) -> tuple[sa.Constraint, ...]:
    """The key, the milestone that a row goes with, and the people it names."""
    return (
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "milestone_id"],
            ["milestone.tenant_id", "milestone.id"],
            name=f"{table}_tenant_id_milestone_id_fk",
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["person.tenant_id", "person.id"],
                name=f"{table}_tenant_id_{column}_fk",
            )
            for column in people
        ),
    )
