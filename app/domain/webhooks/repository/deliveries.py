"""What is owed: taken, remembered, let go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic_core import to_json

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.commands import Outcome, Room
from app.domain.webhooks.models import ENDPOINT_DISABLED, Trial, WebhookDelivery
from app.domain.webhooks.repository.ids import BEGINNING, nth_id

# The most urgent of each endpoint that has room and was not asked to be left alone. `behind` is
# an earlier one of the same subject: then this one has to wait.
DUE: Final = """
SELECT owed.* FROM webhook_endpoint AS endpoint
LEFT JOIN webhook_endpoint_state AS state
  ON state.tenant_id = endpoint.tenant_id AND state.id = endpoint.id
LEFT JOIN unnest($3::uuid[], $4::int[]) AS known (id, room) ON known.id = endpoint.id
CROSS JOIN LATERAL (
  SELECT delivery.id, delivery.endpoint_id, delivery.event_id, delivery.body, delivery.due_at,
    delivery.created_at, delivery.attempts, (
    SELECT first.id FROM webhook_delivery AS first
    WHERE first.tenant_id = delivery.tenant_id AND first.endpoint_id = delivery.endpoint_id
      AND first.subject_id = delivery.subject_id AND first.sequence < delivery.sequence
      AND first.status = 'pending'
    ORDER BY first.sequence LIMIT 1
  ) AS behind
  FROM webhook_delivery AS delivery
  WHERE delivery.tenant_id = endpoint.tenant_id AND delivery.endpoint_id = endpoint.id
    AND delivery.status = 'pending' AND NOT delivery.waits AND delivery.due_at <= $2
    AND (delivery.leased_until IS NULL OR delivery.leased_until <= $2)
  ORDER BY delivery.due_at LIMIT coalesce(known.room, $5)
  FOR UPDATE OF delivery SKIP LOCKED
) AS owed
WHERE endpoint.tenant_id = $1 AND endpoint.enabled AND coalesce(known.room, $5) > 0
  AND (state.paused_until IS NULL OR state.paused_until <= $2)
ORDER BY owed.due_at LIMIT $6
"""

LEASE: Final = """
UPDATE webhook_delivery SET leased_until = $3, version = version + 1
WHERE tenant_id = $1 AND id = any($2::uuid[])
"""

# The one before is held meanwhile: it cannot end without seeing that another waits for it.
HAVE_WAIT: Final = """
WITH held AS (
  SELECT id FROM webhook_delivery
  WHERE tenant_id = $1 AND id = any($3::uuid[]) AND status = 'pending'
  FOR UPDATE SKIP LOCKED
)
UPDATE webhook_delivery AS later SET waits = true, version = later.version + 1
FROM unnest($2::uuid[], $3::uuid[]) AS pair (id, behind) JOIN held ON held.id = pair.behind
WHERE later.tenant_id = $1 AND later.id = pair.id
"""

DROP_UNWANTED: Final = """
WITH unwanted AS (
  SELECT delivery.id
  FROM webhook_endpoint AS endpoint
  CROSS JOIN LATERAL (
    SELECT id FROM webhook_delivery AS owed
    WHERE owed.tenant_id = endpoint.tenant_id AND owed.endpoint_id = endpoint.id
      AND owed.status = 'pending'
    LIMIT $3 FOR UPDATE SKIP LOCKED
  ) AS delivery
  WHERE endpoint.tenant_id = $1 AND NOT endpoint.enabled
  LIMIT $3
)
UPDATE webhook_delivery AS delivery
SET status = 'failed', waits = false, leased_until = NULL, last_error = $2,
  version = delivery.version + 1
FROM unwanted WHERE delivery.tenant_id = $1 AND delivery.id = unwanted.id
"""
DROPPED_AT_ONCE: Final = 1000

GIVE_BACK: Final = """
UPDATE webhook_delivery SET leased_until = NULL, version = version + 1
WHERE tenant_id = $1 AND id = any($2::uuid[]) AND status = 'pending'
"""

# In one order, so that nobody waits for somebody who waits for them.
TRIED: Final = """
SELECT id, endpoint_id, subject_id, sequence, status, attempts, tries, due_at, leased_until
FROM webhook_delivery WHERE tenant_id = $1 AND id = any($2::uuid[]) ORDER BY id FOR UPDATE
"""

SETTLE: Final = """
UPDATE webhook_delivery AS kept
SET status = given.status, attempts = given.attempts, tries = given.tries,
  due_at = given.due_at, leased_until = NULL, last_status = given.last_status,
  last_error = given.last_error, delivered_at = given.delivered_at, version = kept.version + 1
