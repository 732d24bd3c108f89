"""What happens to endpoints, told to the others."""

from datetime import datetime
from typing import ClassVar

from app.domain.event import Event
from app.domain.webhooks.models import DisabledBecause, EndpointFormat


class WebhookEndpointCreated(Event):
    """A URL was registered, to be told of events."""

    name: ClassVar[str] = "webhook_endpoint.created"

    format: EndpointFormat


class WebhookEndpointUpdated(Event):
    """What an endpoint is told, where or how was changed; `changed` names the fields."""

    name: ClassVar[str] = "webhook_endpoint.updated"

    changed: tuple[str, ...]


class WebhookEndpointEnabled(Event):
    """An endpoint is told of what happens from now on. What it missed can be asked for again."""

    name: ClassVar[str] = "webhook_endpoint.enabled"


class WebhookEndpointDisabled(Event):
    """An endpoint is told nothing any more: it said that it is gone, all attempts failed for five
    days, or somebody disabled it. What it was owed has failed, and can be recovered.
    """

    name: ClassVar[str] = "webhook_endpoint.disabled"

    because: DisabledBecause


class WebhookEndpointSecretRotated(Event):
    """An endpoint has another secret; the ones before sign beside it until `othersUntil`, if they
    still do.
    """

    name: ClassVar[str] = "webhook_endpoint.secret_rotated"

    others_until: datetime | None


class WebhookEndpointRemoved(Event):
    """An endpoint was removed, and with it everything that it was owed."""

    name: ClassVar[str] = "webhook_endpoint.removed"
