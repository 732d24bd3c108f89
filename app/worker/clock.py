"""Time passes -> what it brings about is done: deadlines that are near or have passed are told."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.entity import utc_now
from app.domain.plans import service as plans
from app.domain.plans.service.clock import Told
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.door import telemetry

BATCH: Final = 500
AT_ONCE: Final = 4

Find = Callable[[Database, datetime], Awaitable[list[UUID]]]

LOOKERS: Final[tuple[tuple[Find, Action], ...]] = (
    (plans.tenants_with_deadlines, plans.look_at_the_clock),
    (conversations.tenants_with_series, conversations.keep_series),
)
"""Where there may be something to do, and what does some of it: it takes how many at the most, and
answers how many there were (`Told`). It is asked again until there are none.
"""


class Clock:
    """Looks once in a while. Any number of them may look at once: each thing is told once."""

    def __init__(
        self,
        finder: Database,
        database: Database,
        *,
        period_s: float,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.finder = finder
        self.database = database
        self.period_s = period_s
        self.now = now
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.once()
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                telemetry.log().exception("clock failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self.period_s)

    async def once(self) -> int:
        """Do everything that is due now; how much that was."""
        return sum([await self._look(find, look) for find, look in LOOKERS])

    async def _look(self, find: Find, look: Action) -> int:
        tenants = await find(self.finder, self.now())
        gate = asyncio.Semaphore(AT_ONCE)
        return sum(await asyncio.gather(*(self._serve(one, look, gate) for one in tenants)))

    async def _serve(self, tenant_id: UUID, look: Action, gate: asyncio.Semaphore) -> int:
        ctx = Context(Actor.system(tenant_id), self.database, self.now)
        told = 0
        async with gate:
            try:
                while (count := await _some(ctx, look)) and not self._stopping.is_set():
                    told += count
            except Exception:  # noqa: BLE001 - it is tried again soon, and others do not wait
                telemetry.log().exception("clock failed", tenant_id=str(tenant_id), look=look.name)
        return told


async def _some(ctx: Context, look: Action) -> int:
    answer = await ctx.execute(look, {"limit": BATCH})
    return Told.model_validate_json(answer.body).count
