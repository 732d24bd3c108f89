"""How endpoints look from outside. Secrets are not part of it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.view import View
from app.domain.webhooks import policy
from app.domain.webhooks.models import WebhookEndpoint


class WebhookEndpointView(
    View, of=WebhookEndpoint, guard=policy.may_know_endpoint, scope=Scope.WEBHOOKS_READ
):
    """A URL that is told about events."""

    id: UUID
    version: int = Field(description="Counts the changes of the endpoint.")
    url: str
    description: str | None
    event_types: list[str] = Field(description="Exact types, `milestone.*` or `*`.")
    enabled: bool
    created_at: datetime
