"""Deadlines that were moved, the days off of an organisation, and what the clock looks for.

Safe while the previous version still runs: what it writes is reckoned in ordinary weeks, as
before; new columns have defaults, and it knows nothing of the new table.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

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

# What the worker's own role may know: that there is something to tell, and where.
LOOK = f"""
CREATE POLICY work ON milestone FOR SELECT TO career_worker
  USING ({OPEN} OR owner_needed_told_at IS NOT NULL);
CREATE POLICY work ON person FOR SELECT TO career_worker USING (status <> 'active');
CREATE POLICY work ON tenant FOR SELECT TO career_worker USING (calendar_changed_at IS NOT NULL);
GRANT SELECT (tenant_id, status, closed_on, ends_on, soon_on, due_soon_told_at, missed_told_at,
  due_on, owner_id, owner_status, owner_needed_told_at) ON milestone TO career_worker;
GRANT SELECT (tenant_id, id, status, leave_ends_on) ON person TO career_worker;
GRANT SELECT (tenant_id, calendar_changed_at) ON tenant TO career_worker
"""
LOOK_AWAY = """
DROP POLICY work ON milestone;
DROP POLICY work ON tenant;
DROP POLICY work ON person;
REVOKE SELECT (tenant_id, status, closed_on, ends_on, soon_on, due_soon_told_at, missed_told_at,
  due_on, owner_id, owner_status, owner_needed_told_at) ON milestone FROM career_worker;
REVOKE SELECT (tenant_id, id, status, leave_ends_on) ON person FROM career_worker;
REVOKE SELECT (tenant_id, calendar_changed_at) ON tenant FROM career_worker
"""


def upgrade() -> None:
    op.add_column(
        "tenant",
        sa.Column("days_off", ARRAY(sa.Date), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column("tenant", sa.Column("calendar_changed_at", MOMENT))
    op.execute(
        "ALTER TABLE tenant ADD CONSTRAINT tenant_days_off_ck CHECK (cardinality(days_off) <= 500)"
    )
    # A person whose zone PostgreSQL does not know would keep their milestones from being read.
    op.execute("ALTER TABLE person NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE person SET time_zone = 'UTC' "
        "WHERE time_zone NOT IN (SELECT name FROM pg_timezone_names)"
    )
    op.execute("ALTER TABLE person FORCE ROW LEVEL SECURITY")
    # What is there was never reckoned with anybody's week.
    op.execute("ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE tenant SET calendar_changed_at = now()")
    op.execute("ALTER TABLE tenant FORCE ROW LEVEL SECURITY")
    op.create_index(
        "milestone_ends_ix",
        "milestone",
        ["tenant_id", "ends_on"],
        postgresql_where=sa.text(OPEN),
    )
    _table()
    for statement in (PROTECT.format(table="deadline_change") + ";" + LOOK).split(";"):
        op.execute(statement)


def _table() -> None:
    op.create_table(
        "deadline_change",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("support_offered", sa.String()),
        sa.Column("moved_by_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_by_id", sa.Uuid()),
        sa.Column("agreed_at", MOMENT),
        sa.CheckConstraint("from_on <> to_on", name="moved"),
        sa.CheckConstraint("(agreed_by_id IS NULL) = (agreed_at IS NULL)", name="agreed"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="deadline_change_pk"),
        _key("milestone", "milestone_id", ondelete="CASCADE"),
        _key("person", "person_id"),
        _key("person", "moved_by_id"),
        _key("person", "agreed_by_id"),
    )
    op.create_index(
        "deadline_change_milestone_ix",
        "deadline_change",
        ["tenant_id", "milestone_id", "id"],
    )


def _key(table: str, column: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{table}.tenant_id", f"{table}.id"],
        name=f"deadline_change_tenant_id_{column}_fk",
        ondelete=ondelete,
    )


def downgrade() -> None:
    """What was moved stays moved; why, and who agreed, goes."""
    for statement in LOOK_AWAY.split(";"):
        op.execute(statement)
    op.drop_table("deadline_change")
    op.drop_index("milestone_ends_ix", "milestone")
    op.drop_constraint("tenant_days_off_ck", "tenant")
    op.drop_column("tenant", "calendar_changed_at")
    op.drop_column("tenant", "days_off")
