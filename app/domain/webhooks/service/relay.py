"""From events to what endpoints are owed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Backlog, Count, Room
from app.domain.webhooks.envelope import source_of
from app.domain.webhooks.models import EndpointFormat
from app.domain.webhooks.owing import owe
from app.domain.webhooks.repository import outbox
from app.domain.webhooks.repository.endpoints import Endpoints
from app.domain.webhooks.repository.outbox import Outbox


async def tenants_with_work(database: Database, now: datetime) -> list[UUID]:
    """Where there is something to relay or to deliver. For the worker's role only."""
    return await outbox.tenants_with_work(database, now)


async def backlog(database: Database, now: datetime) -> Backlog:
    """What waits to be relayed and to be delivered. For the worker's role only."""
    row = await outbox.backlog(database, now)
    late = (now - row["oldest"]).total_seconds() if row["oldest"] is not None else 0.0
    return Backlog(untold=row["untold"], owed=row["owed"], late_s=late)


@action(Scope.SYSTEM, Count, audited=False)
async def relay_events(tx: Transaction, limit: int, base_url: str) -> Count:
    """Give each untold event its place in the feed, and owe it to every endpoint that asked for
    it.
    """
    room = Room(altogether=0, usual=limit, known={})
    relayed = await Outbox(tx).relay(limit, source_of(base_url), room)
    await owe_to_stores(tx, relayed.untold)
    return Count(count=relayed.placed)


async def owe_to_stores(tx: Transaction, untold: Sequence[UUID]) -> bool:
    """Whether anything of these events is owed to those who are told in xAPI."""
    if not untold:
        return False
    stores = await Endpoints(tx).enabled(EndpointFormat.XAPI)
    return bool(await owe(tx, await Outbox(tx).these(untold), stores))
