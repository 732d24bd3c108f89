"""Trying an endpoint out: an example of an event is sent as if it had happened."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.entity import new_id
from app.domain.errors import Fault, NotFound
from app.domain.event import Event
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import SendTestWebhook
from app.domain.webhooks.envelope import envelope, kind_of, sample
from app.domain.webhooks.errors import EndpointIsDisabled, EventTypeUnknown, NoStatement
from app.domain.webhooks.formats import bodies
from app.domain.webhooks.models import (
    DeliveryCause,
    EndpointFormat,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.domain.webhooks.repository.deliveries import Deliveries
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.views import WebhookDeliveryView

POINTER = "/eventType"


@action(
    Scope.WEBHOOKS_WRITE,
    WebhookDeliveryView,
    raises=(NotFound, EventTypeUnknown, EndpointIsDisabled, NoStatement),
)
async def send_test_webhook(
    tx: Transaction, endpoint_id: UUID, command: SendTestWebhook
) -> WebhookDelivery:
    """Send an endpoint an example of an event, to see whether it is taken.

    It has an id and a subject of its own, and `test` in its envelope, and is tried as often as any
    other. The answer is the delivery: read it again to learn what became of it.
    """
    kind = kind_of(command.event_type)
    if kind is None:
        raise EventTypeUnknown(Fault(POINTER, "is no event type"))
    endpoint = await Endpoints(tx).get(endpoint_id)
    if not endpoint.enabled:
        raise EndpointIsDisabled
    return await _owe(tx, endpoint, kind)


async def _owe(tx: Transaction, endpoint: WebhookEndpoint, kind: type[Event]) -> WebhookDelivery:
    event = sample(
        kind,
        tx.tools.base_url,
        id=new_id(),
        subject_id=new_id(),
        tenant_id=tx.actor.tenant_id,
        at=tx.now,
    )
    if endpoint.format is EndpointFormat.XAPI:
        body = (await bodies(tx, [event], endpoint.format)).get(event.id)
        if body is None:
            raise NoStatement(Fault(POINTER, "cannot be said in xAPI"))
    else:
        body = envelope(event, test=True)
    delivery = Deliveries(tx).new(
        {
            "endpoint_id": endpoint.id,
            "event_id": event.id,
            "event_type": event.type,
            "subject_id": event.subject_id,
            "sequence": event.sequence,
            "body": body,
            "cause": DeliveryCause.TEST,
            "due_at": tx.now,
        }
    )
    await Deliveries(tx).add_all([delivery])
    tx.wake_worker()
    return delivery
