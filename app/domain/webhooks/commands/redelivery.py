"""Asking for events again."""

from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Shape
from app.domain.values import Instant, Key
from app.domain.webhooks.models import DeliveryCause, DeliveryStatus


class ResendEvent(Command):
    endpoint_id: UUID | None = Field(
        default=None, description="Only there; null: to every endpoint that asks for its type."
    )


class OwedDelivery(Shape):
    """A delivery that is owed."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    endpoint_id: UUID = Field(description="The endpoint that it is owed to.")
    cause: DeliveryCause = Field(description="Why it is owed.")
    status: DeliveryStatus = Field(description="What became of it.")


class Resent(Shape):
    """To whom an event is owed now."""

    event_id: UUID = Field(description="The event.")
    deliveries: tuple[OwedDelivery, ...] = Field(
        description="One for each endpoint that is owed it."
    )


class RecoverDeliveries(Command):
    since: Instant = Field(description="What was owed then or later; at most 30 days ago.")
    until: Instant | None = Field(
        default=None, description="And before then; null: what is owed by now."
    )


class ReplayEvents(Command):
    since: Instant = Field(description="What happened then or later; at most 30 days ago.")
    until: Instant | None = Field(
        default=None, description="And before then; null: what has happened by now."
    )
    event_types: tuple[Key, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Of what the endpoint asks for, only exact types, `milestone.*` or `*`.",
    )
