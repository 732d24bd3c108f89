"""What endpoints were sent and are owed."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.use_case import query
from app.domain.webhooks.commands import DeliveryFilters
from app.domain.webhooks.repository import reading
from app.domain.webhooks.views import WebhookDeliveryView


@query(Scope.WEBHOOKS_READ, WebhookDeliveryView)
def list_webhook_deliveries(_me: Me, endpoint_id: UUID, filters: DeliveryFilters) -> Many:
    """List what an endpoint was sent or is owed, the oldest first."""
    return reading.deliveries(endpoint_id, filters)
