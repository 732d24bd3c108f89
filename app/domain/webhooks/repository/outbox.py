"""Events that have no place in the feed yet, and the places they get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlmodel import col

from app.domain.outbox import OutboxEvent
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.commands import Room
from app.domain.webhooks.envelope import ENVELOPE
from app.domain.webhooks.repository.ids import BEGINNING, nth_id

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

LEAST: Final = 64
"""So many are relayed for an endpoint that has any room: not each of them may concern it."""

LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"

# The first by their ids, and whatever happened to the same subjects before: `offset 0` has that
# looked up for each, whatever the planner expects. The events of a subject share the places that
# their ids give them, in the order of their sequence. The counter is held until the commit, so
# that places appear in their order. Who asked for an event is owed it in the same statement, and
# as much of that as there is room for is taken at once: of a subject the first, if nothing before
# it is owed; what is behind it in here waits for it. What nobody has room for is relayed later.
RELAY: Final = f"""
WITH beginning AS ({BEGINNING}), endpoint AS MATERIALIZED (
  SELECT one.id, one.event_types, one.format, coalesce(known.room, $7) AS room,
    coalesce(known.is_slow, false) AS is_slow,
    coalesce(state.paused_until > $2, false) AS is_paused, one.max_per_minute IS NULL AS is_free
  FROM webhook_endpoint AS one
  LEFT JOIN webhook_endpoint_state AS state
    ON state.tenant_id = one.tenant_id AND state.id = one.id
  LEFT JOIN unnest($5::uuid[], $6::int[], $10::bool[]) AS known (id, room, is_slow)
    ON known.id = one.id
  WHERE one.tenant_id = $1 AND one.enabled
), allowed AS (
  SELECT least($4, greatest($11, coalesce(max(greatest(room, {LEAST} * sign(room))), $4)))::int
    AS most
  FROM endpoint WHERE NOT is_slow AND NOT is_paused
), batch AS (
  SELECT id, subject_id, sequence FROM outbox_event
  WHERE tenant_id = $1 AND position IS NULL ORDER BY id, subject_id
  LIMIT (SELECT most FROM allowed)
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
), wanted AS (
  SELECT event.*, endpoint.id AS endpoint_id, endpoint.room,
    endpoint.is_free AND NOT endpoint.is_paused AS may_go, row_number()
      OVER (PARTITION BY endpoint.id, event.subject_id ORDER BY event.sequence) > 1 AS waits
  FROM placed AS event JOIN endpoint ON endpoint.format <> 'xapi'
    AND endpoint.event_types
      && ARRAY['*', split_part(event.type, '.', 1) || '.*', event.type]::varchar[]
  WHERE event.is_untold AND endpoint.id <> event.subject_id  -- of itself it is not told
), going AS MATERIALIZED (
  SELECT wanted.*, $9::timestamptz IS NOT NULL AND may_go AND NOT waits AND (
    SELECT first.id FROM webhook_delivery AS first
    WHERE first.tenant_id = $1 AND first.endpoint_id = wanted.endpoint_id
      AND first.subject_id = wanted.subject_id AND first.sequence < wanted.sequence
      AND first.status = 'pending'
    ORDER BY first.sequence LIMIT 1  -- along the index that is in this order
  ) IS NULL AS may_be_taken
  FROM wanted
), counted AS (
  SELECT going.*, may_be_taken
    AND sum(may_be_taken::int) OVER (PARTITION BY endpoint_id ORDER BY position) <= room
    AND sum(may_be_taken::int) OVER (ORDER BY position, endpoint_id) <= $8 AS is_taken,
    row_number() OVER (ORDER BY position, endpoint_id) AS nth
  FROM going
), owed AS (
  INSERT INTO webhook_delivery (tenant_id, id, version, created_at, endpoint_id, event_id,
    event_type, subject_id, sequence, body, cause, status, waits, attempts, due_at, leased_until)
  SELECT $1, {nth_id("event.nth")}, 1, $2, event.endpoint_id, event.id, event.type,
    event.subject_id, event.sequence, {ENVELOPE}, 'event', 'pending', event.waits, 0, $2,
    CASE WHEN event.is_taken THEN $9 END
  FROM counted AS event ORDER BY event.position
  RETURNING id, endpoint_id, event_id, body, waits, leased_until
)
SELECT NULL::uuid AS id, NULL::uuid AS endpoint_id, NULL::uuid AS event_id, NULL AS body,
  $2 AS created_at, 0 AS attempts, (SELECT count(*) FROM placed) AS placed,
  (SELECT most FROM allowed) AS most,
  (SELECT count(*) FROM owed WHERE leased_until IS NULL AND NOT waits) AS not_taken,
  CASE WHEN EXISTS (SELECT FROM endpoint WHERE format = 'xapi')
    THEN (SELECT array_agg(id) FROM placed WHERE is_untold) END AS untold
UNION ALL
SELECT id, endpoint_id, event_id, body, $2, 0, NULL, NULL, NULL, NULL
FROM owed WHERE leased_until IS NOT NULL
"""  # noqa: S608 - all of it is ours


@dataclass(frozen=True, slots=True)
class Relayed:
    """What one relay did."""

    placed: int = 0
    is_all: bool = True
    """Whether nothing was left that is not told."""
    taken: Sequence[Any] = ()
    """Rows of deliveries that were taken at once, as those of `Deliveries.due`."""
    not_taken: int = 0
    """Deliveries that were not, though they wait for no other."""
    untold: Sequence[UUID] = ()
    """The events to tell those who are told in another form; none if there is nobody."""


class Outbox(Repository[OutboxEvent]):
    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_read

    async def relay(
        self, limit: int, source: str, room: Room, until: datetime | None = None, *, least: int = 0
    ) -> Relayed:
        """Give the next events their places in the feed, and owe them to whoever asked for them
        as envelopes. Nothing if another worker is at it.

        With `until`, as much as there is `room` for is leased until then. There is at least
        so much relayed, and more if an endpoint that answers has room.

        One relay at a time and tenant keeps a later event from overtaking an earlier one
        that another worker still holds, and makes places appear in their order.
        """
        tenant_id = self.tx.actor.tenant_id
        if not await self.tx.connection.fetchval(LOCK, f"{tenant_id}:relay"):
            return Relayed()
        known = room.known
        told, *taken = await self.tx.connection.fetch(
            *(RELAY, tenant_id, self.tx.now, source, limit, [*known], [*known.values()]),
            *(room.usual, room.altogether, until, [id in room.slow for id in known], least),
        )
        if told["placed"]:
            self.tx.wake_followers()
        return Relayed(
            placed=told["placed"],
            is_all=told["placed"] < told["most"],
            taken=taken,
            not_taken=told["not_taken"],
            untold=told["untold"] or (),
        )

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
