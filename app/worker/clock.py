"""Time passes -> what it brings about is done and told: deadlines that are near or have passed,
dates that come or pass, the next conversations of series, managers and mentors who took the place
of others, and what learning systems reported.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.coverage import service as coverage
from app.domain.entity import utc_now
from app.domain.learning_records import service as learning_records
from app.domain.plans import service as plans
from app.domain.plans.service.clock import Told
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.door import telemetry
from app.worker.rounds import Rounds

BATCH: Final = 500
AT_ONCE: Final = 4


class Look(NamedTuple):
    """What finds where there is something to do, and what does it there."""

    find: Callable[[Database, datetime], Awaitable[list[UUID]]]
    do: Action
    in_batches: bool = True


SOON: Final = (Look(learning_records.tenants_with_records, learning_records.follow_records),)
"""What somebody may be waiting for."""

LOOKS: Final = (
    Look(plans.tenants_with_deadlines, plans.look_at_the_clock),
    Look(conversations.tenants_with_dates, conversations.look_at_conversations),
    Look(conversations.tenants_with_series, conversations.keep_series),
    Look(conversations.tenants_with_changes, conversations.open_handoffs),
    Look(coverage.tenants_to_count, coverage.count_coverage, in_batches=False),
    *SOON,
)


class Clock(Rounds):
    """Looks once in a while. Any number of them may look at once: each thing is told once."""

    name = "clock"

    def __init__(
        self,
        finder: Database,
        database: Database,
        *,
        period_s: float,
        looks: tuple[Look, ...] = LOOKS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.finder = finder
        self.database = database
        self.looks = looks
        self.now = now
        super().__init__(period_s=period_s)

    async def once(self) -> int:
        """Tell everything that is due now; how much that was."""
        gate, told = asyncio.Semaphore(AT_ONCE), 0
        for look in self.looks:
            tenants = await look.find(self.finder, self.now())
            serving = (self._serve(tenant, look, gate) for tenant in tenants)
            told += sum(await asyncio.gather(*serving))
        return told

    async def _serve(self, tenant_id: UUID, look: Look, gate: asyncio.Semaphore) -> int:
        ctx = Context(Actor.system(tenant_id), self.database, self.now)
        told = 0
        async with gate:
            try:
                while (count := await self._tell(ctx, look)) and not self._stopping.is_set():
                    told += count
            except Exception:  # noqa: BLE001 - it is tried again soon, and others do not wait
                telemetry.log().exception(
                    "clock failed", tenant_id=str(tenant_id), look=look.do.name
                )
        return told

    @staticmethod
    async def _tell(ctx: Context, look: Look) -> int:
        answer = await ctx.execute(look.do, {"limit": BATCH} if look.in_batches else {})
        return Told.model_validate_json(answer.body).count
