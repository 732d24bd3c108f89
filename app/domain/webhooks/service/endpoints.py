"""Endpoints: who is told about events."""

from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Invalid, NotFound
from app.domain.policy import Me
from app.domain.secret import new_webhook_secret
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query
from app.domain.webhooks.commands import (
    ChangeWebhook,
    EventTypes,
    NewWebhookEndpoint,
    RegisterWebhook,
)
from app.domain.webhooks.envelope import event_types
from app.domain.webhooks.errors import (
    EventTypeUnknown,
    FormatFixed,
    HeaderNotAllowed,
    TooManyEndpoints,
    UrlNotAllowed,
)
from app.domain.webhooks.events import (
    WebhookEndpointCreated,
    WebhookEndpointDisabled,
    WebhookEndpointEnabled,
    WebhookEndpointRemoved,
    WebhookEndpointUpdated,
)
from app.domain.webhooks.formats import said_in_xapi
from app.domain.webhooks.models import MOST_ENDPOINTS, DisabledBecause, WebhookEndpoint
from app.domain.webhooks.repository import reading
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.repository.states import States
from app.domain.webhooks.sealing import about_endpoint
from app.domain.webhooks.service.particulars import check_format, put
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
async def list_event_types(tx: Transaction) -> EventTypes:
    """List the kinds of event that endpoints can ask for, with their JSON Schemas and examples."""
    return EventTypes(data=event_types(tx.tools.base_url, said_in_xapi()))


@action(
    Scope.WEBHOOKS_WRITE,
    NewWebhookEndpoint,
    raises=(Invalid, UrlNotAllowed, EventTypeUnknown, HeaderNotAllowed, TooManyEndpoints),
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
    endpoints = Endpoints(tx)
    if await endpoints.count_for_one_more() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    secret = command.secret or new_webhook_secret()
    endpoint = WebhookEndpoint(url=command.url, event_types=[], sealed_secret=b"")
    put(tx, endpoint, _said(command))
    endpoint.sealed_secret = tx.tools.vault.seal(
        secret.encode(), about=about_endpoint(tx, endpoint.id)
    )
    endpoints.add(endpoint)
    tx.record(
        WebhookEndpointCreated(id=endpoint.id, version=endpoint.version, format=endpoint.format)
    )
    return NewWebhookEndpoint(
        id=endpoint.id,
        version=endpoint.version,
        url=endpoint.url,
        event_types=tuple(endpoint.event_types),
        description=endpoint.description,
        format=endpoint.format,
        header_names=tuple(endpoint.header_names),
        credentials=endpoint.credentials,
        max_per_minute=endpoint.max_per_minute,
        secret=secret,
    )


def _said(command: RegisterWebhook) -> dict[str, Any]:
    return {name: getattr(command, name) for name in ChangeWebhook.model_fields}


@action(
    Scope.WEBHOOKS_WRITE,
    WebhookEndpointView,
    raises=(NotFound, Invalid, UrlNotAllowed, EventTypeUnknown, HeaderNotAllowed, FormatFixed),
    versioned=True,
)
async def change_webhook_endpoint(
    tx: Transaction, endpoint_id: UUID, command: ChangeWebhook
) -> WebhookEndpoint:
    """Change what an endpoint is told, where, and how.

    What it is owed already goes to the new address. Its secret is rotated by itself.
    """
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    given = command.given()
    check_format(endpoint, given)
    changed = put(tx, endpoint, given)
    if changed:
        endpoint.advance()
        tx.record(WebhookEndpointUpdated(id=endpoint.id, version=endpoint.version, changed=changed))
    if "url" in changed:
        await States(tx).begin_anew(endpoint.id)
    return endpoint


@action(Scope.WEBHOOKS_WRITE, WebhookEndpointView, raises=(NotFound,), versioned=True)
async def enable_webhook_endpoint(tx: Transaction, endpoint_id: UUID) -> WebhookEndpoint:
    """Tell a disabled endpoint of what happens from now on.

    What it missed meanwhile is not sent by itself. It has five days anew to answer well.
    """
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    if not endpoint.enabled:
        endpoint.enable()
        tx.record(WebhookEndpointEnabled(id=endpoint.id, version=endpoint.version))
        await States(tx).begin_anew(endpoint.id)
    return endpoint


@action(Scope.WEBHOOKS_WRITE, WebhookEndpointView, raises=(NotFound,), versioned=True)
async def disable_webhook_endpoint(tx: Transaction, endpoint_id: UUID) -> WebhookEndpoint:
    """Tell an endpoint nothing until it is enabled. What it was still owed fails."""
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    if endpoint.enabled:
        because = DisabledBecause.MANUAL
        endpoint.disable(because, tx.now)
        tx.record(
            WebhookEndpointDisabled(id=endpoint.id, version=endpoint.version, because=because)
        )
    return endpoint


@action(Scope.WEBHOOKS_WRITE, Removed, raises=(NotFound,), versioned=True)
async def remove_webhook_endpoint(tx: Transaction, endpoint_id: UUID) -> Removed:
    """Stop telling a URL about anything. What it was still owed is dropped."""
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    endpoint.disable(DisabledBecause.MANUAL, tx.now)
    endpoint.removed_at = tx.now
    tx.record(WebhookEndpointRemoved(id=endpoint.id, version=endpoint.version))
    return Removed(id=endpoint_id)
