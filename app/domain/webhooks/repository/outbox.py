"""Events that have no place in the feed yet, and the places they get."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Integer, bindparam, literal_column, select, true
from sqlalchemy.orm import aliased

from app.domain.outbox import OutboxEvent
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.webhooks import policy

# All that the worker's own role may see: which tenants have something to do. From one tenant to
# the next along an index, and from one endpoint to the next, so that it costs as much as there
# are of those, and not of events.
TENANTS_WITH_WORK: Final = """
WITH RECURSIVE untold AS (
  (SELECT tenant_id FROM outbox_event WHERE position IS NULL ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (
    SELECT next.tenant_id FROM outbox_event AS next
    WHERE next.position IS NULL AND next.tenant_id > untold.tenant_id
    ORDER BY next.tenant_id LIMIT 1
  ) FROM untold WHERE untold.tenant_id IS NOT NULL
), lane AS (
  (SELECT tenant_id, endpoint_id FROM webhook_delivery
   WHERE status = 'pending' AND NOT waits ORDER BY tenant_id, endpoint_id LIMIT 1)
  UNION ALL
  SELECT next.tenant_id, next.endpoint_id
  FROM lane CROSS JOIN LATERAL (
    SELECT later.tenant_id, later.endpoint_id FROM webhook_delivery AS later
    WHERE later.status = 'pending' AND NOT later.waits
      AND (later.tenant_id, later.endpoint_id) > (lane.tenant_id, lane.endpoint_id)
    ORDER BY later.tenant_id, later.endpoint_id LIMIT 1
  ) AS next
)
SELECT tenant_id FROM untold WHERE tenant_id IS NOT NULL
UNION
SELECT lane.tenant_id FROM lane CROSS JOIN LATERAL (
  SELECT FROM webhook_delivery AS owed
  WHERE owed.tenant_id = lane.tenant_id AND owed.endpoint_id = lane.endpoint_id
    AND owed.status = 'pending' AND NOT owed.waits AND owed.due_at <= $1
    AND (owed.leased_until IS NULL OR owed.leased_until <= $1)
  LIMIT 1
) AS due
"""

LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"

# The counter is held until the commit, so that places are seen in their order.
PLACE: Final = """
WITH feed AS (
  INSERT INTO outbox_feed AS kept (tenant_id, id, version, created_at, last)
  VALUES ($1, $1, 1, $2, cardinality($4::uuid[]))
  ON CONFLICT (tenant_id, id)
  DO UPDATE SET last = kept.last + excluded.last, version = kept.version + 1
  RETURNING kept.last - cardinality($4::uuid[]) AS before
)
UPDATE outbox_event AS event
SET position = feed.before + given.nth, relayed_at = coalesce(event.relayed_at, $2), source = $3,
  version = event.version + 1
FROM feed, unnest($4::uuid[]) WITH ORDINALITY AS given (id, nth)
WHERE event.tenant_id = $1 AND event.id = given.id
"""


def _untold() -> Any:
    """The first by their ids, and whatever happened to the same subjects before."""
    event: Any = OutboxEvent
    first: Any = aliased(OutboxEvent)
    before: Any = aliased(OutboxEvent)
    tenant: Any = bindparam("me_tenant_id", type_=event.tenant_id.type)
    batch = (
        select(first.id, first.subject_id, first.sequence)
        .where(first.tenant_id == tenant, first.position.is_(None))
        .order_by(first.id)
        .limit(bindparam("limit", type_=Integer()))
        .cte("batch")
    )
    earlier = (
        select(before.id)
        .where(
            before.tenant_id == tenant,
            before.subject_id == batch.c.subject_id,
            before.sequence < batch.c.sequence,
            before.position.is_(None),
        )
        .offset(literal_column("0"))  # looked up for each, whatever the planner expects
        .lateral("earlier")
    )
    ids = select(batch.c.id).union(select(earlier.c.id).select_from(batch.join(earlier, true())))
    taken = ids.cte("taken")
    return (
        select(*columns_of(OutboxEvent))
        .join(taken, taken.c.id == event.id)
        .where(event.tenant_id == tenant)
        .order_by(event.id)
    )


UNTOLD: Final = rows_statement(_untold())


class Outbox(Repository[OutboxEvent]):
    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_read

    async def untold(self, limit: int) -> list[OutboxEvent]:
        """Those that have no place yet, those of each subject in their order; none if another
        worker is at it.

        One relay at a time and tenant keeps a later event from overtaking an earlier one
        that another worker still holds, and makes places appear in their order.
        """
        name = f"{self.tx.actor.tenant_id}:relay"
        if not await self.tx.connection.fetchval(LOCK, name):
            return []
        return _in_order(await self.read_all(UNTOLD, {"limit": limit}))

    async def place(self, events: Sequence[OutboxEvent], source: str) -> None:
        """Give them the next places in the feed."""
        ids = [event.id for event in events]
        await self.tx.connection.execute(PLACE, self.tx.actor.tenant_id, self.tx.now, source, ids)


def _in_order(events: list[OutboxEvent]) -> list[OutboxEvent]:
    """The same places for each subject, with its own events in the order of their sequence."""
    sorted_by_subject: dict[UUID, list[OutboxEvent]] = {}
    for event in sorted(events, key=lambda one: one.sequence, reverse=True):
        sorted_by_subject.setdefault(event.subject_id, []).append(event)
    return [sorted_by_subject[event.subject_id].pop() for event in events]


async def tenants_with_work(database: Any, now: datetime) -> list[UUID]:
    return [row["tenant_id"] for row in await database.fetch(TENANTS_WITH_WORK, now)]
