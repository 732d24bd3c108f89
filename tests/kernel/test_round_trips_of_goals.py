"""What goals cost on the wire, however many milestones follow them."""

from typing import Any
from uuid import UUID

from app.domain.objectives import service as objectives
from app.domain.objectives.commands import ChangeObjective
from app.domain.plans import service as plans
from app.domain.plans.commands import AddMilestone, ChangeGoal
from tests.kernel.conftest import Open, at
from tests.kernel.wire import Wire
from tests.world import World


async def test_goals_and_objectives_cost_the_same_however_much_hangs_on_them(
    opened: Open, wire: Wire, world: World
) -> None:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    period = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    wanted = {"title": "Be heard", "kind": "team", "ownerId": world.id("jonas"), **period}
    objective = (await world.rest("vendor", "POST", "/v1/objectives", wanted)).json()
    step = AddMilestone(
        title="A step",
        owner_id=world.id("amina"),
        goal_id=UUID(goal["id"]),
        due_on="2031-05-01",  # type: ignore[arg-type]
    )
    async with opened(wire.dsn, writes=1) as database:

        async def cost(who: str, action: Any, **arguments: Any) -> int:
            wire.round_trips.clear()
            await at(database, world, who).execute(action, arguments)
            return len(wire.round_trips)

        plan_id, goal_id = UUID(plan["id"]), UUID(goal["id"])
        for _ in range(3):  # the first prepares the statements
            added = await cost("amina", plans.add_milestone, plan_id=plan_id, command=step)
        assert added <= 8  # the goal is looked at too

        for is_private in (True, False, True, False):
            hide = ChangeGoal(is_private=is_private)
            hidden = await cost("amina", plans.change_goal, goal_id=goal_id, command=hide)
        for title in ("One", "Two"):
            command: Any = ChangeGoal(title=title)
            renamed = await cost("amina", plans.change_goal, goal_id=goal_id, command=command)
        assert (hidden <= 8, renamed <= 7) == (True, True)

        for title in ("One", "Two"):
            command = ChangeObjective(title=title)
            arguments = {"objective_id": UUID(objective["id"]), "command": command}
            changed = await cost("vendor", objectives.change_objective, **arguments)
        assert changed <= 7
