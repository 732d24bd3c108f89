"""When people work, until when they can still meet, and of what they are reminded.

Safe while the previous version still runs: every new column has a default or may be empty. What it
schedules or moves is looked at by the clock, which reckons until when the two can still meet; it
knows nothing of the new table.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table} TO career_app
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO career_app
"""
WEEKDAYS = " + ".join(f"(working_week @> '{{{day}}}')::int" for day in range(1, 8))


AHEAD = "status IN ('scheduled', 'preparing')"
# What the worker's own role may know: that there is something to look at, and where.
LOOK = f"""
CREATE POLICY work ON conversation FOR SELECT TO career_worker
  USING ({AHEAD} AND look_at IS NOT NULL);
GRANT SELECT (tenant_id, status, look_at) ON conversation TO career_worker
"""
LOOK_AWAY = """
DROP POLICY work ON conversation;
REVOKE SELECT (tenant_id, status, look_at) ON conversation FROM career_worker
"""
# Of what was past long before anybody reckoned it, nobody is told any more.
LONG_PAST = f"""
UPDATE conversation SET missed_at = scheduled_at + interval '7 days', reckoned_for = scheduled_at,
  missed_told_at = now(), reminders = '[]', look_at = NULL
WHERE {AHEAD} AND scheduled_at < now() - interval '14 days'
"""
COLUMNS = (
    ("grace_days", sa.SmallInteger(), "5", False),
    ("missed_at", MOMENT, None, True),
    ("reckoned_for", MOMENT, None, True),
    ("missed_told_at", MOMENT, None, True),
    ("reminders", JSONB(), None, True),
    ("reminders_told", sa.SmallInteger(), "0", False),
    ("look_at", MOMENT, "'1970-01-01 00:00:00+00'", True),
)


def upgrade() -> None:
    _working_calendar()
    for name, kind, usual, nullable in COLUMNS:
        default = None if usual is None else sa.text(usual)
        column = sa.Column(name, kind, server_default=default, nullable=nullable)
        op.add_column("conversation", column)
    op.execute(
        "ALTER TABLE conversation ADD CONSTRAINT conversation_grace_ck "
        "CHECK (grace_days BETWEEN 0 AND 60)"
    )
    op.execute("ALTER TABLE conversation NO FORCE ROW LEVEL SECURITY")
    op.execute(LONG_PAST)
    op.execute("ALTER TABLE conversation FORCE ROW LEVEL SECURITY")
    op.create_index(
        "conversation_look_ix",
        "conversation",
        ["tenant_id", "look_at"],
        postgresql_where=sa.text(AHEAD),
    )
    for statement in LOOK.split(";"):
        op.execute(statement)


def downgrade() -> None:
    """Everybody works when the organisation does, and nobody is told that two have not met."""
    for statement in LOOK_AWAY.split(";"):
        op.execute(statement)
    op.drop_index("conversation_look_ix", "conversation")
    op.drop_constraint("conversation_grace_ck", "conversation")
    for name, *_ in COLUMNS:
        op.drop_column("conversation", name)
    op.drop_table("working_calendar")


def _working_calendar() -> None:
    op.create_table(
        "working_calendar",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("working_week", ARRAY(sa.SmallInteger())),
        sa.Column("days_off", ARRAY(sa.Date()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            f"cardinality(working_week) = {WEEKDAYS} AND cardinality(working_week) > 0",
            name="working_week",
        ),
        sa.CheckConstraint("cardinality(days_off) <= 500", name="days_off"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="working_calendar_pk"),
        sa.UniqueConstraint(
            "tenant_id", "person_id", name="working_calendar_tenant_id_person_id_uq"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="working_calendar_tenant_id_person_id_fk",
        ),
    )
    for statement in PROTECT.format(table="working_calendar").split(";"):
        op.execute(statement)
