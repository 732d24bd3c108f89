"""The lengths of conversations, how they end, and the dates that they had before.

Safe while the previous version still runs: every new column has a default or may be empty, so it
goes on scheduling and holding conversations. It knows the states of before, and never makes others.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""
WORDS = "'scheduled', 'preparing', 'held', 'summarised', 'closed', 'skipped', 'cancelled'"
MET = "'held', 'summarised', 'closed'"
PEOPLE = ("held_by_id", "objected_by_id", "ended_by_id")
TEXTS = ("objection", "ending_reason")


def upgrade() -> None:
    for name, usual in (("duration_minutes", "60"), ("rescheduled_count", "0")):
        op.add_column(
            "conversation",
            sa.Column(name, sa.Integer(), server_default=sa.text(usual), nullable=False),
        )
    for name in PEOPLE:
        op.add_column("conversation", sa.Column(name, sa.Uuid()))
        _points("conversation", name, "person")
    for name in TEXTS:
        op.add_column("conversation", sa.Column(name, sa.String()))
    _check("duration", "duration_minutes BETWEEN 5 AND 480")
    _check("status", f"status IN ({WORDS})")
    _check("held", f"(status IN ({MET})) = (held_at IS NOT NULL)")
    op.create_table(
        "conversation_move",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="conversation_move_pk"),
    )
    _points("conversation_move", "conversation_id", "conversation", ondelete="CASCADE")
    _points("conversation_move", "moved_by_id", "person")
    op.create_index(
        "conversation_move_conversation_ix",
        "conversation_move",
        ["tenant_id", "conversation_id", "id"],
    )
    for statement in PROTECT.format(table="conversation_move").split(";"):
        op.execute(statement)


def downgrade() -> None:
    """What was skipped or cancelled is scheduled again, on its old date: the version before knows
    no word for it. What is done with is held.
    """
    op.drop_table("conversation_move")
    op.execute("UPDATE conversation SET status = 'held' WHERE status IN ('summarised', 'closed')")
    op.execute(
        "UPDATE conversation SET status = 'scheduled' WHERE status IN ('skipped', 'cancelled')"
    )
    _check("held", "(status = 'held') = (held_at IS NOT NULL)")
    _check("status", "status IN ('scheduled', 'preparing', 'held')")
    for name in ("duration_minutes", "rescheduled_count", *PEOPLE, *TEXTS):
        op.drop_column("conversation", name)


def _points(table: str, column: str, to: str, ondelete: str | None = None) -> None:
    op.create_foreign_key(
        f"{table}_tenant_id_{column}_fk",
        table,
        to,
        ["tenant_id", column],
        ["tenant_id", "id"],
        ondelete=ondelete,
    )


def _check(name: str, clause: str) -> None:
    name = f"conversation_{name}_ck"
    op.execute(f"ALTER TABLE conversation DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE conversation ADD CONSTRAINT {name} CHECK ({clause})")
