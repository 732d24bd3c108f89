"""What each change of plans costs on the wire: begin, the row and the rule, the change, the event,
the answer, the fact, commit; and what it needs besides, which is said here.
"""

from typing import Any, Final

import pytest
from httpx import AsyncClient

from app.domain.errors import DomainError
from app.domain.transaction import Database
from app.domain.use_case import Action
from tests.asking import DONE
from tests.cases import CASES, WHO, Case
from tests.kernel.conftest import Open, at
from tests.kernel.wire import Wire
from tests.scene import Scene
from tests.world import World

USUAL: Final = 7
MORE: Final = {
    "adjust_goal": 13,  # the plan, the goal again, its successor, its links, its milestones
    "apply_plan_template": 11,  # the calendar, who may, and a table each
    "complete_plan": 10,  # its goals, its milestones, and what it was measured against
    "reopen_plan": 10,
    "close_plan": 9,
    "add_milestone": 10,  # its goal; who else is asked to own it, and what is kept of that
    "offer_milestone": 10,  # who they are, what becomes of the former offer, the new one
    "accept_milestone": 8,  # the offer
    "withdraw_milestone_offer": 8,
    "reassign_milestones": 8,
    "add_dependency": 10,  # the plan, and all that depends on something in it
    "remove_dependency": 10,
    "delete_milestone": 8,  # the plan
    "move_deadline": 8,  # what is kept of it
    "agree_to_deadline": 8,
    "move_deadlines": 8,
    "set_goal_competencies": 8,  # the scales
    "offer_help": 8,  # and what was asked
    "resolve_help": 8,
    "block_milestone": 8,  # what is asked
    "reach_milestone": 8,  # what shows it
    "review_plan": 8,  # the plan, and its review
    "change_resource": 8,  # the milestone
    "remove_resource": 8,
    "approve_resource": 8,
    "withdraw_evidence": 9,
}
PLANS: Final = [
    case for case in CASES if case.use_case.feature == "plans" and isinstance(case.use_case, Action)
]


@pytest.mark.parametrize("case", PLANS, ids=str)
async def test_a_change_of_plans_takes_few_round_trips(
    opened: Open, wire: Wire, scene: Scene, case: Case
) -> None:
    who = next(one for one in WHO if case.outcomes[one] == DONE)
    costs = []
    async with opened(wire.dsn, writes=1) as database:
        for _ in range(2):  # the first prepares the statements
            ask = await case.ask(scene)
            arguments: dict[str, Any] = dict(ask.ids)
            command = case.use_case.command
            if command is not None:
                [name] = [p.name for p in case.use_case.parameters if p.kind is command]
                arguments[name] = command.model_validate(dict(ask.body))
            wire.round_trips.clear()
            try:
                await at(database, scene.world, who).execute(
                    case.use_case, arguments, expected_version=ask.version
                )
            except DomainError as refused:
                pytest.fail(f"{refused.code}")
            costs.append(len(wire.round_trips))
    assert costs[-1] <= MORE.get(case.use_case.name, USUAL)


@pytest.fixture(scope="module")
async def scene(database: Database, client: AsyncClient) -> Scene:
    return await Scene.begin(await World.begin(database, client))
