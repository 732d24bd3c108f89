"""Making endpoints be owed what they asked for."""

from collections.abc import Iterable, Sequence

from app.domain.outbox import OutboxEvent
from app.domain.transaction import Transaction
from app.domain.webhooks.formats import bodies
from app.domain.webhooks.models import (
    DeliveryCause,
    EndpointFormat,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.domain.webhooks.repository.deliveries import Deliveries


async def owe(
    tx: Transaction,
    events: Sequence[OutboxEvent],
    endpoints: Iterable[WebhookEndpoint],
    cause: DeliveryCause = DeliveryCause.EVENT,
) -> list[WebhookDelivery]:
    """New deliveries of each event to every endpoint that wants it; none may be there yet."""
    deliveries = Deliveries(tx)
    made: list[WebhookDelivery] = []
    by_format: dict[EndpointFormat, list[WebhookEndpoint]] = {}
    for endpoint in endpoints:
        by_format.setdefault(endpoint.format, []).append(endpoint)
    wanted = {event.type for event in events}
    for format, those in by_format.items():
        types = {kind: [one for one in those if one.wants(kind)] for kind in wanted}
        asked_for = [event for event in events if types[event.type]]
        said = await bodies(tx, asked_for, format) if asked_for else {}
        made += [
            deliveries.new(
                {
                    "endpoint_id": endpoint.id,
                    "event_id": event.id,
                    "event_type": event.type,
                    "subject_id": event.subject_id,
                    "sequence": event.sequence,
                    "body": said[event.id],
                    "cause": cause,
                    "due_at": tx.now,
                }
            )
            for event in asked_for
            if event.id in said
            for endpoint in types[event.type]
            if endpoint.id != event.subject_id  # of itself it is not told
        ]
    await deliveries.add_all(made)
    if made:
        tx.wake_worker()
    return made
