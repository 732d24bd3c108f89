"""Owing again: one event, all that failed, or everything that happened."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, NotFound
from app.domain.outbox import OutboxEvent
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query
from app.domain.webhooks.commands import (
    Count,
    OwedDelivery,
    RecoverDeliveries,
    ReplayEvents,
    ResendEvent,
    Resent,
)
from app.domain.webhooks.errors import (
    EndpointIsDisabled,
    EventNotWanted,
    EventTypeUnknown,
    RedeliveryEnded,
    RedeliveryRunning,
    WindowNotAllowed,
)
from app.domain.webhooks.kinds import check_types, is_among
from app.domain.webhooks.models import (
    LONGEST_AGO,
    DeliveryCause,
    DeliveryStatus,
    RedeliveryKind,
    RedeliveryStatus,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookRedelivery,
)
from app.domain.webhooks.owing import owe
from app.domain.webhooks.repository import reading, redeliveries
from app.domain.webhooks.repository.redeliveries import (
    Happened,
    OwedBefore,
    Receivers,
    Redeliveries,
)
from app.domain.webhooks.views import WebhookRedeliveryView


@query(Scope.WEBHOOKS_READ, WebhookRedeliveryView)
def list_webhook_redeliveries(_me: Me, endpoint_id: UUID) -> Many:
    """List what an endpoint was owed again, as jobs, the newest first."""
    return reading.redeliveries(endpoint_id)


@query(Scope.WEBHOOKS_READ, WebhookRedeliveryView)
def get_webhook_redelivery(_me: Me, redelivery_id: UUID) -> One:
    """Read how far a job is that owes an endpoint again what it was owed before."""
    return reading.redelivery(redelivery_id)


@action(Scope.WEBHOOKS_WRITE, Resent, raises=(NotFound, EndpointIsDisabled, EventNotWanted))
async def resend_event(tx: Transaction, event_id: UUID, command: ResendEvent) -> Resent:
    """Owe an event again, to one endpoint or to all that ask for its type.

    Whoever got it gets it once more, with the same `webhook-id`; what waits for its next attempt
    is due now, with the whole schedule before it; and what is just being sent stays as it is.
    """
    event = await Happened(tx).get(event_id, decided_on=False)
    if command.endpoint_id is None:
        endpoints = await Receivers(tx).held()
    else:
        endpoints = [await _receiver(tx, command.endpoint_id)]
    _, owed = await _owe_again(tx, endpoints, [event], DeliveryCause.RESEND)
    if command.endpoint_id is not None and not owed:
        raise EventNotWanted
    return Resent(
        event_id=event.id,
        deliveries=tuple(
            OwedDelivery(id=one.id, endpoint_id=one.endpoint_id, cause=one.cause, status=one.status)
            for one in owed
        ),
    )


@action(
    Scope.WEBHOOKS_WRITE,
    WebhookRedeliveryView,
    raises=(NotFound, WindowNotAllowed, EndpointIsDisabled, RedeliveryRunning),
    creates=True,
)
async def recover_webhook_endpoint(
    tx: Transaction, endpoint_id: UUID, command: RecoverDeliveries
) -> WebhookRedelivery:
    """Owe an endpoint again everything that was given up since some time.

    A job does so in the background; the answer is that job.
    """
    until = _window(tx, command.since, command.until)
    endpoint = await _receiver(tx, endpoint_id)
    return Redeliveries(tx).add(
        WebhookRedelivery(
            endpoint_id=endpoint.id,
            kind=RedeliveryKind.RECOVER,
            since=command.since,
            until=until,
            event_types=["*"],
            requested_by_id=tx.actor.id,
            created_at=tx.now,
        )
    )


@action(
    Scope.WEBHOOKS_WRITE,
    WebhookRedeliveryView,
    raises=(NotFound, WindowNotAllowed, EventTypeUnknown, EndpointIsDisabled, RedeliveryRunning),
    creates=True,
)
async def replay_events(
    tx: Transaction, endpoint_id: UUID, command: ReplayEvents
) -> WebhookRedelivery:
    """Owe an endpoint everything that happened since some time, whether or not it got it, and
    whether or not it was there yet.

    A job does so in the background, in the order of the feed; the answer is that job.
    """
    until = _window(tx, command.since, command.until)
    wanted = command.event_types or ("*",)
    check_types(wanted)
    endpoint = await _receiver(tx, endpoint_id)
    return Redeliveries(tx).add(
        WebhookRedelivery(
            endpoint_id=endpoint.id,
            kind=RedeliveryKind.REPLAY,
            since=command.since,
            until=until,
            event_types=[*dict.fromkeys(wanted)],
            requested_by_id=tx.actor.id,
            position=await Happened(tx).place_at(command.since),
            created_at=tx.now,
        )
    )


@action(Scope.WEBHOOKS_WRITE, WebhookRedeliveryView, raises=(NotFound, RedeliveryEnded))
async def cancel_webhook_redelivery(tx: Transaction, redelivery_id: UUID) -> WebhookRedelivery:
    """End a job before it is done. What it has owed already stays owed."""
    job = await Redeliveries(tx).get(redelivery_id, lock=True)
    if not job.is_running:
        raise RedeliveryEnded
    job.end(RedeliveryStatus.CANCELLED, tx.now)
    return job


async def tenants_with_redeliveries(database: Database) -> list[UUID]:
    """Where a job is running. For the worker's role only."""
    return await redeliveries.tenants_with_redeliveries(database)


