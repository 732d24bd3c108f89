"""Handing on many milestones costs as many statements as handing on one."""

from app.domain.plans import service as plans
from app.domain.plans.commands import ReassignMilestones
from app.domain.transaction import Database
from tests.kernel.conftest import Open, at, rows
from tests.kernel.wire import Wire
from tests.world import World


async def test_many_cost_as_many_statements_as_one(
    opened: Open, wire: Wire, world: World, database: Database
) -> None:
    counts = []
    async with opened(wire.dsn, writes=1) as wired_database:
        for many in (1, 1, 40):
            plan = await world.a_plan()
            for _ in range(many):
                await world.a_milestone(plan, owner="olga")
            wire.round_trips.clear()
            command = ReassignMilestones(to_id=world.id("tomas"))
            given = {"person_id": world.id("olga"), "command": command}
            await at(wired_database, world, "amina").execute(plans.reassign_milestones, given)
            counts.append(len(wire.round_trips))
    found = await rows(database, world.tenant_id, "SELECT count(*) AS n FROM owner_change")

    assert counts[1] == counts[2]
    assert counts[2] <= 11
    assert found[0]["n"] == 2 * 42
