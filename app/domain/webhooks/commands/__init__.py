"""What can be asked of webhooks, how it is answered, and what a delivery needs to leave."""

from app.domain.webhooks.commands.deliveries import (
    AttemptFilters,
    DeliveryFilters,
    DeliveryOrder,
    EventFilters,
    FeedStart,
)
from app.domain.webhooks.commands.endpoints import (
    EventType,
    EventTypes,
    NewWebhookEndpoint,
    RegisterWebhook,
    Resealed,
)
from app.domain.webhooks.commands.redelivery import (
    OwedDelivery,
    RecoverDeliveries,
    ReplayEvents,
    ResendEvent,
    Resent,
)
from app.domain.webhooks.commands.worker import (
    Claimed,
    Count,
    DueDelivery,
    Lane,
    Outcome,
    Outcomes,
    Room,
)

__all__ = [
    "AttemptFilters",
    "Claimed",
    "Count",
    "DeliveryFilters",
    "DeliveryOrder",
    "DueDelivery",
    "EventFilters",
    "EventType",
    "EventTypes",
    "FeedStart",
    "Lane",
    "NewWebhookEndpoint",
    "Outcome",
    "Outcomes",
    "OwedDelivery",
    "RecoverDeliveries",
    "RegisterWebhook",
    "ReplayEvents",
    "Resealed",
    "ResendEvent",
    "Resent",
    "Room",
]
