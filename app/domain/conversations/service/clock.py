"""What time brings about by itself: conversations whose date has passed.

The worker asks where there is something to look at (`tenants_with_dates`), and then does it for one
tenant at a time (`look_at_conversations`). Nothing is told twice, however many look.
"""

from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations.repository import clock as rows
from app.domain.conversations.repository.cadences import declared_for
from app.domain.conversations.repository.clock import Dates
from app.domain.conversations.service.meeting import when_together
from app.domain.plans.service.clock import Told
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action


async def tenants_with_dates(database: Database, now: datetime) -> list[UUID]:
    """Where a conversation is to be looked at. For the worker's role only."""
    found = await database.fetch(rows.TENANTS_WITH_DATES, now)
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def look_at_conversations(tx: Transaction, limit: int) -> Told:
    """Tell what is due of conversations past their date; say how many were looked at."""
    dates = Dates(tx)
    found = await dates.to_look_at(limit)
    if found:
        declared = await declared_for(tx, {one.person_id for one in found})
        for one, together in zip(found, await when_together(tx, found), strict=True):
            said = declared[one.person_id].reminders
            tx.record(*one.look_at_clock(tx.now, together, said))
        await dates.looked(found)
    return Told(count=len(found))
