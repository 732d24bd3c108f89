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
from app.domain.webhooks.models import DeliveryStatus, WebhookDelivery, WebhookEndpoint
from app.domain.webhooks.views import WebhookDeliveryView, WebhookEndpointView

# All that the worker's own role may see: which tenants have something to do.
TENANTS_WITH_WORK: Final = """
SELECT DISTINCT tenant_id FROM outbox_event WHERE relayed_at IS NULL
UNION
SELECT DISTINCT tenant_id FROM webhook_delivery WHERE status = 'pending' AND due_at <= $1
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

    async def remove(self, endpoint: WebhookEndpoint) -> None:
        await self.session.delete(endpoint)


class Outbox(Repository[OutboxEvent]):
    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_read

    async def pending(self, limit: int) -> list[OutboxEvent]:
        """The oldest untold events; none if another worker is at it for this tenant.

        One relay at a time and tenant keeps a later event from overtaking an earlier one
        that another worker still holds.
        """
        name = f"{self.tx.actor.tenant_id}:relay"
        lock = select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))
        if not (await self.session.execute(lock)).scalar_one():
            return []
        query = self.select().where(col(OutboxEvent.relayed_at).is_(None))
        return await self.rows(query.order_by(col(OutboxEvent.id)).limit(limit))


class Deliveries(Repository[WebhookDelivery]):
    entity = WebhookDelivery
    guard: ClassVar[Rule] = policy.may_read

    async def due(
        self, now: datetime, limit: int
    ) -> Sequence[tuple[WebhookDelivery, WebhookEndpoint]]:
        """Due deliveries that wait for no earlier one of the same endpoint and subject."""
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
                ~waits,
            )
            .order_by(col(WebhookDelivery.due_at))
            .limit(limit)
            .with_for_update(of=WebhookDelivery, skip_locked=True)
        )
        found = await self.session.execute(query, self.tx.parameters)
        return [(delivery, endpoint) for delivery, endpoint in found]
