"""What became of what the worker took."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from app.domain.actor import Scope
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Count, Outcome, Outcomes
from app.domain.webhooks.events import WebhookEndpointDisabled
from app.domain.webhooks.models import GONE, DisabledBecause, Trial, stretch
from app.domain.webhooks.repository.deliveries import Deliveries
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.repository.states import States, Tally

LONGEST_FAILING: Final = timedelta(days=5)
"""An endpoint that answered nothing well for so long is disabled."""

LONGEST_PAUSE: Final = timedelta(hours=1)
"""That an endpoint as a whole is left alone for, when it asks for it."""

ASKING_FOR_PEACE: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@action(Scope.SYSTEM, Count, audited=False)
async def drop_unwanted(tx: Transaction) -> Count:
    """Give up a part of what disabled endpoints are owed; again, until it counts none."""
    return Count(count=await Deliveries(tx).drop_unwanted())


@action(Scope.SYSTEM, Count, audited=False)
async def record_attempts(tx: Transaction, command: Outcomes) -> Count:
    """Remember what became of attempts, and when to try again. How much waited for one of them.

    An endpoint that says 410 Gone, or that nothing succeeded at for five days, is disabled and
    owed nothing any more. One that asks for it is left alone for a while.
    """
    deliveries = Deliveries(tx)
    if command.given_back:
        await deliveries.give_back(command.given_back)
    delivered = {row["id"]: row for row in await deliveries.succeed(_successes(command.ended))}
    others = [one for one in command.ended if one.delivery_id not in delivered]
    found = await _tried(tx, others) if others else {}
    tallies, gone = dict[UUID, Tally](), set[UUID]()
    for outcome in command.ended:
        id = outcome.delivery_id
        trial = found.get(id)
        if trial is None and id not in delivered:  # the endpoint was removed meanwhile
            continue
        endpoint_id = trial.endpoint_id if trial is not None else delivered[id]["endpoint_id"]
        _note(tallies.setdefault(endpoint_id, Tally()), outcome, tx.now)
        if outcome.status == GONE:
            gone.add(endpoint_id)
    over = [tuple(row)[1:] for row in delivered.values()]
    over += [one.place for one in found.values() if one.is_changed and not one.is_pending]
    let_go = await deliveries.let_go(over)
    if tallies:
        failing = await States(tx).note(tallies)
        long_ago = tx.now - LONGEST_FAILING
        dead = {id for id, since in failing.items() if since is not None and since < long_ago}
        await _disable(tx, gone, DisabledBecause.GONE)
        await _disable(tx, dead - gone, DisabledBecause.FAILING)
    return Count(count=let_go)


def _successes(ended: Sequence[Outcome]) -> list[Outcome]:
    """Those that depend on no other attempt at the same."""
    good = [one for one in ended if one.succeeded and one.status is not None]
    if len({one.delivery_id for one in ended}) == len(ended):
        return good
    times = Counter(one.delivery_id for one in ended)
    return [one for one in good if times[one.delivery_id] == 1]


async def _tried(tx: Transaction, outcomes: Sequence[Outcome]) -> dict[UUID, Trial]:
    """What these mean for what was owed, which is locked, written, and returned by its id."""
    deliveries = Deliveries(tx)
    found = await deliveries.tried([one.delivery_id for one in outcomes])
    attempts = list[tuple[Trial, Outcome]]()
    for outcome in outcomes:
        if (trial := found.get(outcome.delivery_id)) is not None:
            _take(trial, outcome, tx.now)
            attempts.append((trial, outcome))
    await deliveries.settle(found.values())
    await deliveries.remember(attempts)
    return found


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
        stretch=stretch(),
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
