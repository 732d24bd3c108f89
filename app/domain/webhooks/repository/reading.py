"""What readers are shown of endpoints and of what they are owed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.entity import first_id_at
from app.domain.outbox import OutboxEvent
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.webhooks.commands import AttemptFilters, DeliveryFilters, DeliveryOrder
from app.domain.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookRedelivery,
)
from app.domain.webhooks.views import (
    WebhookAttemptView,
    WebhookDeliveryView,
    WebhookEndpointHealthView,
    WebhookEndpointView,
    WebhookRedeliveryView,
)


def endpoint(endpoint_id: UUID) -> One:
    return One(WebhookEndpointView, (col(WebhookEndpoint.id) == endpoint_id,))


def endpoints() -> Many:
    return Many(WebhookEndpointView, ())


def health(endpoint_id: UUID) -> One:
    return One(WebhookEndpointHealthView, (col(WebhookEndpoint.id) == endpoint_id,))


def delivery(delivery_id: UUID) -> One:
    return One(WebhookDeliveryView, (col(WebhookDelivery.id) == delivery_id,))


def deliveries(me: Me, endpoint_id: UUID, filters: DeliveryFilters) -> Many:
    return Many(
        WebhookDeliveryView,
        (col(WebhookDelivery.endpoint_id) == endpoint_id, *_narrowed(me, filters)),
        descending=filters.sort is DeliveryOrder.NEWEST_FIRST,
    )


def _narrowed(me: Me, filters: DeliveryFilters) -> Iterator[ColumnElement[bool]]:
    if filters.status is not None:
        yield col(WebhookDelivery.status) == filters.status
    if filters.event_type is not None:
        yield col(WebhookDelivery.event_type) == filters.event_type
    if filters.cause is not None:
        yield col(WebhookDelivery.cause) == filters.cause
    if filters.subject_id is not None:  # by its events: of what is owed there is far more
        event: Any = aliased(OutboxEvent)
        told = select(event.id).where(
            event.tenant_id == me.tenant_id, event.subject_id == filters.subject_id
        )
        yield col(WebhookDelivery.event_id).in_(told)


def attempts(filters: AttemptFilters) -> Many:
    where: list[Any] = []
    if filters.endpoint_id is not None:
        where.append(col(WebhookAttempt.endpoint_id) == filters.endpoint_id)
    if filters.succeeded is not None:
        where.append(col(WebhookAttempt.succeeded).is_(filters.succeeded))
    if filters.since is not None:  # recorded, and so given an id, when it had ended
        where.append(col(WebhookAttempt.id) >= first_id_at(filters.since))
        where.append(col(WebhookAttempt.created_at) >= filters.since)
    return Many(WebhookAttemptView, tuple(where))


def redelivery(redelivery_id: UUID) -> One:
    return One(WebhookRedeliveryView, (col(WebhookRedelivery.id) == redelivery_id,))


def redeliveries(endpoint_id: UUID) -> Many:
    where = (col(WebhookRedelivery.endpoint_id) == endpoint_id,)
    return Many(WebhookRedeliveryView, where, descending=True)
