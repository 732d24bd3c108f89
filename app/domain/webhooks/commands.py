"""What can be asked of webhooks, how it is answered, and what a delivery needs to leave."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Filters, Made, Shape
from app.domain.values import Key, Line
from app.domain.webhooks.models import DeliveryStatus


class RegisterWebhook(Command):
    url: Key = Field(max_length=2048, description="https, and public.")
    event_types: tuple[Key, ...] = Field(
        min_length=1, max_length=100, description="Exact types, `milestone.*` or `*`."
    )
    description: Line | None = None


class NewWebhookEndpoint(Made):
    """An endpoint and its signing secret, which is never shown again."""

    url: str
    event_types: tuple[str, ...]
    description: str | None
    secret: str = Field(description="`whsec_` and base64: Standard Webhooks.")


class EventType(Shape):
    """A kind of event that endpoints can ask for."""

    name: str
    revision: int
    description: str
    json_schema: dict[str, Any] = Field(description="The JSON Schema of its `data`.")


class EventTypes(Shape):
    """All kinds of event."""

    data: tuple[EventType, ...]


class DeliveryFilters(Filters):
    status: DeliveryStatus | None = None
    event_type: Key | None = None


class DueDelivery(Shape):
    """One request to make: everything the network side needs, and no open row."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    url: str
    body: str
    secret: str = Field(repr=False)
    leased_until: datetime


class DueDeliveries(Shape):
    data: tuple[DueDelivery, ...]


class Room(Shape):
    """How many more requests a worker can have open for a tenant."""

    altogether: int
    per_endpoint: int
    taken: Counter[UUID] = Field(description="By endpoint.")

    @property
    def full(self) -> list[UUID]:
        return [one for one, count in self.taken.items() if count >= self.per_endpoint]


class Outcome(Command):
    """What became of one attempt."""

    delivery_id: UUID
    leased_until: datetime
    status: int | None = None
    error: str | None = None
    succeeded: bool
    retry_after_s: int | None = None


class Count(Shape):
    count: int


class Resealed(Shape):
    """How many secrets were sealed anew in one batch; `failed` could not be opened, and stay.

    `last` is where to go on; null when there are no more.
    """

    count: int = 0
    failed: int = 0
    last: UUID | None = None