@action(Scope.SYSTEM, Count, audited=False)
async def step_redelivery(tx: Transaction, limit: int) -> Count:
    """Go on with one job of the tenant, by so many deliveries or events at the most.

    Answers how many it looked at, or 1 if the job ended; 0 when there is nothing to go on with:
    no job is running, or none whose endpoint is not owed a lot already.
    """
    job = await Redeliveries(tx).next_to_step()
    if job is None:
        return Count(count=0)
    endpoints = await Receivers(tx).held(job.endpoint_id)
    if not endpoints or not endpoints[0].enabled:
        job.end(RedeliveryStatus.CANCELLED, tx.now)
        return Count(count=1)
    step = _recover if job.kind is RedeliveryKind.RECOVER else _replay
    looked_at, owed = await step(tx, job, endpoints[0], limit)
    job.went_on(looked_at=looked_at, owed=owed)
    if looked_at < limit:
        job.end(RedeliveryStatus.DONE, tx.now)
    return Count(count=max(1, looked_at))


async def _recover(
    tx: Transaction, job: WebhookRedelivery, _endpoint: WebhookEndpoint, limit: int
) -> tuple[int, int]:
    rows = await OwedBefore(tx).after(job, limit)
    if rows:
        job.reached = rows[-1]["id"]
    wanted = [
        row["id"]
        for row in rows
        if row["status"] == DeliveryStatus.FAILED
        and row["cause"] != DeliveryCause.TEST
        and job.is_within(row["created_at"])
    ]
    held = await OwedBefore(tx).held(wanted) if wanted else []
    failed = [one for one in held if one.status is DeliveryStatus.FAILED]
    await _ask_again(tx, failed, DeliveryCause.RECOVER)
    return len(rows), len(failed)


async def _replay(
    tx: Transaction, job: WebhookRedelivery, endpoint: WebhookEndpoint, limit: int
) -> tuple[int, int]:
    events = await Happened(tx).after(job.position or 0, job.until, limit)
    if events:
        job.position = events[-1].position
    wanted = [
        event
        for event in events
        if is_among(event.type, job.event_types) and job.is_within(event.created_at)
    ]
    owed, _ = await _owe_again(tx, [endpoint], wanted, DeliveryCause.REPLAY)
    return len(events), owed


async def _owe_again(
    tx: Transaction,
    endpoints: Sequence[WebhookEndpoint],
    events: Sequence[OutboxEvent],
    cause: DeliveryCause,
) -> tuple[int, list[WebhookDelivery]]:
    """Have these events be owed to each of the endpoints that wants them: to how many that is
    new, and all that is owed by now. What is just being sent, or what a replay finds owed
    anyway, is left as it is.

    The endpoints are held, so that nobody else makes the same deliveries meanwhile.
    """
    by_id = {endpoint.id: endpoint for endpoint in endpoints}
    if not by_id or not events:
        return 0, []
    known = await OwedBefore(tx).of(by_id, [event.id for event in events])
    types = {event.id: event.type for event in events}
    wanted = [row["id"] for row in known if by_id[row["endpoint_id"]].wants(types[row["event_id"]])]
    held = await OwedBefore(tx).held(wanted) if wanted else []
    asked = [
        one
        for one in held
        if not one.is_pending or (cause is DeliveryCause.RESEND and not one.is_sent(tx.now))
    ]
    await _ask_again(tx, asked, cause)
    there = {(row["endpoint_id"], row["event_id"]) for row in known}
    made = list[WebhookDelivery]()
    for endpoint in endpoints:
        missing = [event for event in events if (endpoint.id, event.id) not in there]
        made += await owe(tx, missing, [endpoint], cause) if missing else []
    return len(asked) + len(made), [*held, *made]


async def _ask_again(
    tx: Transaction, deliveries: Sequence[WebhookDelivery], cause: DeliveryCause
) -> None:
    for one in deliveries:
        one.ask_again(cause, tx.now)
    await OwedBefore(tx).save_all(deliveries)
    tx.wake_worker()


async def _receiver(tx: Transaction, endpoint_id: UUID) -> WebhookEndpoint:
    endpoints = await Receivers(tx).held(endpoint_id)
    if not endpoints:
        raise NotFound
    if not endpoints[0].enabled:
        raise EndpointIsDisabled
    return endpoints[0]


def _window(tx: Transaction, since: datetime, until: datetime | None) -> datetime:
    """The end of the window, if one may ask for it."""
    end = tx.now if until is None else until
    explanation = WindowNotAllowed.explanation()
    if since < tx.now - LONGEST_AGO or since >= end:
        raise WindowNotAllowed(Fault("/since", explanation))
    if end > tx.now:
        raise WindowNotAllowed(Fault("/until", explanation))
    return end
