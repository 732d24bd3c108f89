"""Rhythms in which people are asked to reflect.

Safe while the previous version still runs: it knows nothing of the new table, and leaves the new
column empty, which means that a reflection answers none of our questions.

Revision: 0025
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("reflection_rhythm",)
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
    op.add_column("reflection", sa.Column("prompt_id", sa.String()))
    _rhythm()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)


def downgrade() -> None:
    """Reflections stay, without the id of the question; how often people are asked is forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("reflection", "prompt_id")


def _rhythm() -> None:
    op.create_table(
        "reflection_rhythm",
        *_entity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("every", sa.String(40), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("time_zone", sa.String()),
        sa.Column("next_on", sa.Date()),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="reflection_rhythm_pk"),
        _points("reflection_rhythm", "person_id", "person"),
        sa.UniqueConstraint(
            "tenant_id", "person_id", name="reflection_rhythm_tenant_id_person_id_uq"
        ),
        sa.CheckConstraint(
            "every IN ('weekly', 'fortnightly', 'monthly', 'quarterly', 'off')", name="every"
        ),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        sa.CheckConstraint("(every = 'off') = (next_on IS NULL)", name="next"),
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
