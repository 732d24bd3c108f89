"""How what is owed to endpoints looks from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.view import View, many
from app.domain.webhooks import policy
from app.domain.webhooks.models import DeliveryStatus, WebhookDelivery
from app.domain.webhooks.views.endpoint import WebhookEndpointView


class WebhookDeliveryView(
    View, of=WebhookDelivery, guard=policy.may_read, scope=Scope.WEBHOOKS_READ
):
    """One event owed to one endpoint."""

    id: UUID
    version: int = Field(description="Counts the changes of the delivery.")
    endpoint_id: UUID
    event_id: UUID = Field(description="The `webhook-id` of every attempt.")
    event_type: str
    subject_id: UUID = Field(description="What the event is about.")
    status: DeliveryStatus
    attempts: int
    due_at: datetime = Field(description="When it is tried next, while it is pending.")
    last_status: int | None = Field(description="The HTTP status of the last attempt.")
    last_error: str | None = Field(description="Why the last attempt got no answer.")
    delivered_at: datetime | None


WebhookEndpointView.relates(
    deliveries=many(WebhookDeliveryView, "endpoint_id", "What it is owed, the oldest first."),
)
