"""The tables of webhooks."""

from app.domain.webhooks.models.delivery import (
    CONFLICT,
    ENDPOINT_DISABLED,
    GONE,
    UNREADABLE,
    UNSAYABLE,
    DeliveryCause,
    DeliveryStatus,
    WebhookAttempt,
    WebhookDelivery,
)
from app.domain.webhooks.models.endpoint import (
    CredentialsKind,
    DisabledBecause,
    EndpointFormat,
    WebhookEndpoint,
    WebhookEndpointState,
    WebhookHour,
    WebhookRetiredSecret,
)
from app.domain.webhooks.models.redelivery import (
    RedeliveryKind,
    RedeliveryStatus,
    WebhookRedelivery,
)
from app.domain.webhooks.models.schedule import BACKOFF, LONGEST_STRETCH, Trial

__all__ = [
    "BACKOFF",
    "CONFLICT",
    "ENDPOINT_DISABLED",
    "GONE",
    "LONGEST_STRETCH",
    "UNREADABLE",
    "UNSAYABLE",
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
]
