"""What is asked of a plan that has ended, or of a goal that is achieved: whoever may do it else is
told so.

Read off the use cases: whichever says that it refuses with one of these is tried.
"""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from app.domain.plans import service as plans
from app.domain.plans.commands import ClosePlan
from app.domain.plans.errors import GoalNotOpen, PlanClosed
from tests.asking import DONE, Ask
from tests.cases import CASES, WHO, Case
from tests.refusing import refused
from tests.scene import Scene

OWN: Final = {
    PlanClosed: (plans.close_plan,),
    GoalNotOpen: (plans.achieve_goal, plans.release_goal, plans.adjust_goal),
}
"""These have tests of their own: they are what ends something."""
COUNTED: Final = {"plan_id", "goal_id", "milestone_id"}
"""What ends with a plan: a change of these, which a version counts."""


def _later(ask: Ask) -> Ask:
    """The same, decided on what it is now."""
    counts = ask.version is not None and bool(COUNTED & set(ask.ids))
    return replace(ask, version=ask.version + 1) if counts and ask.version else ask


async def _close_all(scene: Scene) -> None:
    command = ClosePlan(reason="Another role")
    listed: Any = await scene.world.rest("amina", "GET", "/v1/plans?limit=200")
    for plan in listed.json()["data"]:
        if plan["closedOn"] is None:
            ids = {"plan_id": UUID(plan["id"]), "command": command}
            await scene.done("amina", plans.close_plan, **ids, if_version=plan["version"])


def _says(case: Case, kind: Any) -> bool:
    return kind in case.use_case.raises and case.use_case not in OWN[kind]


def _try(case: Case) -> None:
    who = next((one for one in WHO if case.outcomes[one] == DONE), "amina")
    if _says(case, PlanClosed):

        @refused("plan_closed", case.use_case, who, apart=True)
        async def _in_a_closed_plan(scene: Scene) -> Ask:
            ask = await case.ask(scene)
            await _close_all(scene)
            return _later(ask)

    if _says(case, GoalNotOpen):

        @refused("goal_not_open", case.use_case, who)
        async def _of_an_achieved_goal(scene: Scene) -> Ask:
            ask = await case.ask(scene)
            goal = await scene.world.rest("amina", "GET", f"/v1/goals/{ask.ids['goal_id']}")
            ids = {"goal_id": ask.ids["goal_id"], "if_version": goal.json()["version"]}
            await scene.done("amina", plans.achieve_goal, **ids)
            return _later(ask)


for _case in CASES:
    _try(_case)
