"""How webhooks look from outside."""

from app.domain.webhooks.views.delivery import WebhookDeliveryView
from app.domain.webhooks.views.endpoint import WebhookEndpointView

__all__ = ["WebhookDeliveryView", "WebhookEndpointView"]
