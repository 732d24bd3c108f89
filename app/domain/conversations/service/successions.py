"""What a change of manager or mentor brings about: a handoff is opened for the person.

A relation may be said to begin on a day to come, and it may be said by the HRIS, by a directory or
by an import: so the clock looks at what holds, not at who said it. The worker asks where there is
something to do (`tenants_with_changes`), and then does it for one tenant at a time.
"""

from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations.models import Handoff, HandoffKind
from app.domain.conversations.repository import successions as rows
from app.domain.conversations.repository.handoffs import Handoffs
from app.domain.plans.service.clock import Told
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action


async def tenants_with_changes(database: Database, now: datetime) -> list[UUID]:
    """Where a handoff may have to be opened. For the worker's role only."""
    found = await database.fetch(rows.TENANTS_WITH_CHANGES, now.date())
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def open_handoffs(tx: Transaction, limit: int) -> Told:
    """Open a handoff for each manager or mentor who took the place of another one: once each."""
    handoffs = Handoffs(tx)
    opened: dict[UUID, Handoff] = {}
    for row in await rows.changes(tx, limit):
        # Of two who began at once, the first takes the place; the other is looked at again.
        if row["former_relationship_id"] not in opened:
            handoff = Handoff(**row | {"kind": HandoffKind(row["kind"]), "created_at": tx.now})
            opened[handoff.former_relationship_id] = handoffs.add(handoff)
            tx.record(*handoff.opened())
    return Told(count=len(opened))
