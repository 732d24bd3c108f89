"""What time brings about by itself: deadlines that come near or pass, and calendars that changed.

The worker asks where there is something to do (`tenants_with_deadlines`), and then does it for
one tenant at a time (`look_at_the_clock`). Nothing is told twice, however many look.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans.deadlines import FARTHEST_EAST, reckon
from app.domain.plans.repository import deadlines as rows
from app.domain.plans.repository.deadlines import Deadlines
from app.domain.plans.service.owners import tell_owner_needed
from app.domain.shape import Shape
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action

SETTLED_AFTER: Final = timedelta(minutes=1)
"""Longer than any transaction takes: what was reckoned with the former calendar is there then."""


class Told(Shape):
    count: int = Field(description="What was told.")


async def tenants_with_deadlines(database: Database, now: datetime) -> list[UUID]:
    """Where something may be told or reckoned. For the worker's role only."""
    tomorrow = (now + FARTHEST_EAST).date()
    found = await database.fetch(rows.TENANTS_WITH_DEADLINES, tomorrow)
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def look_at_the_clock(tx: Transaction, limit: int) -> Told:
    """Tell what is due, at the most `limit` of each kind."""
    await reckon_anew(tx)
    return Told(count=sum([await tell(tx, limit) for tell in TELL]))


async def tell_deadlines(tx: Transaction, limit: int) -> int:
    """Tell of deadlines that are near or have passed: once each, from 08:00 where the owner is."""
    found = await Deadlines(tx).told(limit)
    tx.record(*(one.missed() if is_missed else one.due_soon() for one, is_missed in found))
    return len(found)


async def reckon_anew(tx: Transaction) -> None:
    """Have all open deadlines go by the working days of today, if these changed.

    Who adds a milestone while they change may still go by the former ones. So it is done at once,
    and again when everything that had begun before is over.
    """
    changed_at, workdays = await rows.changed_calendar(tx)
    if changed_at is None:
        return
    deadlines = Deadlines(tx)
    await deadlines.reckon({day: reckon(day, workdays) for day in await deadlines.deadlines()})
    await rows.calendar_reckoned(tx, tx.now - SETTLED_AFTER)


async def tell_owners(tx: Transaction, limit: int) -> int:
    """Tell of milestones whose owner declined, left, or is away: once each."""
    done = await tell_owner_needed(tx, limit)
    return int(done.told + done.settled)


TELL: Final[tuple[Callable[[Transaction, int], Awaitable[int]], ...]] = (
    tell_deadlines,
    tell_owners,
)
"""Whatever is told because its time has come: each takes how many at the most, and says how many
there were.
"""
