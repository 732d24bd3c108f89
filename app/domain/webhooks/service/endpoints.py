"""Endpoints: who is told about events."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, NotFound
from app.domain.event import Event
from app.domain.policy import Me
from app.domain.secret import new_webhook_secret
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query
from app.domain.webhooks.commands import EventTypes, NewWebhookEndpoint, RegisterWebhook
from app.domain.webhooks.envelope import event_types
from app.domain.webhooks.errors import EventTypeUnknown, UrlNotAllowed
from app.domain.webhooks.models import DisabledBecause, WebhookEndpoint
from app.domain.webhooks.repository import reading
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.sealing import about_endpoint
from app.domain.webhooks.views import WebhookEndpointView


@query(Scope.WEBHOOKS_READ, WebhookEndpointView)
def get_webhook_endpoint(_me: Me, endpoint_id: UUID) -> One:
    """Read one endpoint."""
    return reading.endpoint(endpoint_id)


@query(Scope.WEBHOOKS_READ, WebhookEndpointView)
def list_webhook_endpoints(_me: Me) -> Many:
    """List the endpoints of the organisation, the oldest first."""
    return reading.endpoints()


@action(Scope.WEBHOOKS_READ, EventTypes, audited=False)
async def list_event_types(_tx: Transaction) -> EventTypes:
    """List the kinds of event that endpoints can ask for, with their JSON Schemas."""
    return EventTypes(data=event_types())


@action(
    Scope.WEBHOOKS_WRITE,
    NewWebhookEndpoint,
    raises=(UrlNotAllowed, EventTypeUnknown),
    creates=True,
    sensitive=True,
)
async def register_webhook_endpoint(
    tx: Transaction, command: RegisterWebhook
) -> NewWebhookEndpoint:
    """Have a URL told about events.

    The answer holds the signing secret, and is the only one that does. Every request is
    signed as Standard Webhooks says; answer it with a 2xx within 15 seconds.
    """
    if (reason := tx.tools.guard.refusal(command.url)) is not None:
        raise UrlNotAllowed(Fault("/url", reason))
    for index, wanted in enumerate(command.event_types):
        if not _exists(wanted):
            raise EventTypeUnknown(Fault(f"/eventTypes/{index}", EventTypeUnknown.explanation()))
    secret = new_webhook_secret()
    endpoint = WebhookEndpoint(
        url=command.url,
        description=command.description,
        event_types=list(command.event_types),
        sealed_secret=b"",
    )
    endpoint.sealed_secret = tx.tools.vault.seal(
        secret.encode(), about=about_endpoint(tx, endpoint.id)
    )
    Endpoints(tx).add(endpoint)
    return NewWebhookEndpoint(
        id=endpoint.id,
        version=endpoint.version,
        url=endpoint.url,
        event_types=command.event_types,
        description=endpoint.description,
        secret=secret,
    )


@action(Scope.WEBHOOKS_WRITE, Removed, raises=(NotFound,), versioned=True)
async def remove_webhook_endpoint(tx: Transaction, endpoint_id: UUID) -> Removed:
    """Stop telling a URL about anything. What it was still owed is dropped."""
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    endpoint.disable(DisabledBecause.MANUAL, tx.now)
    endpoint.removed_at = tx.now
    return Removed(id=endpoint_id)


def _exists(wanted: str) -> bool:
    names = {kind.name for kind in Event.catalogue.values()}
    return wanted == "*" or wanted in names or wanted in {f"{n.split('.')[0]}.*" for n in names}
