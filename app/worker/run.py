"""The worker: look for tenants with something to do, do it, look again.

Looking takes a role of its own, which may learn where there is work and nothing else. The
work itself is done as the role that serves, for one tenant at a time.
"""

import asyncio
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.door import telemetry
from app.worker.deliver import deliver
from app.worker.network import Sender
from app.worker.relay import relay

AT_ONCE = 8
PAUSE_AFTER_FAILURE_S = 1.0


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
    ) -> None:
        self.finder = finder
        self.database = database
        self.sender = sender
        self.base_url = base_url
        self.poll_s = poll_s
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def work(self) -> None:
        while not self._stopping.is_set():
            try:
                done = await self.once()
                pause = 0 if done else self.poll_s
            except Exception:
                telemetry.log().exception("worker failed")
                pause = PAUSE_AFTER_FAILURE_S
            if pause:
                await self._wait(pause)

    async def once(self) -> int:
        """One look, and all that was found; how much that was."""
        tenants = await webhooks.tenants_with_work(self.finder, utc_now())
        gate = asyncio.Semaphore(AT_ONCE)
        return sum(await asyncio.gather(*(self._serve(tenant, gate) for tenant in tenants)))

    async def _serve(self, tenant_id: UUID, gate: asyncio.Semaphore) -> int:
        async with gate:
            ctx = Context(Actor.system(tenant_id), self.database)
            relayed = await relay(ctx, self.base_url)
            return relayed + await deliver(ctx, self.sender)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
