"""What the worker takes: what is due, and what has just been told."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.tools import CannotOpen
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Claimed, DueDelivery, Lane, Room
from app.domain.webhooks.envelope import source_of
from app.domain.webhooks.models import UNREADABLE, stretch
from app.domain.webhooks.repository.deliveries import Deliveries
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.repository.outbox import Outbox
from app.domain.webhooks.repository.states import States
from app.domain.webhooks.sealing import about_credentials, about_endpoint, about_headers
from app.domain.webhooks.service.relay import owe_to_stores

Rows = dict[UUID, list[Any]]
"""Of deliveries, by their endpoints."""


@dataclass(slots=True)
class _Taken:
    lanes: list[Lane] = field(default_factory=list)
    is_all: bool = True

    def take(self, lanes: Sequence[Lane], *, is_all: bool = True) -> None:
        """These as well; of one endpoint there may be some already."""
        self.lanes += lanes
        self.is_all &= is_all

    def claimed(self, **relayed: Any) -> Claimed:
        return Claimed.model_construct(lanes=tuple(self.lanes), is_all=self.is_all, **relayed)


@action(Scope.SYSTEM, Claimed, audited=False)
async def claim_deliveries(tx: Transaction, room: Room, lease_s: float) -> Claimed:
    """Take due deliveries; if this worker dies, they come back after the lease.

    Of each endpoint and subject only the first is taken, and of an endpoint no more than its
    own limit permits.
    """
    taken = _Taken()
    await _take_due(tx, taken, room, tx.now + timedelta(seconds=lease_s))
    return taken.claimed()


@action(Scope.SYSTEM, Claimed, audited=False)
async def relay_and_claim(
    tx: Transaction,
    limit: int,
    base_url: str,
    room: Room,
    lease_s: float,
    *,
    least: int = 0,
    is_due: bool = True,
) -> Claimed:
    """Both at once: what was just told is on its way without having lain anywhere.

    First what is due, unless it is known that nothing is. What has been told is relayed as far
    as there is room for it at any endpoint that answers, but at least so much.
    """
    taken, until = _Taken(), tx.now + timedelta(seconds=lease_s)
    if is_due:
        room = room.without(await _take_due(tx, taken, room, until))
    relayed = await Outbox(tx).relay(limit, source_of(base_url), room, until, least=least)
    if relayed.taken:
        rows = _by_endpoint(relayed.taken)
        taken.take(await _lanes(tx, rows, until))
        room = room.without(_counted(relayed.taken))
    if await owe_to_stores(tx, relayed.untold) or relayed.not_taken:
        await _take_due(tx, taken, room, until)
    return taken.claimed(relayed=relayed.placed, is_all_told=relayed.is_all)


async def _take_due(
    tx: Transaction, taken: _Taken, room: Room, until: datetime
) -> Mapping[UUID, int]:
    """How many of each endpoint were found, also such as have to wait."""
    deliveries = Deliveries(tx)
    rows = await deliveries.due(room)
    free = _by_endpoint([row for row in rows if row["behind"] is None])
    lanes = await _lanes(tx, free, until) if free else []
    due = [one.id for lane in lanes for one in lane.due]
    if due:
        await deliveries.lease(due, until)
    behind = {row["id"]: row["behind"] for row in rows if row["behind"] is not None}
    if behind:
        await deliveries.have_wait(behind)
    taken.take(lanes, is_all=not behind and not _is_full(room, rows))
    return _counted(rows)


def _counted(rows: Sequence[Any]) -> Mapping[UUID, int]:
    return Counter[UUID](row["endpoint_id"] for row in rows)


def _by_endpoint(rows: Sequence[Any]) -> Rows:
    by_endpoint: Rows = {}
    for row in rows:
        by_endpoint.setdefault(row["endpoint_id"], []).append(row)
    return by_endpoint


def _is_full(room: Room, rows: Sequence[Any]) -> bool:
    """Whether there may be more than there was room for."""
    return (
        len(rows) >= room.altogether
        or any(count >= room.known.get(id, room.usual) for id, count in _counted(rows).items())
        or 0 in room.known.values()
    )


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
            DueDelivery(
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
        trial.failed(None, UNREADABLE, tx.now, stretch=stretch())
    await Deliveries(tx).settle(found.values())
    await Deliveries(tx).let_go(one.place for one in found.values() if not one.is_pending)
