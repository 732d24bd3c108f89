"""The tables of webhooks."""

from app.domain.webhooks.models.delivery import (
    ENDPOINT_DISABLED,
    GONE,
    UNREADABLE,
    DeliveryCause,
    DeliveryStatus,
    WebhookAttempt,
    WebhookDelivery,
)
from app.domain.webhooks.models.endpoint import (
    MOST_ENDPOINTS,
    MOST_RETIRED,
    CredentialsKind,
    DisabledBecause,
    EndpointFormat,
    WebhookEndpoint,
    WebhookEndpointState,
    WebhookHour,
    WebhookRetiredSecret,
)
from app.domain.webhooks.models.redelivery import (
    LONGEST_AGO,
    RedeliveryKind,
    RedeliveryStatus,
    WebhookRedelivery,
)
from app.domain.webhooks.models.schedule import BACKOFF, LONGEST_STRETCH, Trial, stretch

__all__ = [
    "BACKOFF",
    "ENDPOINT_DISABLED",
    "GONE",
    "LONGEST_AGO",
    "LONGEST_STRETCH",
    "MOST_ENDPOINTS",
    "MOST_RETIRED",
    "UNREADABLE",
    "CredentialsKind",
    "DeliveryCause",
    "DeliveryStatus",
    "DisabledBecause",
    "EndpointFormat",
    "RedeliveryKind",
    "RedeliveryStatus",
    "Trial",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEndpointState",
    "WebhookHour",
    "WebhookRedelivery",
    "WebhookRetiredSecret",
    "stretch",
]
