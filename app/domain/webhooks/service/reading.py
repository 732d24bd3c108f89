"""What endpoints were sent and are owed, and how they do."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.use_case import query
from app.domain.webhooks.commands import AttemptFilters, DeliveryFilters
from app.domain.webhooks.repository import reading
from app.domain.webhooks.views import (
    WebhookAttemptView,
    WebhookDeliveryView,
    WebhookEndpointHealthView,
)


@query(Scope.WEBHOOKS_READ, WebhookDeliveryView)
def list_webhook_deliveries(me: Me, endpoint_id: UUID, filters: DeliveryFilters) -> Many:
    """List what an endpoint was sent or is owed, the oldest first."""
    return reading.deliveries(me, endpoint_id, filters)


@query(Scope.WEBHOOKS_READ, WebhookDeliveryView)
def get_webhook_delivery(_me: Me, delivery_id: UUID) -> One:
    """Read one delivery. With `expand=requests`, everything that was sent and came back."""
    return reading.delivery(delivery_id)


@query(Scope.WEBHOOKS_READ, WebhookAttemptView)
def list_webhook_attempts(_me: Me, filters: AttemptFilters) -> Many:
    """List attempts at all endpoints, in the order in which they ended.

    Some that ended in the same moment may appear in between afterwards: whoever follows the list
    reads the last few seconds again.
    """
    return reading.attempts(filters)


@query(Scope.WEBHOOKS_READ, WebhookEndpointHealthView)
def get_webhook_endpoint_health(_me: Me, endpoint_id: UUID) -> One:
    """Read how an endpoint does: what it is owed and since when, and how attempts went."""
    return reading.health(endpoint_id)
