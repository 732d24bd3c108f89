"""What you can do with webhooks, and what the worker does with events."""

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, NotFound
from app.domain.event import Event
from app.domain.policy import Me
from app.domain.secret import new_webhook_secret
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.tools import CannotOpen
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query
from app.domain.webhooks import repository
from app.domain.webhooks.commands import (
    Count,
    DeliveryFilters,
    DueDeliveries,
    DueDelivery,
    EventTypes,
    NewWebhookEndpoint,
    Outcome,
    RegisterWebhook,
    Resealed,
    Room,
)
from app.domain.webhooks.envelope import envelope, event_types
from app.domain.webhooks.errors import EventTypeUnknown, UrlNotAllowed
from app.domain.webhooks.models import (
    GONE,
    LONGEST_STRETCH,
    UNREADABLE,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.domain.webhooks.repository import Deliveries, Endpoints, Outbox
from app.domain.webhooks.views import WebhookDeliveryView, WebhookEndpointView


@query(Scope.WEBHOOKS_READ, WebhookEndpointView)
def get_webhook_endpoint(_me: Me, endpoint_id: UUID) -> One:
    """Read one endpoint."""
    return repository.endpoint(endpoint_id)


@query(Scope.WEBHOOKS_READ, WebhookEndpointView)
def list_webhook_endpoints(_me: Me) -> Many:
    """List the endpoints of the organisation, the oldest first."""
    return repository.endpoints()


@query(Scope.WEBHOOKS_READ, WebhookDeliveryView)
def list_webhook_deliveries(_me: Me, endpoint_id: UUID, filters: DeliveryFilters) -> Many:
    """List what an endpoint was sent or is owed, the oldest first."""
    return repository.deliveries(endpoint_id, filters)


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
    endpoint.sealed_secret = tx.tools.vault.seal(secret.encode(), about=_about(tx, endpoint.id))
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
    await Endpoints(tx).remove(endpoint)
    return Removed(id=endpoint_id)


async def tenants_with_work(database: Database, now: datetime) -> list[UUID]:
    """Where there is something to relay or to deliver. For the worker's role only."""
    rows = await database.fetch(repository.TENANTS_WITH_WORK, now)
    return [row["tenant_id"] for row in rows]


@action(Scope.SYSTEM, Count, audited=False)
async def relay_events(tx: Transaction, limit: int, base_url: str) -> Count:
    """Owe each untold event to every endpoint that asked for it."""
    events = await Outbox(tx).pending(limit)
    endpoints = await Endpoints(tx).enabled() if events else []
    for event in events:
        body = envelope(event, base_url)
        for endpoint in endpoints:
            if endpoint.wants(event.type):
                Deliveries(tx).add(
                    WebhookDelivery(
                        endpoint_id=endpoint.id,
                        event_id=event.id,
                        event_type=event.type,
                        subject_id=event.subject_id,
                        sequence=event.sequence,
                        body=body,
                        due_at=tx.now,
                    )
                )
        event.relayed_at = tx.now
    return Count(count=len(events))


@action(Scope.SYSTEM, DueDeliveries, audited=False)
async def claim_deliveries(tx: Transaction, room: Room, lease_s: float) -> DueDeliveries:
    """Take due deliveries; if this worker dies, they come back after the lease."""
    deliveries = Deliveries(tx)
    await deliveries.drop_unwanted()
    until = tx.now + timedelta(seconds=lease_s)
    claimed = []
    taken = Counter(room.taken)
    for delivery, endpoint in await deliveries.due(tx.now, room.altogether, room.full):
        if taken[endpoint.id] >= room.per_endpoint:
            continue
        secret = _opened_secret(tx, endpoint)
        if secret is None:
            delivery.failed(None, UNREADABLE, tx.now)
        else:
            taken[endpoint.id] += 1
            delivery.lease(until)
            claimed.append(
                DueDelivery(
                    id=delivery.id,
                    endpoint_id=endpoint.id,
                    event_id=delivery.event_id,
                    url=endpoint.url,
                    body=delivery.body,
                    secret=secret,
                    leased_until=until,
                )
            )
    await deliveries.put_off_blocked()
    return DueDeliveries(data=tuple(claimed))


@action(Scope.SYSTEM, None, raises=(NotFound,), audited=False)
async def record_attempt(tx: Transaction, command: Outcome) -> None:
    """Remember one try, and when to try again.

    An endpoint that says 410 Gone is disabled, and owed nothing any more.
    """
    deliveries = Deliveries(tx)
    delivery = await deliveries.get(command.delivery_id, lock=True)
    if not delivery.accepts(leased_until=command.leased_until, succeeded=command.succeeded):
        return
    if command.succeeded and command.status is not None:
        delivery.succeeded(command.status, tx.now)
    else:
        delivery.failed(
            command.status,
            command.error,
            tx.now,
            retry_after_s=command.retry_after_s,
            stretch=random.uniform(1, LONGEST_STRETCH),  # noqa: S311 - nobody gains by guessing
        )
    if command.status == GONE:
        endpoint = await Endpoints(tx).get(delivery.endpoint_id, lock=True)
        endpoint.enabled = False
        await deliveries.drop_unwanted()
    elif not delivery.is_pending:
        await deliveries.let_next_go(delivery)


async def tenants_with_secrets(database: Database) -> list[UUID]:
    """Where endpoints are. For the worker's role only."""
    return [row["tenant_id"] for row in await database.fetch(repository.TENANTS_WITH_SECRETS)]


@action(Scope.SYSTEM, Resealed, audited=False)
async def seal_secrets_anew(tx: Transaction, after: UUID, limit: int) -> Resealed:
    """Seal secrets with the first master key that another one sealed, in the order of their ids."""
    rows = await Endpoints(tx).sealed_by_others(tx.tools.vault.key_id, after, limit)
    ids, sealed = [], []
    for row in rows:
        about = _about(tx, row["id"])
        try:
            secret = tx.tools.vault.open(row["sealed_secret"], about=about)
        except CannotOpen:  # counted, and told to whoever rotates
            continue
        ids.append(row["id"])
        sealed.append(tx.tools.vault.seal(secret, about=about))
    await Endpoints(tx).put_sealed(ids, sealed)
    last = rows[-1]["id"] if rows else None
    return Resealed(count=len(ids), failed=len(rows) - len(ids), last=last)


def _exists(wanted: str) -> bool:
    names = {kind.name for kind in Event.catalogue.values()}
    return wanted == "*" or wanted in names or wanted in {f"{n.split('.')[0]}.*" for n in names}


def _about(tx: Transaction, endpoint_id: UUID) -> bytes:
    """What a sealed secret belongs to: moved to another row, it cannot be opened."""
    return tx.actor.tenant_id.bytes + endpoint_id.bytes


def _opened_secret(tx: Transaction, endpoint: WebhookEndpoint) -> str | None:
    """None if it cannot be read, which must stay the trouble of one endpoint."""
    try:
        return tx.tools.vault.open(endpoint.sealed_secret, about=_about(tx, endpoint.id)).decode()
    except Exception:  # noqa: BLE001 - each vault has its own
        return None
