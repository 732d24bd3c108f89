"""What was told, owed and tried is kept for a while, and then goes."""

from datetime import timedelta
from typing import Final

from app.domain.actor import Scope
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Count
from app.domain.webhooks.repository.clearing import Clearing

IN_FLIGHT: Final = timedelta(minutes=5)
"""After which nothing is on its way any more to an endpoint that was removed."""


@action(Scope.SYSTEM, Count, audited=False)
async def clear_webhooks(
    tx: Transaction, limit: int, events_days: float, attempts_days: float
) -> Count:
    """Remove a part of what was kept long enough; again, until it counts none.

    Events and what came of them go after `events_days`, attempts after `attempts_days`; what is
    still owed stays, and so does the count of each subject's events.
    """
    clearing = Clearing(tx, limit)
    events, attempts = tx.now - timedelta(days=events_days), tx.now - timedelta(days=attempts_days)
    count = await clearing.attempts(attempts)
    count += await clearing.deliveries(events)
    count += await clearing.events(events)
    count += await clearing.of_removed_endpoints(tx.now - IN_FLIGHT)
    count += await clearing.left_waiting()
    await clearing.beside(events)
    return Count(count=count)
