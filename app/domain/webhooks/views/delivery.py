"""How what is owed to endpoints looks from outside, and each attempt at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, case, literal_column, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.view import View, many, one
from app.domain.webhooks import policy
from app.domain.webhooks.models import (
    DeliveryCause,
    DeliveryStatus,
    WebhookAttempt,
    WebhookDelivery,
)
from app.domain.webhooks.views.endpoint import WebhookEndpointView

PENDING: Any = literal_column("'pending'")


def _due_at(_me: Me, row: Any) -> ColumnElement[Any]:
    return case((row.status == PENDING, row.due_at))


def _waits(_me: Me, row: Any) -> ColumnElement[bool]:
    """The mark of that name only says who need not be looked at; this is what it stands for."""
    first: Any = aliased(WebhookDelivery)
    earlier = select(first.id).where(
        first.tenant_id == row.tenant_id,
        first.endpoint_id == row.endpoint_id,
        first.subject_id == row.subject_id,
        first.sequence < row.sequence,
        first.status == PENDING,
    )
    return and_(row.status == PENDING, earlier.correlate_except(first).exists())


class WebhookDeliveryView(
    View,
    of=WebhookDelivery,
    guard=policy.may_know_of_endpoint,
    scope=Scope.WEBHOOKS_READ,
    computed={"due_at": _due_at, "waits": _waits},
):
    """One event owed to one endpoint."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the delivery.")
    endpoint_id: UUID = Field(description="The endpoint that it is owed to.")
    event_id: UUID = Field(description="The `webhook-id` of every attempt.")
    event_type: str = Field(description="The type of the event.")
    subject_id: UUID = Field(description="What the event is about.")
    sequence: int = Field(description="Which of the events about the same subject it is.")
    body: str = Field(description="What every attempt sends.")
    cause: DeliveryCause = Field(
        description="Why it was owed last: it happened, or somebody asked for it again."
    )
    status: DeliveryStatus = Field(description="What became of it.")
    attempts: int = Field(description="How many were made.")
    tries: int = Field(
        description="How many of them since it was last asked for: the schedule goes by these."
    )
    waits: bool = Field(
        description="Whether it is behind an earlier one about the same subject, which goes first."
    )
    created_at: datetime = Field(description="When it was owed first.")
    due_at: datetime | None = Field(description="When it is tried next; null if it is not.")
    last_status: int | None = Field(description="The HTTP status of the last attempt.")
    last_error: str | None = Field(description="Why the last attempt got no answer.")
    delivered_at: datetime | None = Field(description="When it arrived; null until then.")


def _began_at(_me: Me, row: Any) -> ColumnElement[Any]:
    began: ColumnElement[Any] = row.created_at
    return began


def _of_delivery(column: str) -> Any:
    def found(_me: Me, row: Any) -> ColumnElement[Any]:
        delivery: Any = aliased(WebhookDelivery)
        query = select(getattr(delivery, column)).where(
            delivery.tenant_id == row.tenant_id, delivery.id == row.delivery_id
        )
        return query.correlate_except(delivery).scalar_subquery()

    return found


class WebhookAttemptView(
    View,
    of=WebhookAttempt,
    guard=policy.may_know_of_endpoint,
    scope=Scope.WEBHOOKS_READ,
    computed={
        "began_at": _began_at,
        "event_id": _of_delivery("event_id"),
        "event_type": _of_delivery("event_type"),
    },
):
    """One request, exactly as it was sent, and what came back."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    delivery_id: UUID = Field(description="The delivery that it was an attempt at.")
    endpoint_id: UUID = Field(description="The endpoint that it was sent to.")
    event_id: UUID = Field(description="The `webhook-id` of the request.")
    event_type: str = Field(description="The type of the event.")
    number: int = Field(description="Which attempt at the delivery it was, from 1.")
    began_at: datetime = Field(description="When it was sent.")
    url: str = Field(description="Where it went.")
    request_headers: dict[str, str] = Field(
        description="As they were sent; of the endpoint's own and of credentials the names alone."
    )
    succeeded: bool = Field(description="Whether it was answered with a 2xx, in time.")
    status: int | None = Field(description="The HTTP status that came back, if any did.")
    error: str | None = Field(description="Why none did, such as `timeout`.")
    duration_ms: int = Field(description="From when it began until it ended, in milliseconds.")
    response_headers: dict[str, str] = Field(description="The headers that came back.")
    response_body: str = Field(
        description="The beginning of what came back, as text. It was written by others: show it "
        "as text, whatever it looks like."
    )


WebhookEndpointView.relates(
    deliveries=many(WebhookDeliveryView, "endpoint_id", "What it is owed, the oldest first."),
)
WebhookDeliveryView.relates(
    endpoint=one(WebhookEndpointView, "endpoint_id", "Who is owed it."),
    requests=many(
        WebhookAttemptView,
        "delivery_id",
        "Every attempt: what was sent, and what came back.",
        order=("number", "id"),
    ),
)
WebhookAttemptView.relates(
    delivery=one(WebhookDeliveryView, "delivery_id", "What it was to deliver."),
    endpoint=one(WebhookEndpointView, "endpoint_id", "Whom it was sent to."),
)
