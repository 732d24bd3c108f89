"""Relations that have covers and no circles; days of leave, of leaving and of closing; weeks.

Safe while the previous version still runs: it neither writes nor reads the new columns, which
are empty or have a default; it makes no covers, and was refused circles of managers already,
if by itself. Only two relations of one kind between the same two people at once, which it let
operators make and nobody reads twice, would have to be ended before. Relations of people who had
left by then, which it let go on, end today. Downwards, covers go.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = ("manager", "mentor", "sponsor", "people_partner")
CLOSED = ("plan", "goal", "milestone")
WEEKDAYS = " + ".join(f"(working_week @> '{{{day}}}')::int" for day in range(1, 8))

CHECKS = {
    ("relationship", "cover"): (
        "kind <> 'cover' OR (coalesce(ends_on <= starts_on + 92, false) AND reason IS NOT NULL)"
    ),
    ("tenant", "working_week"): (
        f"cardinality(working_week) = {WEEKDAYS} AND cardinality(working_week) > 0"
    ),
}

# The owner is held by row-level security as well, and no tenant is his: for the length of this
# transaction, which holds the tables anyway, he is let through.
LET = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
HOLD = "ALTER TABLE {} FORCE ROW LEVEL SECURITY"

END_OF_THE_LEFT = """
UPDATE relationship AS tie
SET ends_on = greatest(tie.starts_on, (now() AT TIME ZONE 'UTC')::date), version = tie.version + 1
FROM person AS gone
WHERE gone.tenant_id = tie.tenant_id AND gone.id IN (tie.person_id, tie.related_id)
  AND gone.status = 'left'
  AND (tie.ends_on IS NULL OR tie.ends_on > (now() AT TIME ZONE 'UTC')::date)
"""

ONCE = """
ALTER TABLE relationship ADD CONSTRAINT relationship_once_ex EXCLUDE USING gist (
  tenant_id WITH =, person_id WITH =, related_id WITH =, kind WITH =,
  daterange(starts_on, ends_on) WITH &&
) WHERE (kind <> 'manager')
"""

# Who holds the lock of the organisation's tree looks at it as it is after whoever held it
# before, since each statement here sees what was committed until then. The walk sees the
# rows that the writer may see, which are all of the tenant; one who may see several tenants
# is kept to the tenant of each row by the rows themselves. From every row that may have
# added days it follows the managers upwards, as long as all of them hold on one common day:
# on any day everybody has one manager, so that the days only ever split.
#
# OFFSET 0 keeps the look-up of a manager apart, so that it goes by person through an index;
# `kind || ''` keeps it from the index of the constraint against overlaps, which is slow to ask.
# The walk is planned each time, for as many rows as there are then: a plan of the first time,
# when the table was small, is kept for the session, and reads the whole of a large one.
NO_CIRCLE = """
CREATE FUNCTION relationship_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most_levels CONSTANT integer := 100;
  tenant uuid;
  is_circle boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- A relation that ends, or ends earlier, closes no circle: nobody has to wait for that.
    PERFORM FROM (
      SELECT tenant_id, id, person_id, related_id, daterange(starts_on, ends_on) AS days,
        true AS is_new
      FROM changed WHERE kind = 'manager'
      UNION ALL
      SELECT tenant_id, id, person_id, related_id, daterange(starts_on, ends_on), false
      FROM former WHERE kind = 'manager'
    ) AS side
    GROUP BY tenant_id, id, person_id, related_id
    HAVING NOT coalesce(range_agg(days) FILTER (WHERE NOT is_new), '{}')
      @> coalesce(range_agg(days) FILTER (WHERE is_new), '{}')
    LIMIT 1;
  ELSE
    PERFORM FROM changed WHERE kind = 'manager' LIMIT 1;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  FOR tenant IN
    SELECT DISTINCT tenant_id FROM changed WHERE kind = 'manager' ORDER BY tenant_id
  LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(tenant || '\\:org-tree', 0));
  END LOOP;

  EXECUTE $walk$
    WITH RECURSIVE walk (tenant_id, origin, place, days, level) AS (
      SELECT tenant_id, person_id, related_id, daterange(starts_on, ends_on), 1
      FROM changed WHERE kind = 'manager' AND NOT isempty(daterange(starts_on, ends_on))
      UNION ALL
      SELECT walk.tenant_id, walk.origin, tie.related_id,
        walk.days * daterange(tie.starts_on, tie.ends_on), walk.level + 1
      FROM walk CROSS JOIN LATERAL (
        SELECT related_id, starts_on, ends_on FROM relationship
        WHERE tenant_id = walk.tenant_id AND person_id = walk.place AND kind || '' = 'manager'
          AND daterange(starts_on, ends_on) && walk.days
        OFFSET 0
      ) AS tie
      WHERE walk.place <> walk.origin AND walk.level < $1
    )
    SELECT place = origin FROM walk WHERE place = origin OR level = $1 LIMIT 1
  $walk$ INTO is_circle USING most_levels;
  IF is_circle THEN
    RAISE EXCEPTION 'following the managers upwards from a person leads back to them'
      USING ERRCODE = 'check_violation', TABLE = 'relationship',
        CONSTRAINT = 'relationship_no_cycle';
  ELSIF is_circle IS NOT NULL THEN
    RAISE EXCEPTION 'following the managers upwards takes % steps', most_levels
      USING ERRCODE = 'check_violation', TABLE = 'relationship',
        CONSTRAINT = 'relationship_levels';
  END IF;
  RETURN NULL;
