"""Events, deliveries and attempts that were kept long enough -> they go, a few at a time."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversation_templates import service as templates
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count
from app.door import telemetry
from app.worker.rounds import Rounds

BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days."""

    events: float = 30.0
    attempts: float = 14.0


class Sweeper(Rounds):
    """Looks once in a while, but not before an earlier version has had the time to stop: it does
    not know how far the events of a subject were counted that are gone.
    """

    name = "sweeper"

    def __init__(
        self, finder: Database, database: Database, kept: Kept, *, after_s: float, period_s: float
    ) -> None:
        self.finder = finder
        self.database = database
        self.kept = kept
        super().__init__(period_s=period_s, after_s=after_s)

    async def once(self) -> int:
        """Remove all that is due to go; how much that was."""
        gone = 0
        for tenant_id in await templates.tenants(self.finder):
            if self._stopping.is_set():
                break
            try:
                gone += await self._serve(tenant_id)
            except Exception:  # noqa: BLE001 - it is tried again soon, and others do not wait
                telemetry.log().exception("sweeper failed", tenant_id=str(tenant_id))
        return gone

    async def _serve(self, tenant_id: UUID) -> int:
        ctx, gone = Context(Actor.system(tenant_id), self.database), 0
        arguments = {
            "limit": BATCH,
            "events_days": self.kept.events,
            "attempts_days": self.kept.attempts,
        }
        while not self._stopping.is_set():
            answer = await ctx.execute(webhooks.clear_webhooks, arguments)
            count = Count.model_validate_json(answer.body).count
            gone += count
            if not count:
                break
        return gone
