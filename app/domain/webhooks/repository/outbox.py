"""Events that have no place in the feed yet, and the places they get."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlmodel import col

from app.domain.outbox import OutboxEvent
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.envelope import ENVELOPE

LANES: Final = """lane AS (
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
"""

# All that the worker's own role may see: which tenants have something to do. From one tenant to
# the next along an index, and from one endpoint to the next, so that it costs as much as there
# are of those, and not of events.
TENANTS_WITH_WORK: Final = f"""
WITH RECURSIVE untold AS (
  (SELECT tenant_id FROM outbox_event WHERE position IS NULL ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (
    SELECT next.tenant_id FROM outbox_event AS next
    WHERE next.position IS NULL AND next.tenant_id > untold.tenant_id
    ORDER BY next.tenant_id LIMIT 1
  ) FROM untold WHERE untold.tenant_id IS NOT NULL
), {LANES})
SELECT tenant_id FROM untold WHERE tenant_id IS NOT NULL
UNION
SELECT lane.tenant_id FROM lane CROSS JOIN LATERAL (
  SELECT FROM webhook_delivery AS owed
  WHERE owed.tenant_id = lane.tenant_id AND owed.endpoint_id = lane.endpoint_id
    AND owed.status = 'pending' AND NOT owed.waits AND owed.due_at <= $1
    AND (owed.leased_until IS NULL OR owed.leased_until <= $1)
  LIMIT 1
) AS due
"""  # noqa: S608 - all of it is ours

MOST_COUNTED: Final = 100_000
BACKLOG: Final = f"""
WITH RECURSIVE {LANES})
SELECT
  (SELECT count(*) FROM (
    SELECT FROM outbox_event WHERE position IS NULL LIMIT $2) AS counted) AS untold,
  (SELECT count(*) FROM (
    SELECT FROM webhook_delivery WHERE status = 'pending' LIMIT $2) AS counted) AS owed,
  (SELECT min(due.due_at) FROM lane CROSS JOIN LATERAL (
    SELECT owed.due_at FROM webhook_delivery AS owed
    WHERE owed.tenant_id = lane.tenant_id AND owed.endpoint_id = lane.endpoint_id
      AND owed.status = 'pending' AND NOT owed.waits AND owed.due_at <= $1
      AND (owed.leased_until IS NULL OR owed.leased_until <= $1)
    ORDER BY owed.due_at LIMIT 1) AS due) AS oldest
"""  # noqa: S608 - all of it is ours

LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"

# The first by their ids, and whatever happened to the same subjects before: `offset 0` has that
# looked up for each, whatever the planner expects. The events of a subject share the places that
# their ids give them, in the order of their sequence. The counter is held until the commit, so
# that places appear in their order. Who asked for an event is owed it in the same statement.
RELAY: Final = f"""
WITH batch AS (
  SELECT id, subject_id, sequence FROM outbox_event
  WHERE tenant_id = $1 AND position IS NULL ORDER BY id LIMIT $4
), taken AS (
  SELECT id, subject_id, sequence FROM batch
  UNION
  SELECT earlier.id, earlier.subject_id, earlier.sequence FROM batch CROSS JOIN LATERAL (
    SELECT id, subject_id, sequence FROM outbox_event AS before
    WHERE before.tenant_id = $1 AND before.subject_id = batch.subject_id
      AND before.sequence < batch.sequence AND before.position IS NULL
    OFFSET 0
  ) AS earlier
), numbered AS (
  SELECT id, subject_id, row_number() OVER (ORDER BY id) AS place,
    row_number() OVER (PARTITION BY subject_id ORDER BY id) AS by_id,
    row_number() OVER (PARTITION BY subject_id ORDER BY sequence) AS by_sequence
  FROM taken
), feed AS (
  INSERT INTO outbox_feed AS kept (tenant_id, id, version, created_at, last)
  SELECT $1, $1, 1, $2, count(*) FROM taken HAVING count(*) > 0
  ON CONFLICT (tenant_id, id)
  DO UPDATE SET last = kept.last + excluded.last, version = kept.version + 1
  RETURNING last - (SELECT count(*) FROM taken) AS before
), placed AS (
  UPDATE outbox_event AS event
  SET position = feed.before + place.place, relayed_at = coalesce(event.relayed_at, $2),
    source = $3, version = event.version + 1
  FROM feed, numbered JOIN numbered AS place
    ON place.subject_id = numbered.subject_id AND place.by_id = numbered.by_sequence
  WHERE event.tenant_id = $1 AND event.id = numbered.id
  RETURNING new.*, old.relayed_at IS NULL AS is_untold
), owed AS (
  INSERT INTO webhook_delivery (tenant_id, id, version, created_at, endpoint_id, event_id,
    event_type, subject_id, sequence, body, cause, status, attempts, due_at)
  SELECT $1, uuidv7(), 1, $2, endpoint.id, event.id, event.type, event.subject_id, event.sequence,
    {ENVELOPE}, 'event', 'pending', 0, $2
  FROM placed AS event JOIN webhook_endpoint AS endpoint
    ON endpoint.tenant_id = $1 AND endpoint.enabled AND endpoint.format <> 'xapi'
    AND endpoint.event_types
      && ARRAY['*', split_part(event.type, '.', 1) || '.*', event.type]::varchar[]
  WHERE event.is_untold AND endpoint.id <> event.subject_id  -- of itself it is not told
  ORDER BY event.position
)
SELECT id, is_untold FROM placed
"""  # noqa: S608 - all of it is ours


class Outbox(Repository[OutboxEvent]):
    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_read

    async def relay(self, limit: int, source: str) -> Sequence[Any]:
        """Give the next events their places in the feed, and owe them to whoever asked for them
        as envelopes. Rows with `id` and `is_untold`; none if another worker is at it.

        One relay at a time and tenant keeps a later event from overtaking an earlier one
        that another worker still holds, and makes places appear in their order.
        """
        tenant_id = self.tx.actor.tenant_id
        if not await self.tx.connection.fetchval(LOCK, f"{tenant_id}:relay"):
            return []
        rows: Sequence[Any] = await self.tx.connection.fetch(
            RELAY, tenant_id, self.tx.now, source, limit
        )
        return rows

    async def these(self, ids: Sequence[UUID]) -> list[OutboxEvent]:
        """In the order of the feed."""
        query = self.select().where(col(OutboxEvent.id).in_(ids))
        return await self.rows(query.order_by(col(OutboxEvent.position)))


async def tenants_with_work(database: Any, now: datetime) -> list[UUID]:
    return [row["tenant_id"] for row in await database.fetch(TENANTS_WITH_WORK, now)]


async def backlog(database: Any, now: datetime) -> Any:
    """A row with `untold`, `owed`, and since when the `oldest` is due."""
    [row] = await database.fetch(BACKLOG, now, MOST_COUNTED)
    return row
