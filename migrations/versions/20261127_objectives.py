"""Objectives that goals align with, competencies of goals, and reflections that goals grow from.

Safe while the previous version still runs: it knows nothing of the new tables, and leaves the new
column empty, which means that a goal grew from no reflection.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("objective", "reflection", "goal_objective", "goal_competency")
MOMENT = sa.DateTime(timezone=True)

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

# Only the pointer is emptied when a reflection is deleted: the goal stays the person's.
GREW_FROM = """
ALTER TABLE goal ADD CONSTRAINT goal_tenant_id_reflection_id_person_id_fk
  FOREIGN KEY (tenant_id, reflection_id, person_id)
  REFERENCES reflection (tenant_id, id, author_id) ON DELETE SET NULL (reflection_id)
"""


def upgrade() -> None:
    _objective()
    _reflection()
    _links()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)
    op.add_column("goal", sa.Column("reflection_id", sa.Uuid()))
    op.execute(GREW_FROM)
    op.create_index(
        "goal_reflection_ix",
        "goal",
        ["tenant_id", "reflection_id"],
        postgresql_where=sa.text("reflection_id IS NOT NULL"),
    )


def downgrade() -> None:
    """What people wrote for themselves goes, and so does what goals are for."""
    op.drop_index("goal_reflection_ix", "goal")
    op.drop_constraint("goal_tenant_id_reflection_id_person_id_fk", "goal")
    op.drop_column("goal", "reflection_id")
    for table in reversed(TABLES):
        op.drop_table(table)


def _objective() -> None:
    op.create_table(
        "objective",
        *_entity(),
        sa.Column("external_id", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="objective_pk"),
        _points("objective", "owner_id", "person"),
        _points("objective", "parent_id", "objective"),
        sa.UniqueConstraint("tenant_id", "external_id", name="objective_tenant_id_external_id_uq"),
        sa.CheckConstraint("kind IN ('organisation', 'team')", name="kind"),
        sa.CheckConstraint("status IN ('active', 'achieved', 'released')", name="status"),
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
        sa.CheckConstraint("parent_id <> id", name="own_parent"),
    )
    op.create_index("objective_owner_ix", "objective", ["tenant_id", "owner_id", "id"])
    op.create_index("objective_parent_ix", "objective", ["tenant_id", "parent_id", "id"])
    op.create_index("objective_ends_ix", "objective", ["tenant_id", "ends_on", "id"])


def _reflection() -> None:
    op.create_table(
        "reflection",
        *_entity(),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.String()),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="reflection_pk"),
        _points("reflection", "author_id", "person"),
        sa.UniqueConstraint(
            "tenant_id", "id", "author_id", name="reflection_tenant_id_id_author_id_uq"
        ),
    )
    op.create_index(
        "reflection_author_ix", "reflection", ["tenant_id", "author_id", "happened_on", "id"]
    )


def _links() -> None:
    op.create_table(
        "goal_objective",
        *_entity(),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="goal_objective_pk"),
        _points("goal_objective", "goal_id", "goal"),
        _points("goal_objective", "objective_id", "objective"),
        sa.UniqueConstraint(
            "tenant_id",
            "goal_id",
            "objective_id",
            name="goal_objective_tenant_id_goal_id_objective_id_uq",
        ),
    )
    op.create_index(
        "goal_objective_objective_ix", "goal_objective", ["tenant_id", "objective_id", "goal_id"]
    )
    op.create_table(
        "goal_competency",
        *_entity(),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("competency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_level", sa.String()),
        sa.Column("to_level", sa.String()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="goal_competency_pk"),
        _points("goal_competency", "goal_id", "goal"),
        _points("goal_competency", "competency_id", "competency"),
        sa.UniqueConstraint(
            "tenant_id",
            "goal_id",
            "competency_id",
            name="goal_competency_tenant_id_goal_id_competency_id_uq",
        ),
    )
    op.create_index(
        "goal_competency_competency_ix",
        "goal_competency",
        ["tenant_id", "competency_id", "goal_id"],
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
    )


def _entity() -> tuple[sa.Column, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
