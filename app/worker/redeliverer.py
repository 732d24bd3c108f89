"""What was asked for again, much at a time -> it is owed again, a part at a time."""

import asyncio
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count
from app.door import telemetry
from app.worker.rounds import Rounds

BATCH: Final = 500


class Redeliverer(Rounds):
    """Looks once in a while. Any number of them may look at once: each step is one's alone."""

    name = "redeliverer"

    def __init__(self, finder: Database, database: Database, *, period_s: float) -> None:
        self.finder = finder
        self.database = database
        super().__init__(period_s=period_s)

    async def once(self) -> int:
        """Go on with every job that can; how much was looked at."""
        tenants = await webhooks.tenants_with_redeliveries(self.finder)
        return sum(await asyncio.gather(*map(self._serve, tenants)))

    async def _serve(self, tenant_id: UUID) -> int:
        ctx, looked_at = Context(Actor.system(tenant_id), self.database), 0
        try:
            while not self._stopping.is_set():
                answer = await ctx.execute(webhooks.step_redelivery, {"limit": BATCH})
                count = Count.model_validate_json(answer.body).count
                looked_at += count
                if not count:
                    break
        except Exception:  # noqa: BLE001 - it is tried again soon, and others do not wait
            telemetry.log().exception("redelivering failed", tenant_id=str(tenant_id))
        return looked_at
