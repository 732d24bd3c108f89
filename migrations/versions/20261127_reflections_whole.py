"""Rhythms in which people are asked to reflect, what they share of it, and learning moments.

Safe while the previous version still runs: it knows nothing of the new tables, and leaves the new
column empty, which means that a reflection answers none of our questions.

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("reflection_rhythm", "reflection_extract", "learning_moment")
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
    _extract()
    _moment()
    for table in TABLES:
        for statement in PROTECT.format(table=table).split(";"):
            op.execute(statement)


def downgrade() -> None:
    """Reflections stay, without the id of the question; how often people are asked, and what they
    shared, goes.
    """
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


def _extract() -> None:
    op.create_table(
        "reflection_extract",
        *_entity(),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reflection_id", sa.Uuid()),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="reflection_extract_pk"),
        _points("reflection_extract", "conversation_id", "conversation"),
        _points("reflection_extract", "author_id", "person"),
    )
    _taken_from("reflection_extract")
    op.create_index(
        "reflection_extract_conversation_ix",
        "reflection_extract",
        ["tenant_id", "conversation_id", "id"],
    )


def _moment() -> None:
    op.create_table(
        "learning_moment",
        *_entity(),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reflection_id", sa.Uuid()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("stands_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="learning_moment_pk"),
        _points("learning_moment", "author_id", "person"),
        sa.CheckConstraint("audience IN ('team', 'organisation')", name="audience"),
        sa.CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
    )
    _taken_from("learning_moment")
    op.create_index(
        "learning_moment_stands_ix", "learning_moment", ["tenant_id", "stands_at", "id"]
    )
    op.create_index(
        "learning_moment_author_ix",
        "learning_moment",
        ["tenant_id", "author_id", "stands_at", "id"],
    )


def _taken_from(table: str) -> None:
    """From which reflection of the author: only the pointer is emptied when that is deleted."""
    op.execute(f"""
    ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_id_reflection_id_author_id_fk
      FOREIGN KEY (tenant_id, reflection_id, author_id)
      REFERENCES reflection (tenant_id, id, author_id) ON DELETE SET NULL (reflection_id)
    """)
    op.create_index(
        f"{table}_reflection_ix",
        table,
        ["tenant_id", "reflection_id"],
        postgresql_where=sa.text("reflection_id IS NOT NULL"),
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
