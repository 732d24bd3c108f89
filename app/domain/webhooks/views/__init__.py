"""How webhooks look from outside."""

from app.domain.webhooks.views.delivery import WebhookAttemptView, WebhookDeliveryView
from app.domain.webhooks.views.endpoint import WebhookEndpointView
from app.domain.webhooks.views.event import EventView
from app.domain.webhooks.views.health import WebhookEndpointHealthView
from app.domain.webhooks.views.redelivery import WebhookRedeliveryView

__all__ = [
    "EventView",
    "WebhookAttemptView",
    "WebhookDeliveryView",
    "WebhookEndpointHealthView",
    "WebhookEndpointView",
    "WebhookRedeliveryView",
]
