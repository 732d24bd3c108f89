"""What can be asked of endpoints and of events, and how it is answered."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Made, Shape
from app.domain.values import Key, Line


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


class Resealed(Shape):
    """How many secrets were sealed anew in one batch; `failed` could not be opened, and stay.

    `last` is where to go on; null when there are no more.
    """

    count: int = 0
    failed: int = 0
    last: UUID | None = None
