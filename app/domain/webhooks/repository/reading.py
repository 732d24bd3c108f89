"""What readers are shown of webhooks."""

from typing import Any
from uuid import UUID

from sqlmodel import col

from app.domain.statement import Many, One
from app.domain.webhooks.commands import DeliveryFilters
from app.domain.webhooks.models import WebhookDelivery, WebhookEndpoint
from app.domain.webhooks.views import WebhookDeliveryView, WebhookEndpointView


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