FROM unnest($2::uuid[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::int[],
  $8::text[], $9::timestamptz[]) AS given
  (id, status, attempts, tries, due_at, last_status, last_error, delivered_at)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""

_ATTEMPT: Final = f"""
INSERT INTO webhook_attempt (tenant_id, id, version, created_at, delivery_id, endpoint_id, number,
  url, request_headers, succeeded, status, error, duration_ms, response_headers, response_body)
SELECT $1, {nth_id("given.nth")}, 1, given.began_at, given.delivery_id, given.endpoint_id,
  given.number, given.url, given.request_headers::jsonb, given.succeeded, given.status, given.error,
  given.duration_ms, given.response_headers::jsonb, given.response_body
"""

REMEMBER: Final = f"""
WITH beginning AS ({BEGINNING})
{_ATTEMPT} FROM unnest($2::timestamptz[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[],
  $8::bool[], $9::int[], $10::text[], $11::int[], $12::text[], $13::text[]) WITH ORDINALITY AS given
  (began_at, delivery_id, endpoint_id, number, url, request_headers, succeeded, status, error,
   duration_ms, response_headers, response_body, nth)
"""

# What `Trial.succeeded` says of those that are pending, and the attempts, in one go: it is what
# nearly all attempts come to. The planner is to look each of them up by its id, whatever it knows
# of the organisation: `nth = nth + 0` is true, but makes it expect few, and the status is asked for
# so that no index of what is pending will do.
SUCCEED: Final = f"""
WITH beginning AS ({BEGINNING}), ended AS (
  SELECT * FROM unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::int[],
    $8::int[], $9::text[], $10::text[]) WITH ORDINALITY AS ended
    (id, began_at, url, request_headers, status, duration_ms, response_headers, response_body, nth)
  WHERE nth = nth + 0
), given AS (
  UPDATE webhook_delivery AS kept
  SET status = 'delivered', attempts = kept.attempts + 1, tries = kept.tries + 1,
    leased_until = NULL, last_status = ended.status, last_error = NULL, delivered_at = $2,
    version = kept.version + 1
  FROM ended WHERE kept.tenant_id = $1 AND kept.id = ended.id AND kept.status || '' = 'pending'
  RETURNING kept.id AS delivery_id, kept.endpoint_id, kept.subject_id, kept.sequence,
    kept.attempts AS number, true AS succeeded, NULL::text AS error, ended.began_at, ended.url,
    ended.request_headers, ended.status, ended.duration_ms, ended.response_headers,
    ended.response_body, ended.nth
), remembered AS ({_ATTEMPT} FROM given)
SELECT delivery_id AS id, endpoint_id, subject_id, sequence FROM given
"""  # noqa: S608 - our own words

# What waited for one that has ended is let go. Those are locked already, so that nobody begins to
# wait for them meanwhile.
LET_GO: Final = """
UPDATE webhook_delivery AS later SET waits = false, version = later.version + 1
FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS ended (endpoint_id, subject_id, sequence)
CROSS JOIN LATERAL (
  SELECT following.id FROM webhook_delivery AS following
  WHERE following.tenant_id = $1 AND following.endpoint_id = ended.endpoint_id
    AND following.subject_id = ended.subject_id AND following.sequence > ended.sequence
    AND following.status = 'pending'
  ORDER BY following.sequence LIMIT 1
) AS next
WHERE later.tenant_id = $1 AND later.id = next.id AND later.waits
"""


class Deliveries(Repository[WebhookDelivery]):
    entity = WebhookDelivery
    guard: ClassVar[Rule] = policy.may_read

    async def due(self, room: Room) -> Sequence[Any]:
        """Rows with `id`, `endpoint_id`, `event_id`, `body`, and `behind`: see `DUE`. Locked."""
        known = room.known
        return await self._fetch(
            DUE, self.tx.now, [*known], [*known.values()], room.usual, room.altogether
        )

    async def lease(self, ids: Sequence[UUID], until: datetime) -> None:
        """Nobody else tries before the lease is over, or ever, if this attempt succeeds."""
        await self._run(LEASE, ids, until)

    async def have_wait(self, behind: Mapping[UUID, UUID]) -> None:
        """Spare looking at these again before what they are behind has ended."""
        await self._run(HAVE_WAIT, [*behind], [*behind.values()])

    async def tried(self, ids: Sequence[UUID]) -> dict[UUID, Trial]:
        """By their ids, locked; those of endpoints that were cleared away are gone."""
        return {row["id"]: Trial.of(row) for row in await self._fetch(TRIED, ids)}

    async def settle(self, trials: Iterable[Trial]) -> None:
        """Write what attempts changed."""
        changed = [one for one in trials if one.is_changed]
        if changed:
            await self._run(
                SETTLE,
                [one.id for one in changed],
                [one.status.value for one in changed],
                [one.attempts for one in changed],
                [one.tries for one in changed],
                [one.due_at for one in changed],
                [one.last_status for one in changed],
                [one.last_error for one in changed],
                [one.delivered_at for one in changed],
            )

    async def succeed(self, outcomes: Sequence[Outcome]) -> Sequence[Any]:
        """Write that these were delivered, each as it was sent and what came back. Rows with `id`,
        `endpoint_id`, `subject_id` and `sequence`, of those that were pending.
        """
        if not outcomes:
            return ()
        ordered = sorted(outcomes, key=lambda one: one.delivery_id)
        return await self._fetch(
            SUCCEED,
            self.tx.now,
            [one.delivery_id for one in ordered],
            [one.began_at for one in ordered],
            [one.url for one in ordered],
            [_json(one.request_headers) for one in ordered],
            [one.status for one in ordered],
            [one.duration_ms for one in ordered],
            [_json(one.response_headers) for one in ordered],
            [one.response_body for one in ordered],
        )

    async def let_go(self, ended: Iterable[tuple[UUID, UUID, int]]) -> int:
        """Whatever waited for these: how much. Each has an endpoint, a subject, a sequence."""
        columns = [*zip(*ended, strict=True)]
        if not columns:
            return 0
        done: str = await self._run(LET_GO, *columns)
        return int(done.rsplit(maxsplit=1)[-1])

    async def remember(self, attempts: Sequence[tuple[Trial, Outcome]]) -> None:
        """Each request as it was sent, and what came back."""
        if not attempts:
            return
        outcomes = [outcome for _, outcome in attempts]
        await self._run(
            REMEMBER,
            [one.began_at for one in outcomes],
            [trial.id for trial, _ in attempts],
            [trial.endpoint_id for trial, _ in attempts],
            [trial.attempts for trial, _ in attempts],
            [one.url for one in outcomes],
            [_json(one.request_headers) for one in outcomes],
            [one.succeeded for one in outcomes],
            [one.status for one in outcomes],
            [one.error for one in outcomes],
            [one.duration_ms for one in outcomes],
            [_json(one.response_headers) for one in outcomes],
            [one.response_body for one in outcomes],
        )

    async def give_back(self, ids: Sequence[UUID]) -> None:
        await self._run(GIVE_BACK, ids)

    async def drop_unwanted(self) -> int:
        """Give up a part of what disabled endpoints are owed, also what is being sent just now."""
        done: str = await self._run(DROP_UNWANTED, ENDPOINT_DISABLED, DROPPED_AT_ONCE)
        return int(done.rsplit(maxsplit=1)[-1])

    async def _run(self, sql: str, *values: Any) -> Any:
        await self._flush()
        return await self.tx.connection.execute(sql, self.tx.actor.tenant_id, *values)

    async def _fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        rows: Sequence[Any] = await self.tx.connection.fetch(sql, self.tx.actor.tenant_id, *values)
        return rows


def _json(headers: Mapping[str, str]) -> str:
    return to_json(headers).decode()
