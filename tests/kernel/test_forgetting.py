"""Keys of repeated requests are forgotten after a day, by those who keep new ones."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.context import Context
from app.domain.idempotency import KEPT, Once
from app.domain.plans import service as plans
from app.domain.plans.commands import CreatePlan
from tests.world import World

COUNT = "SELECT count(*) AS kept, min(key) AS oldest FROM idempotency_key"


async def create(world: World, key: str, at: datetime) -> UUID | None:
    ctx = Context(world.actors["amina"], world.database, clock=lambda: at)
    command = CreatePlan(person_id=world.id("amina"), title="Grow")
    answer = await ctx.execute(plans.create_plan, {"command": command}, once=Once(key))
    return answer.row_id


async def test_what_is_too_old_goes_when_something_new_is_kept(world: World) -> None:
    now = datetime.now(UTC)
    for number in range(12):
        await create(world, f"old-{number:02}", now - KEPT - timedelta(minutes=20 - number))

    await create(world, "new", now)

    async with world.database.transaction(world.actors["amina"], now) as tx:
        row = await tx.connection.fetchrow(COUNT)
    assert row["kept"] == 12 - 10 + 1


async def test_a_key_that_was_forgotten_can_be_used_again(world: World) -> None:
    now = datetime.now(UTC)
    first = await create(world, "k", now - KEPT - timedelta(minutes=1))
    second = await create(world, "k", now)
    assert first != second
    assert await create(world, "k", now) == second
