"""What is owed: taken, remembered, let go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, select
from sqlmodel import col

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.webhooks import policy
from app.domain.webhooks.commands import Room
from app.domain.webhooks.models import ENDPOINT_DISABLED, WebhookAttempt, WebhookDelivery

# The most urgent of each endpoint that has room and was not asked to be left alone. `behind` is
# an earlier one of the same subject: then this one has to wait.
DUE: Final = """
SELECT owed.* FROM webhook_endpoint AS endpoint
LEFT JOIN webhook_endpoint_state AS state
  ON state.tenant_id = endpoint.tenant_id AND state.id = endpoint.id
LEFT JOIN unnest($3::uuid[], $4::int[]) AS known (id, room) ON known.id = endpoint.id
CROSS JOIN LATERAL (
  SELECT delivery.id, delivery.endpoint_id, delivery.event_id, delivery.body, delivery.due_at, (
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

LET_NEXT_GO: Final = """
UPDATE webhook_delivery AS later SET waits = false, version = later.version + 1
FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS done (endpoint_id, subject_id, sequence)
CROSS JOIN LATERAL (
  SELECT following.id FROM webhook_delivery AS following
  WHERE following.tenant_id = $1 AND following.endpoint_id = done.endpoint_id
    AND following.subject_id = done.subject_id AND following.sequence > done.sequence
    AND following.status = 'pending'
  ORDER BY following.sequence LIMIT 1
) AS next
WHERE later.tenant_id = $1 AND later.id = next.id AND later.waits
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

MANY: Final = ARRAY(Uuid())


def _tried() -> Any:
    """In one order, so that nobody waits for somebody who waits for them."""
    ids: Any = bindparam("ids", type_=MANY)
    delivery = col(WebhookDelivery.id)
    tenant: Any = bindparam("me_tenant_id", type_=Uuid())
    return (
        select(*columns_of(WebhookDelivery))
        .where(col(WebhookDelivery.tenant_id) == tenant, delivery == ids.any_())
        .order_by(delivery)
        .with_for_update()
    )


TRIED: Final = rows_statement(_tried())


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

    async def tried(self, ids: Sequence[UUID]) -> dict[UUID, WebhookDelivery]:
        """By their ids, locked; those of endpoints that were removed are gone."""
        found = await self.read_all(TRIED, {"ids": ids})
        return {one.id: one for one in found}

    async def give_back(self, ids: Sequence[UUID]) -> None:
        await self._run(GIVE_BACK, ids)

    async def let_next_go(self, done: Sequence[WebhookDelivery]) -> None:
        """Whatever waited for one of these is due."""
        await self._run(
            LET_NEXT_GO,
            [one.endpoint_id for one in done],
            [one.subject_id for one in done],
            [one.sequence for one in done],
        )

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


class Attempts(Repository[WebhookAttempt]):
    entity = WebhookAttempt
    guard: ClassVar[Rule] = policy.may_read
