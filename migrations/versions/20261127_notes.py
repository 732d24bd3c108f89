"""Who reads notes: people by name, more of them, fewer of them; notes that were changed or removed;
and exceptional access to conversations.

Safe while the previous version still runs: what it knows stays as it is, and what it writes is
as valid as before. A note for people by name it shows to its author alone, and one that is for
fewer people only to those; of one that was removed there is no text to show. It opens nothing to
who has exceptional access.

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
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
AUDIENCES = "'author', 'participants', 'named'"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("note", sa.Column("edited_at", MOMENT))
    op.add_column("note", sa.Column("removed_at", MOMENT))
    _check("audience", f"audience IN ({AUDIENCES})")
    _check("removed", "removed_at IS NULL OR (body IS NULL AND sealed_body IS NULL)")
    _create(
        "note_reader",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        _points("note_reader", "note_id", "note", ondelete="CASCADE"),
        _points("note_reader", "reader_id", "person"),
        _once("note_reader"),
    )
    op.create_index("note_reader_reader_ix", "note_reader", ["tenant_id", "reader_id", "note_id"])
    _create(
        "note_tombstone",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        _points("note_tombstone", "note_id", "note", ondelete="CASCADE"),
        _points("note_tombstone", "reader_id", "person"),
        _once("note_tombstone"),
    )
    _create(
        "note_widening",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("asked_id", sa.Uuid()),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("reader_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("decided_at", MOMENT),
        _points("note_widening", "note_id", "note", ondelete="CASCADE"),
        _points("note_widening", "author_id", "person"),
        _points("note_widening", "asked_id", "person"),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name=op.f("note_widening_audience_ck")),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'declined', 'withdrawn')",
            name=op.f("note_widening_status_ck"),
        ),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_at IS NULL)", name=op.f("note_widening_decided_ck")
        ),
    )
    for part in ("note", "author", "asked"):
        op.create_index(
            f"note_widening_{part}_ix", "note_widening", ["tenant_id", f"{part}_id", "id"]
        )
    op.create_index(
        "note_widening_open_uq",
        "note_widening",
        ["tenant_id", "note_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )
    _create(
        "conversation_access",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("decided_by_id", sa.Uuid()),
        sa.Column("decided_at", MOMENT),
        sa.Column("ends_at", MOMENT),
        sa.Column("ended_by_id", sa.Uuid()),
        sa.Column("ended_at", MOMENT),
        _points("conversation_access", "conversation_id", "conversation"),
        *(
            _points("conversation_access", f"{who}_id", "person")
            for who in ("requester", "decided_by", "ended_by")
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'approved', 'declined', 'revoked')", name="status"
        ),
        sa.CheckConstraint("hours BETWEEN 1 AND 72", name="hours"),
        sa.CheckConstraint("decided_by_id <> requester_id", name="two_people"),
        sa.CheckConstraint(
            "status <> 'approved' OR (decided_by_id IS NOT NULL AND ends_at IS NOT NULL)",
            name="approved",
        ),
    )
    for name, columns in (
        ("conversation", "conversation_id id"),
        ("requester", "requester_id status"),
    ):
        op.create_index(
            f"conversation_access_{name}_ix",
            "conversation_access",
            ["tenant_id", *columns.split()],
        )


def downgrade() -> None:
    """What is left of removed notes goes, and who asked to read conversations. A note for people
    by name is its author's alone: the version before knows no word for it, and nobody is to read
    more than they were shown.
    """
    for table in ("conversation_access", "note_widening", "note_tombstone", "note_reader"):
        op.drop_table(table)
    op.execute("DELETE FROM note WHERE removed_at IS NOT NULL")
    op.execute("UPDATE note SET audience = 'author' WHERE audience = 'named'")
    op.execute("ALTER TABLE note DROP CONSTRAINT note_removed_ck")
    _check("audience", "audience IN ('author', 'participants')")
    op.drop_column("note", "removed_at")
    op.drop_column("note", "edited_at")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"{table}_pk"),
    )
    for statement in PROTECT.format(table=table).split(";"):
        op.execute(statement)


def _once(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "tenant_id", "note_id", "reader_id", name=f"{table}_tenant_id_note_id_reader_id_uq"
    )


def _points(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"{table}_tenant_id_{column}_fk",
        ondelete=ondelete,
    )


def _check(name: str, clause: str) -> None:
    name = f"note_{name}_ck"
    op.execute(f"ALTER TABLE note DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE note ADD CONSTRAINT {name} CHECK ({clause})")
