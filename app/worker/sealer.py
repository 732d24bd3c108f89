"""Texts that an earlier version wrote in plain -> they are sealed, when that version is gone."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.keys import service as keys
from app.domain.keys.commands import Done
from app.domain.transaction import Database
from app.door import telemetry

BATCH: Final = 200


class Sealer:
    """Looks once in a while, but not before an earlier version has had the time to stop: it cannot
    read what is sealed. Any number of them may look at once.
    """

    def __init__(
        self, finder: Database, database: Database, *, after_s: float, period_s: float
    ) -> None:
        self.finder = finder
        self.database = database
        self.after_s = after_s
        self.period_s = period_s
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        await self._rest(self.after_s)
        while not self._stopping.is_set():
            try:
                await self.once()
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                telemetry.log().exception("sealer failed")
            await self._rest(self.period_s)

    async def once(self) -> int:
        """Seal all that is in plain; how much that was."""
        sealed = 0
        for tenant_id in await keys.tenants_with_plain_texts(self.finder):
            try:
                sealed += await self._serve(tenant_id)
            except Exception:  # noqa: BLE001 - it is tried again soon, and others do not wait
                telemetry.log().exception("sealer failed", tenant_id=str(tenant_id))
        return sealed

    async def _serve(self, tenant_id: UUID) -> int:
        ctx, sealed = Context(Actor.system(tenant_id), self.database), 0
        while not self._stopping.is_set():
            answer = await ctx.execute(keys.seal_texts, {"limit": BATCH})
            count = Done.model_validate_json(answer.body).count
            if not count:
                break
            sealed += count
        if sealed:
            telemetry.log().info("texts sealed", tenant_id=str(tenant_id), texts=sealed)
        return sealed

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
