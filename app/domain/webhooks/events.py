"""What happens to endpoints, told to the others."""

from typing import ClassVar

from app.domain.event import Event
from app.domain.webhooks.models import DisabledBecause


class WebhookEndpointDisabled(Event):
    """An endpoint is told nothing any more: it said that it is gone, all attempts failed for five
    days, or somebody disabled it. What it was owed has failed, and can be recovered.
    """

    name: ClassVar[str] = "webhook_endpoint.disabled"

    because: DisabledBecause
