"""What can be asked of webhooks, how it is answered, and what a delivery needs to leave."""

from app.domain.webhooks.commands.endpoints import (
    DeliveryFilters,
    EventType,
    EventTypes,
    NewWebhookEndpoint,
    RegisterWebhook,
    Resealed,
)
from app.domain.webhooks.commands.worker import (
    Backlog,
    Claimed,
    Count,
    DueDelivery,
    Lane,
    Outcome,
    Outcomes,
    Room,
)

__all__ = [
    "Backlog",
    "Claimed",
    "Count",
    "DeliveryFilters",
    "DueDelivery",
    "EventType",
    "EventTypes",
    "Lane",
    "NewWebhookEndpoint",
    "Outcome",
    "Outcomes",
    "RegisterWebhook",
    "Resealed",
    "Room",
]
