"""The SQL of webhooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.outbox import OutboxEvent
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One
from app.domain.webhooks import policy
from app.domain.webhooks.commands import DeliveryFilters
from app.domain.webhooks.models import (
    ENDPOINT_DISABLED,
    DeliveryStatus,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.domain.webhooks.views import WebhookDeliveryView, WebhookEndpointView

# All that the worker's own role may see: which tenants have something to do. From one tenant to
# the next along the index, so that it costs as much as there are tenants, and not events.
TENANTS_WITH_WORK: Final = """
WITH RECURSIVE behind AS (
  (SELECT tenant_id FROM outbox_event WHERE relayed_at IS NULL ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (
    SELECT next.tenant_id FROM outbox_event AS next
    WHERE next.relayed_at IS NULL AND next.tenant_id > behind.tenant_id
    ORDER BY next.tenant_id LIMIT 1
  ) FROM behind WHERE behind.tenant_id IS NOT NULL
)
SELECT tenant_id FROM behind WHERE tenant_id IS NOT NULL
UNION
SELECT DISTINCT tenant_id FROM webhook_delivery WHERE status = 'pending' AND due_at <= $1
"""

# What waits for an earlier delivery is not due before that one is: else it would be looked at
# again and again. Both are locked, so that the earlier one cannot end unseen meanwhile.
PUT_OFF: Final = """
WITH blocked AS (
  SELECT later.id, earlier.due_at
  FROM webhook_delivery AS later
  JOIN LATERAL (
    SELECT due_at FROM webhook_delivery AS first
    WHERE first.tenant_id = later.tenant_id AND first.endpoint_id = later.endpoint_id
      AND first.subject_id = later.subject_id AND first.sequence < later.sequence
      AND first.status = 'pending'
    ORDER BY first.sequence LIMIT 1
    FOR UPDATE SKIP LOCKED
  ) AS earlier ON earlier.due_at > $2
  WHERE later.tenant_id = $1 AND later.status = 'pending' AND later.due_at <= $2
  LIMIT 1000
  FOR UPDATE OF later SKIP LOCKED
)
UPDATE webhook_delivery AS later SET due_at = blocked.due_at, version = later.version + 1
FROM blocked WHERE later.tenant_id = $1 AND later.id = blocked.id
"""

LET_NEXT_GO: Final = """
UPDATE webhook_delivery SET due_at = $5, version = version + 1
WHERE tenant_id = $1 AND id = (
  SELECT id FROM webhook_delivery
  WHERE tenant_id = $1 AND endpoint_id = $2 AND subject_id = $3 AND sequence > $4
    AND status = 'pending'
  ORDER BY sequence LIMIT 1
)
"""

DROP_UNWANTED: Final = """
WITH unwanted AS (
  SELECT delivery.id
  FROM webhook_endpoint AS endpoint
  JOIN webhook_delivery AS delivery
    ON delivery.tenant_id = endpoint.tenant_id AND delivery.endpoint_id = endpoint.id
  WHERE endpoint.tenant_id = $1 AND NOT endpoint.enabled AND delivery.status = 'pending'
  LIMIT 1000
  FOR UPDATE OF delivery SKIP LOCKED
)
UPDATE webhook_delivery AS delivery
SET status = 'failed', last_error = $2, version = delivery.version + 1
FROM unwanted WHERE delivery.tenant_id = $1 AND delivery.id = unwanted.id
"""


TENANTS_WITH_SECRETS: Final = "SELECT DISTINCT tenant_id FROM webhook_endpoint"
SEALED_BY_OTHERS: Final = """
SELECT id, sealed_secret FROM webhook_endpoint
WHERE tenant_id = $1 AND encode(substr(sealed_secret, 1, 8), 'hex') <> $2 AND id > $3
ORDER BY id LIMIT $4 FOR UPDATE
"""
# Nobody sees a difference, so it counts as no change of the endpoint.
PUT_SEALED: Final = """
UPDATE webhook_endpoint AS kept SET sealed_secret = given.sealed
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""


def endpoint(endpoint_id: UUID) -> One:
    return One(WebhookEndpointView, (col(WebhookEndpoint.id) == endpoint_id,))


def endpoints() -> Many:
    return Many(WebhookEndpointView, ())


def deliveries(endpoint_id: UUID, filters: DeliveryFilters) -> Many:
    where: list[Any] = [col(WebhookDelivery.endpoint_id) == endpoint_id]
    if filters.status is not None:
        where.append(col(WebhookDelivery.status) == filters.status)
    if filters.event_type is not None:
        where.append(col(WebhookDelivery.event_type) == filters.event_type)
    return Many(WebhookDeliveryView, tuple(where))


class Endpoints(Repository[WebhookEndpoint]):
    entity = WebhookEndpoint
    guard: ClassVar[Rule] = policy.may_read

    async def enabled(self) -> list[WebhookEndpoint]:
        return await self.rows(self.select().where(col(WebhookEndpoint.enabled)))

    async def sealed_by_others(self, key_id: str, after: UUID, limit: int) -> list[Any]:
        """Locked, each with its `sealed_secret`."""
        tenant_id = self.tx.actor.tenant_id
        found = await self.tx.connection.fetch(SEALED_BY_OTHERS, tenant_id, key_id, after, limit)
        return list(found)

    async def put_sealed(self, ids: list[UUID], sealed: list[bytes]) -> None:
        await self.tx.connection.execute(PUT_SEALED, self.tx.actor.tenant_id, ids, sealed)

    async def remove(self, endpoint: WebhookEndpoint) -> None:
        await self.session.delete(endpoint)


class Outbox(Repository[OutboxEvent]):
    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_read

    async def pending(self, limit: int) -> list[OutboxEvent]:
        """Untold events, the first of each subject first; none if another worker is at it.

        One relay at a time and tenant keeps a later event from overtaking an earlier one
        that another worker still holds. Ids would not do as an order: the clocks of those
        who made them differ.
        """
        name = f"{self.tx.actor.tenant_id}:relay"
        lock = select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))
        if not (await self.session.execute(lock)).scalar_one():
            return []
        query = self.select().where(col(OutboxEvent.relayed_at).is_(None))
        order = (col(OutboxEvent.sequence), col(OutboxEvent.id))
        return await self.rows(query.order_by(*order).limit(limit))


