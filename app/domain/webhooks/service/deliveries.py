"""What the worker takes, and what became of it."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from app.domain.actor import Scope
from app.domain.tools import CannotOpen
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Claimed, Count, DueDelivery, Lane, Outcome, Outcomes, Room
from app.domain.webhooks.events import WebhookEndpointDisabled
from app.domain.webhooks.models import (
    GONE,
    LONGEST_STRETCH,
    UNREADABLE,
    DisabledBecause,
    Trial,
)
from app.domain.webhooks.repository.deliveries import Deliveries
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.repository.states import States, Tally
from app.domain.webhooks.sealing import about_credentials, about_endpoint, about_headers
from app.domain.webhooks.service.relay import relay_events

LONGEST_FAILING: Final = timedelta(days=5)
"""An endpoint that answered nothing well for so long is disabled."""

LONGEST_PAUSE: Final = timedelta(hours=1)
"""That an endpoint as a whole is left alone for, when it asks for it."""

ASKING_FOR_PEACE: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@action(Scope.SYSTEM, Claimed, audited=False)
async def claim_deliveries(tx: Transaction, room: Room, lease_s: float) -> Claimed:
    """Take due deliveries; if this worker dies, they come back after the lease.

    Of each endpoint and subject only the first is taken, and of an endpoint no more than its
    own limit permits.
    """
    deliveries = Deliveries(tx)
    rows = await deliveries.due(room)
    until = tx.now + timedelta(seconds=lease_s)
    by_endpoint: dict[UUID, list[Any]] = {}
    for row in rows:
        if row["behind"] is None:
            by_endpoint.setdefault(row["endpoint_id"], []).append(row)
    lanes = await _lanes(tx, by_endpoint, until) if by_endpoint else []
    taken = [one.id for lane in lanes for one in lane.due]
    if taken:
        await deliveries.lease(taken, until)
    behind = {row["id"]: row["behind"] for row in rows if row["behind"] is not None}
    if behind:
        await deliveries.have_wait(behind)
    return Claimed(lanes=tuple(lanes), is_all=not behind and not _is_full(room, rows))


def _is_full(room: Room, rows: Sequence[Any]) -> bool:
    """Whether there may be more than there was room for."""
    taken = Counter[UUID](row["endpoint_id"] for row in rows)
    return (
        len(rows) >= room.altogether
        or any(count >= room.known.get(id, room.usual) for id, count in taken.items())
        or 0 in room.known.values()
    )


@action(Scope.SYSTEM, Claimed, audited=False)
async def relay_and_claim(
    tx: Transaction, limit: int, base_url: str, room: Room, lease_s: float
) -> Claimed:
    """Both at once: what was just told is on its way a transaction sooner."""
    relayed: Count = await relay_events(tx, limit, base_url)
    claimed: Claimed = await claim_deliveries(tx, room, lease_s)
    return claimed.model_copy(update={"relayed": relayed.count})


@action(Scope.SYSTEM, Count, audited=False)
async def drop_unwanted(tx: Transaction) -> Count:
    """Give up a part of what disabled endpoints are owed; again, until it counts none."""
    return Count(count=await Deliveries(tx).drop_unwanted())


async def _hold_to_limits(
    tx: Transaction, endpoints: list[Any], by_endpoint: dict[UUID, list[Any]]
) -> None:
    """Leave what is too much for an endpoint for another time."""
    limited = [one["id"] for one in endpoints if one["max_per_minute"] is not None]
    if not limited:
        return
    allowances = await States(tx).allowances(limited)
    for id, allowance in allowances.items():
        by_endpoint[id] = [row for row in by_endpoint[id] if allowance.take()]
    await States(tx).keep(allowances)


async def _lanes(
    tx: Transaction, by_endpoint: dict[UUID, list[Any]], until: datetime
) -> list[Lane]:
    lanes = []
    endpoints = await Endpoints(tx).reached(by_endpoint)
    await _hold_to_limits(tx, endpoints, by_endpoint)
    for endpoint in endpoints:
        rows = by_endpoint[endpoint["id"]]
        try:
            lane = _lane(tx, endpoint, rows, until)
        except CannotOpen:  # which must stay the trouble of one endpoint
            await _fail_unreadable(tx, rows)
        else:
            lanes.append(lane)
    return lanes


def _lane(tx: Transaction, endpoint: Any, rows: list[Any], until: datetime) -> Lane:
    open_, id = tx.tools.vault.open, endpoint["id"]
    secrets = [open_(endpoint["sealed_secret"], about=about_endpoint(tx, id)).decode()]
    secrets += [
        open_(sealed, about=about_endpoint(tx, its_id)).decode()
        for its_id, sealed in endpoint["retired"] or ()
    ]
    sealed, about = endpoint["sealed_headers"], about_headers(tx, id)
    headers = json.loads(open_(sealed, about=about)) if sealed else {}
    sealed, about = endpoint["sealed_credentials"], about_credentials(tx, id)
    credentials = json.loads(open_(sealed, about=about)) if sealed else {}
    return Lane(
        endpoint_id=id,
        url=endpoint["url"],
        format=endpoint["format"],
        secrets=tuple(secrets),
        headers=headers,
        credentials_kind=endpoint["credentials"],
        credentials=credentials,
        due=tuple(
            DueDelivery.model_construct(
                id=row["id"],
                event_id=row["event_id"],
                body=row["body"],
                owed_at=row["created_at"],
                is_first=not row["attempts"],
                leased_until=until,
            )
            for row in rows
        ),
    )


async def _fail_unreadable(tx: Transaction, rows: list[Any]) -> None:
    found = await Deliveries(tx).tried([row["id"] for row in rows])
    for trial in found.values():
        trial.failed(None, UNREADABLE, tx.now, stretch=_stretch())
    await Deliveries(tx).settle(found.values())


@action(Scope.SYSTEM, Count, audited=False)
async def record_attempts(tx: Transaction, command: Outcomes) -> Count:
    """Remember what became of attempts, and when to try again. How much waited for one of them.

    An endpoint that says 410 Gone, or that nothing succeeded at for five days, is disabled and
    owed nothing any more. One that asks for it is left alone for a while.
    """
    deliveries = Deliveries(tx)
    if command.given_back:
        await deliveries.give_back(command.given_back)
    found = await deliveries.tried([one.delivery_id for one in command.ended])
    attempts = list[tuple[Trial, Outcome]]()
    tallies, gone = dict[UUID, Tally](), set[UUID]()
    for outcome in command.ended:
        trial = found.get(outcome.delivery_id)
        if trial is None:  # the endpoint was removed meanwhile
            continue
        _note(tallies.setdefault(trial.endpoint_id, Tally()), outcome, tx.now)
        _take(trial, outcome, tx.now)
        attempts.append((trial, outcome))
        if outcome.status == GONE:
            gone.add(trial.endpoint_id)
    let_go = await deliveries.settle(found.values())
    await deliveries.remember(attempts)
    if tallies:
        failing = await States(tx).note(tallies)
        long_ago = tx.now - LONGEST_FAILING
        dead = {id for id, since in failing.items() if since is not None and since < long_ago}
        await _disable(tx, gone, DisabledBecause.GONE)
        await _disable(tx, dead - gone, DisabledBecause.FAILING)
    return Count(count=let_go)


def _take(trial: Trial, outcome: Outcome, now: datetime) -> None:
    """What an attempt means for what was owed. One that comes late counts if it succeeded."""
    if not trial.accepts(leased_until=outcome.leased_until, succeeded=outcome.succeeded):
        return
    if outcome.succeeded and outcome.status is not None:
        trial.succeeded(outcome.status, now)
        return
    trial.failed(
        outcome.status,
        outcome.error,
        now,
        retry_after_s=outcome.retry_after_s,
        stretch=_stretch(),
    )


def _note(tally: Tally, outcome: Outcome, now: datetime) -> None:
    tally.add(
        succeeded=outcome.succeeded, began_at=outcome.began_at, duration_ms=outcome.duration_ms
    )
    if outcome.status in ASKING_FOR_PEACE and outcome.retry_after_s:
        tally.paused_until = now + min(timedelta(seconds=outcome.retry_after_s), LONGEST_PAUSE)


async def _disable(tx: Transaction, ids: set[UUID], because: DisabledBecause) -> None:
    for endpoint in await Endpoints(tx).these(sorted(ids), lock=True) if ids else ():
        if endpoint.enabled:
            endpoint.disable(because, tx.now)
            tx.record(
                WebhookEndpointDisabled(id=endpoint.id, version=endpoint.version, because=because)
            )
    if ids:
        await tx.flush()
        await Deliveries(tx).drop_unwanted()


def _stretch() -> float:
    return random.uniform(1, LONGEST_STRETCH)  # noqa: S311 - nobody gains by guessing
