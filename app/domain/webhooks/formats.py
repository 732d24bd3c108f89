"""The body of what an endpoint is sent, in the format that it asked for.

The envelope is made here. How events are said in xAPI is known to the features that they come
from, which register it with `say_in_xapi`: this feature is below them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from app.domain.outbox import OutboxEvent
from app.domain.transaction import Transaction
from app.domain.webhooks.envelope import envelope
from app.domain.webhooks.models import EndpointFormat

Sayer = Callable[[Transaction, Sequence[OutboxEvent]], Awaitable[Mapping[UUID, str]]]
"""Events to bodies, by the ids of the events; one that cannot be said is not there."""

_sayers: Final[dict[str, Sayer]] = {}


def say_in_xapi(event_type: str, sayer: Sayer) -> None:
    """Events of this type are said by this sayer."""
    _sayers[event_type] = sayer


def said_in_xapi() -> frozenset[str]:
    return frozenset(_sayers)


async def bodies(
    tx: Transaction, events: Sequence[OutboxEvent], format: EndpointFormat
) -> Mapping[UUID, str]:
    """By the ids of the events."""
    if format is not EndpointFormat.XAPI:
        return {event.id: envelope(event) for event in events}
    by_sayer: dict[Sayer, list[OutboxEvent]] = {}
    for event in events:
        if (sayer := _sayers.get(event.type)) is not None:
            by_sayer.setdefault(sayer, []).append(event)
    said: dict[UUID, str] = {}
    for sayer, those in by_sayer.items():
        said |= await sayer(tx, those)
    return said
