"""Series of conversations, and the settings that they go by.

Safe while the previous version still runs: it knows nothing of the new tables, and a conversation
without a series is what it always made. It shows and changes the occurrences of series as any
other conversation.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
KINDS = "'manager', 'mentor', 'sponsor', 'peer', 'skip_level'"
SLOT = ("tenant_id", "series_id", "slot_at")
BECAUSE = "'leave', 'pause', 'absorbed', 'cadence', 'series_ended'"

PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""

# What the worker's own role may know: that there is something to look at, and where.
LOOK = """
CREATE POLICY work ON series FOR SELECT TO career_worker USING (look_at IS NOT NULL);
GRANT SELECT (tenant_id, look_at) ON series TO career_worker
"""


def upgrade() -> None:
    _series()
    _settings()
    protected = [PROTECT.format(table=one) for one in ("series", "cadence_setting")]
    for statement in ";".join([*protected, LOOK]).split(";"):
        op.execute(statement)
    op.add_column("conversation", sa.Column("series_id", sa.Uuid()))
    op.add_column("conversation", sa.Column("slot_at", MOMENT))
    op.add_column("conversation", sa.Column("ended_because", sa.String(length=40)))
    _points("conversation", "series_id", "series")
    op.create_exclude_constraint(
        "conversation_slot_ex",
        "conversation",
        *((sa.column(name), "=") for name in SLOT),
        where=sa.text("ended_because IS NULL OR ended_because NOT IN ('leave', 'pause')"),
        using="btree",
        deferrable=True,
        initially="DEFERRED",
    )
    op.create_index("conversation_series_ix", "conversation", list(SLOT))
    _check("conversation", "slot", "(series_id IS NULL) = (slot_at IS NULL)")
    _check("conversation", "ended_because", f"ended_because IN ({BECAUSE})")


def _series() -> None:
    op.create_table(
        "series",
        *_row(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("rule", sa.String()),
        sa.Column("zone", sa.String()),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.String()),
        sa.Column("duration_minutes", sa.Integer()),
        sa.Column("template_key", sa.String()),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("paused_on", sa.Date()),
        sa.Column("paused_until", sa.Date()),
        sa.Column("pause_reason", sa.String(length=40)),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_reason", sa.String(length=40)),
        sa.Column("ending_words", sa.String()),
        sa.Column("look_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="series_pk"),
    )
    for name in ("person_id", "partner_id"):
        _points("series", name, "person")
    for name, clause in {
        "two_people": "person_id <> partner_id",
        "kind": f"kind IN ({KINDS})",
        "status": "status IN ('active', 'paused', 'ended')",
        "pause_reason": "pause_reason IN ('leave', 'agreed')",
        "ended_reason": "ended_reason IN ('agreed', 'relationship_ended', 'left')",
        "paused": "(status = 'paused') = (paused_on IS NOT NULL)"
        " AND (paused_on IS NULL) = (pause_reason IS NULL)",
        "ended": "(status = 'ended') = (ended_on IS NOT NULL)"
        " AND (ended_on IS NULL) = (ended_reason IS NULL)",
        "duration": "duration_minutes BETWEEN 5 AND 480",
        "at": f"at ~ '{TIME}'",
    }.items():
        _check("series", name, clause)
    op.create_index(
        "series_going_on_ix",
        "series",
        ["tenant_id", "person_id", "partner_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.create_index("series_person_ix", "series", ["tenant_id", "person_id", "id"])
    op.create_index("series_partner_ix", "series", ["tenant_id", "partner_id", "id"])
    op.create_index(
        "series_look_ix",
        "series",
        ["tenant_id", "look_at"],
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )


def _settings() -> None:
    op.create_table(
        "cadence_setting",
        *_row(),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("manager_id", sa.Uuid()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("rule", sa.String()),
        sa.Column("at", sa.String()),
        sa.Column("duration_minutes", sa.Integer()),
        sa.Column("grace_days", sa.Integer()),
        sa.Column("reminders", postgresql.JSONB()),
        sa.Column("lookahead", sa.Integer()),
        sa.Column("starts_by_itself", sa.Boolean()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="cadence_setting_pk"),
    )
    for name in ("manager_id", "person_id"):
        _points("cadence_setting", name, "person")
    for name, clause in {
        "level": "CASE level WHEN 'organisation' THEN num_nonnulls(manager_id, person_id) = 0"
        " WHEN 'team' THEN manager_id IS NOT NULL AND person_id IS NULL"
        " WHEN 'person' THEN person_id IS NOT NULL AND manager_id IS NULL ELSE false END",
        "at": f"at ~ '{TIME}'",
        "duration": "duration_minutes BETWEEN 5 AND 480",
        "grace": "grace_days BETWEEN 0 AND 60",
        "lookahead": "lookahead BETWEEN 1 AND 6",
    }.items():
        _check("cadence_setting", name, clause)
    for name, columns, where in (
        ("organisation", [], "level = 'organisation'"),
        ("team", ["manager_id"], "manager_id IS NOT NULL"),
        ("person", ["person_id"], "person_id IS NOT NULL"),
    ):
        op.create_index(
            f"cadence_setting_{name}_ix",
            "cadence_setting",
            ["tenant_id", *columns],
            unique=True,
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    """What series made stays, as conversations of their own; how often people meet is forgotten."""
    op.drop_index("conversation_series_ix", "conversation")
    op.drop_constraint("conversation_slot_ex", "conversation")
    for name in ("ended_because", "slot_at", "series_id"):
        op.drop_column("conversation", name)
    op.drop_table("cadence_setting")
    op.drop_table("series")


def _row() -> tuple[sa.Column, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _points(table: str, column: str, to: str) -> None:
    op.create_foreign_key(
        f"{table}_tenant_id_{column}_fk",
        table,
        to,
        ["tenant_id", column],
        ["tenant_id", "id"],
    )


def _check(table: str, name: str, clause: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name}_ck CHECK ({clause})")