END
$$
"""

ON_INSERT = """
CREATE TRIGGER relationship_no_cycle_insert AFTER INSERT ON relationship
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION relationship_no_cycle()
"""
ON_UPDATE = """
CREATE TRIGGER relationship_no_cycle_update AFTER UPDATE ON relationship
REFERENCING OLD TABLE AS former NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION relationship_no_cycle()
"""


def upgrade() -> None:
    _past_the_policies(END_OF_THE_LEFT)
    op.add_column("person", sa.Column("leave_ends_on", sa.Date()))
    op.add_column("person", sa.Column("left_on", sa.Date()))
    for table in CLOSED:
        op.add_column(table, sa.Column("closed_on", sa.Date()))
    days = sa.Column(
        "working_week",
        sa.ARRAY(sa.SmallInteger()),
        nullable=False,
        server_default=sa.text("'{1,2,3,4,5}'"),
    )
    op.add_column("tenant", days)
    op.add_column("relationship", sa.Column("reason", sa.String()))
    _allow(*KINDS, "cover")
    for (table, name), condition in CHECKS.items():
        _check(table, name, condition)
    op.execute(ONCE)
    op.execute(NO_CIRCLE)
    op.execute(ON_INSERT)
    op.execute(ON_UPDATE)


def downgrade() -> None:
    op.execute("DROP TRIGGER relationship_no_cycle_update ON relationship")
    op.execute("DROP TRIGGER relationship_no_cycle_insert ON relationship")
    op.execute("DROP FUNCTION relationship_no_cycle()")
    op.execute("ALTER TABLE relationship DROP CONSTRAINT relationship_once_ex")
    for table, name in reversed(CHECKS):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}_ck")
    _past_the_policies("DELETE FROM relationship WHERE kind = 'cover'")
    _allow(*KINDS)
    op.drop_column("relationship", "reason")
    op.drop_column("tenant", "working_week")
    for table in reversed(CLOSED):
        op.drop_column(table, "closed_on")
    op.drop_column("person", "left_on")
    op.drop_column("person", "leave_ends_on")


def _past_the_policies(statement: str) -> None:
    for table in ("person", "relationship"):
        op.execute(LET.format(table))
    op.execute(statement)
    for table in ("person", "relationship"):
        op.execute(HOLD.format(table))


def _allow(*kinds: str) -> None:
    op.execute("ALTER TABLE relationship DROP CONSTRAINT relationship_kind_ck")
    _check("relationship", "kind", f"kind IN ({', '.join(repr(kind) for kind in kinds)})")


def _check(table: str, name: str, condition: str) -> None:
    """New rows are held to it at once; those that are there are looked at without a long lock."""
    constraint = f"{table}_{name}_ck"
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({condition}) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")
