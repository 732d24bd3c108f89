"""What is stored of an organisation's webhooks."""

from collections.abc import Sequence
from typing import Any

from tests.world import World


async def rows(world: World, sql: str, *values: Any) -> Sequence[Any]:
    """One query past all rules but those of the database."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        found: Sequence[Any] = await tx.connection.fetch(sql, *values)
    return found
