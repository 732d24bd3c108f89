"""From events to what endpoints are owed."""

from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Backlog, Count
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
    placed = await Outbox(tx).relay(limit, source_of(base_url))
    if placed:
        tx.wake_followers()
    untold = [row["id"] for row in placed if row["is_untold"]]
    if untold:
        stores = await Endpoints(tx).enabled(EndpointFormat.XAPI)
        if stores:
            await owe(tx, await Outbox(tx).these(untold), stores)
    return Count(count=len(placed))
