"""Texts that an earlier version wrote in plain -> they are sealed, when that version is gone."""

from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.keys import service as keys
from app.domain.keys.commands import Done
from app.domain.transaction import Database
from app.door import telemetry
from app.worker.rounds import Rounds

BATCH: Final = 200


class Sealer(Rounds):
    """Looks once in a while, but not before an earlier version has had the time to stop: it cannot
    read what is sealed. Any number of them may look at once.
    """

    name = "sealer"

    def __init__(
        self, finder: Database, database: Database, *, after_s: float, period_s: float
    ) -> None:
        self.finder = finder
        self.database = database
        super().__init__(period_s=period_s, after_s=after_s)

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
