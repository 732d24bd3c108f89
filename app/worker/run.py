"""The worker: look for tenants with something to do, do it, look again.

Looking takes a role of its own, which may learn where there is work and nothing else. The
work itself is done as the role that serves, for one tenant at a time. Hints say where to look
before it is time to; what was begun and is not finished is gone on with at once.
"""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count
from app.door import telemetry
from app.worker.clock import SOON, Clock
from app.worker.deliver import RELAYED_AT_ONCE, Courier
from app.worker.ear import Ear
from app.worker.metrics import Watcher
from app.worker.network import Sender
from app.worker.redeliverer import Redeliverer
from app.worker.sealer import Sealer
from app.worker.sweeper import Kept, Sweeper

AT_ONCE: Final = 8
USUAL_CLOCK_S: Final = 60.0
SOON_S: Final = 2.0
"""Between two looks for what somebody may be waiting for."""
USUAL_SEAL_AFTER_S: Final = 3600.0
SWEEP_S: Final = 900.0
REDELIVER_S: Final = 1.0
PAUSE_AFTER_FAILURE_S: Final = 1.0
GATHER_S: Final = 0.010
"""What is told or ends so soon after something else is gone on with together."""

RELAYED_AT_LEAST: Final = 100
"""Events that are relayed at each look, though no endpoint has room: the feed tells them, too."""

TO_RECORD_S: Final = 15.0
"""How long it may take to record an attempt, until it counts as lost and is made again."""


class Worker:
    """`work` until `stop`. What is being sent when it stops is sent and recorded first."""

    def __init__(
        self,
        finder: Database,
        database: Database,
        sender: Sender,
        *,
        base_url: str,
        poll_s: float,
        attempt_s: float,
        clock_s: float = USUAL_CLOCK_S,
        seal_after_s: float = USUAL_SEAL_AFTER_S,
        kept: Kept | None = None,
    ) -> None:
        self.finder = finder
        self.database = database
        self.base_url = base_url
        self.poll_s = poll_s
        self.courier = Courier(sender, lease_s=2 * attempt_s + TO_RECORD_S)
        self.clock = Clock(finder, database, period_s=clock_s)
        self.soon = Clock(finder, database, period_s=min(clock_s, SOON_S), looks=SOON)
        self.sealer = Sealer(finder, database, after_s=seal_after_s, period_s=clock_s)
        self.sweeper = Sweeper(
            finder, database, kept or Kept(), after_s=seal_after_s, period_s=SWEEP_S
        )
        self.ear = Ear(finder, self.courier.woken)
        self.watcher = Watcher(finder)
        looking = (self.clock, self.soon, self.watcher)
        self.redeliverer = Redeliverer(finder, database, period_s=max(poll_s, REDELIVER_S))
        self._beside = (*looking, self.redeliverer, self.sealer, self.sweeper, self.ear)
        self._stopping = False
        self._looked_at = float("-inf")
        self._going_on: set[UUID] = set()
        self._found: set[UUID] = set()  # by looking, and nothing was given up there since
        self._resting: dict[UUID, float] = {}  # tenants that are left alone until then

    def stop(self) -> None:
        self._stopping = True
        for one in (*self._beside, self.courier):
            one.stop()
        self.courier.woken.set()

    async def work(self) -> None:
        beside = [asyncio.create_task(one.run()) for one in self._beside]
        while not self._stopping:
            self.courier.woken.clear()
            try:
                pause = 0.0 if await self.once() else self._until_next_look()
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                telemetry.log().exception("worker failed")
                pause = PAUSE_AFTER_FAILURE_S
            if pause:
                await self._wait(pause)
        await self.courier.finish()
        await asyncio.gather(*beside)

    async def once(self) -> int:
        """Relay all that was found, and begin to send it; how much that was."""
        heard = self._named(self.ear.heard)
        tenants = self._going_on | heard | self._named(self.courier.served)
        told = self._going_on | heard | self.courier.untold
        now = asyncio.get_running_loop().time()
        if now >= self._looked_at + self.poll_s:
            self._looked_at = now
            self._found |= {*await webhooks.tenants_with_work(self.finder, utc_now())}
        self._resting = {who: until for who, until in self._resting.items() if until > now}
        awake = (tenants | self._found) - self._resting.keys()
        gate = asyncio.Semaphore(AT_ONCE)
        self._going_on = set()
        told |= self._found
        news = heard | self._found
        return sum(
            await asyncio.gather(
                *(
                    self._serve(tenant, gate, is_told=tenant in told, is_news=tenant in news)
                    for tenant in awake
                )
            )
        )

    @staticmethod
    def _named(tenants: set[UUID]) -> set[UUID]:
        named = {*tenants}
        tenants.clear()
        return named

    async def _serve(
        self, tenant_id: UUID, gate: asyncio.Semaphore, *, is_told: bool, is_news: bool
    ) -> int:
        """How much was moved; with `is_told`, there may be something to relay, and if it `is_news`,
        also something due that we had no part in.
        """
        ctx = Context(Actor.system(tenant_id), self.database)
        async with gate:
            try:
                moved = await self._move(ctx, is_told=is_told, is_news=is_news)
                if tenant_id in self._found:  # perhaps for what nobody wants any more
                    moved += await self._drop(ctx)
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                telemetry.log().exception("worker failed", tenant_id=str(tenant_id))
                until = asyncio.get_running_loop().time() + PAUSE_AFTER_FAILURE_S
                self._resting[tenant_id] = until
                return 0
        return moved

    async def _move(self, ctx: Context, *, is_told: bool, is_news: bool) -> int:
        if not is_told:
            return await self.courier.send_due(ctx)
        tenant_id = ctx.actor.tenant_id
        least = RELAYED_AT_LEAST if tenant_id in self._found else 0
        claimed = await self.courier.relay_and_send(ctx, self.base_url, least=least, is_due=is_news)
        if claimed.relayed >= RELAYED_AT_ONCE or (claimed.relayed and not claimed.count):
            self._going_on.add(tenant_id)
        return claimed.relayed + claimed.count

    async def _drop(self, ctx: Context) -> int:
        answer = await ctx.execute(webhooks.drop_unwanted, {})
        dropped = Count.model_validate_json(answer.body).count
        if not dropped:
            self._found.discard(ctx.actor.tenant_id)
        return dropped

    def _until_next_look(self) -> float:
        passed = asyncio.get_running_loop().time() - self._looked_at
        return max(0.001, self.poll_s - passed)

    async def _wait(self, seconds: float) -> None:
        """Until then, or until an attempt ended or something was told."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.courier.woken.wait(), seconds)
            await asyncio.sleep(GATHER_S)