class Deliveries(Repository[WebhookDelivery]):
    entity = WebhookDelivery
    guard: ClassVar[Rule] = policy.may_read

    async def due(
        self, now: datetime, limit: int, full: Sequence[UUID]
    ) -> Sequence[tuple[WebhookDelivery, WebhookEndpoint]]:
        """Due deliveries that wait for no earlier one of the same endpoint and subject.

        Endpoints that are `full` get no more for now.
        """
        earlier: Any = aliased(WebhookDelivery)
        waits = (
            select(earlier.id)
            .where(
                earlier.tenant_id == col(WebhookDelivery.tenant_id),
                earlier.endpoint_id == col(WebhookDelivery.endpoint_id),
                earlier.subject_id == col(WebhookDelivery.subject_id),
                earlier.sequence < col(WebhookDelivery.sequence),
                earlier.status == DeliveryStatus.PENDING,
            )
            .correlate_except(earlier)
            .exists()
        )
        query = (
            self.select(WebhookEndpoint)
            .join(
                WebhookEndpoint,
                (col(WebhookEndpoint.tenant_id) == col(WebhookDelivery.tenant_id))
                & (col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id)),
            )
            .where(
                col(WebhookDelivery.status) == DeliveryStatus.PENDING,
                col(WebhookDelivery.due_at) <= now,
                col(WebhookEndpoint.enabled),
                col(WebhookEndpoint.id).not_in(full),
                ~waits,
            )
            .order_by(col(WebhookDelivery.due_at))
            .limit(limit)
            .with_for_update(of=WebhookDelivery, skip_locked=True)
        )
        found = await self.session.execute(query, self.tx.parameters)
        return [(delivery, endpoint) for delivery, endpoint in found]

    async def put_off_blocked(self) -> None:
        """Let what waits for an earlier delivery be due when that one is."""
        await self._run(PUT_OFF, self.tx.now)

    async def let_next_go(self, done: WebhookDelivery) -> None:
        """Whatever waited for this one is due."""
        await self._run(LET_NEXT_GO, done.endpoint_id, done.subject_id, done.sequence, self.tx.now)

    async def drop_unwanted(self) -> None:
        """Give up what disabled endpoints are owed, except what is being sent just now."""
        await self._run(DROP_UNWANTED, ENDPOINT_DISABLED)

    async def _run(self, sql: str, *values: Any) -> None:
        await self.session.flush()
        await self.tx.connection.execute(sql, self.tx.actor.tenant_id, *values)
