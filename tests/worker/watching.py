"""A clock that shows what it is told to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.transaction import Database
from app.worker.clock import Clock
from tests.worker.test_worker import Finder
from tests.world import World


class Watch:
    """Looks at one organisation, and knows what was told there: events of these types."""

    def __init__(self, world: World, looking: Database, *types: str) -> None:
        self.world = world
        self.finder: Any = Finder(looking, world.tenant_id)
        self.types = types

    async def at(self, now: datetime) -> int:
        return await self.clock(now).once()

    def clock(self, now: datetime) -> Clock:
        return Clock(self.finder, self.world.database, period_s=60, now=lambda: now)

    async def told(self, one: dict[str, Any] | None = None) -> list[str]:
        """Of one thing, or of all of them; without the noun before the dot."""
        context = self.world.system
        async with self.world.database.transaction(context.actor, context.clock()) as tx:
            rows = await tx.connection.fetch(
                "SELECT type, subject_id FROM outbox_event"
                " WHERE tenant_id = $1 AND type = any($2) ORDER BY id",
                self.world.tenant_id,
                list(self.types),
            )
        return [
            row["type"].partition(".")[2]
            for row in rows
            if one is None or row["subject_id"] == UUID(one["id"])
        ]
