"""How jobs look from outside that owe an endpoint again what it was owed before."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.view import View, many, one
from app.domain.webhooks import policy
from app.domain.webhooks.models import RedeliveryKind, RedeliveryStatus, WebhookRedelivery
from app.domain.webhooks.views.endpoint import WebhookEndpointView


class WebhookRedeliveryView(
    View, of=WebhookRedelivery, guard=policy.may_know_of_endpoint, scope=Scope.WEBHOOKS_READ
):
    """A job that owes an endpoint again what failed, or everything that happened."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the job: each step is one.")
    endpoint_id: UUID = Field(description="The endpoint that is owed again.")
    kind: RedeliveryKind = Field(description="What is owed: what failed, or everything.")
    since: datetime = Field(description="From when on.")
    until: datetime = Field(description="What happened then or later is not part of it.")
    event_types: list[str] = Field(description="Exact types, `milestone.*` or `*`.")
    requested_by_id: UUID = Field(description="The person, or the machine client, who asked.")
    status: RedeliveryStatus = Field(description="How far the job is.")
    looked_at: int = Field(description="How many deliveries, or events, it has looked at so far.")
    owed: int = Field(description="How many of them it has owed again.")
    created_at: datetime = Field(description="When it was asked for.")
    ended_at: datetime | None = Field(description="When it was done or cancelled; null until then.")


WebhookRedeliveryView.relates(
    endpoint=one(WebhookEndpointView, "endpoint_id", "Who is owed it."),
)
WebhookEndpointView.relates(
    redeliveries=many(
        WebhookRedeliveryView, "endpoint_id", "Jobs that owe it again what it was owed before."
    ),
)
