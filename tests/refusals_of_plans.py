"""How plans, goals and milestones refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.plans import service as plans
from app.domain.plans.commands import AgreeToDeadline, ReachMilestone
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final = {"plan_closed"}

VERSIONED: Final[dict[Any, str]] = {
    plans.propose_plan: "amina",
    plans.request_plan_changes: "jonas",
    plans.agree_to_plan: "jonas",
    plans.change_milestone: "amina",
    plans.move_deadline: "amina",
    plans.start_milestone: "amina",
    plans.reach_milestone: "amina",
}
for _versioned, _who in VERSIONED.items():
    changed("stale", _versioned, _who, version=9)

changed("person_unknown", plans.create_plan, personId=uuid4())
changed("invalid", plans.create_plan, title="")
changed("invalid", plans.create_plan, title="a\x00b")
changed("invalid", plans.request_plan_changes, "jonas", reason=" ")
changed("invalid", plans.add_goal, title="x" * 201)
changed("invalid", plans.add_goal, horizonOn="0001-01-01")
changed("owner_unknown", plans.add_milestone, ownerId=uuid4())
changed("goal_elsewhere", plans.add_milestone, goalId=uuid4())
changed("invalid", plans.add_milestone, dueOn="tomorrow")
changed("invalid", plans.change_milestone, title=None)
changed("invalid", plans.change_milestone, progress=101)


changed("invalid", plans.move_deadline, dueOn="tomorrow")
changed("invalid", plans.move_deadline, reason=" ")
changed("deadline_unchanged", plans.move_deadline, dueOn="2031-05-01")
changed("invalid", plans.agree_to_deadline, "jonas", supportOffered="")
changed("invalid", plans.move_deadlines, ofMyReports=True)
changed("invalid", plans.move_deadlines, milestoneIds=None)
changed("invalid", plans.move_deadlines, milestoneIds=[])
changed("invalid", plans.move_deadlines, byWorkingDays=7)
changed("invalid", plans.move_deadlines, byDays=0)
changed("invalid", plans.move_deadlines, byDays=366)


@refused("deadline_moved_since", plans.agree_to_deadline, "jonas")
async def _moved_again(scene: Scene) -> Ask:
    ask = await of_case(plans.agree_to_deadline)(scene)
    [id] = ask.ids.values()
    await scene.moved_again(id)
    return ask


@refused("deadline_agreed", plans.agree_to_deadline, "jonas")
async def _agreed_already(scene: Scene) -> Ask:
    ask = await of_case(plans.agree_to_deadline)(scene)
    await scene.done("jonas", plans.agree_to_deadline, **ask.ids, command=AgreeToDeadline())
    return ask


@refused("milestone_not_open", plans.agree_to_deadline, "jonas")
async def _agreed_after_the_end(scene: Scene) -> Ask:
    ask = await of_case(plans.agree_to_deadline)(scene)
    [id] = ask.ids.values()
    await scene.reached_after(id)
    return ask


@refused("milestone_not_open", plans.move_deadline)
async def _moved_after_the_end(scene: Scene) -> Ask:
    return await _reached(scene, plans.move_deadline)


@refused("plan_not_draft", plans.propose_plan)
async def _twice(scene: Scene) -> Ask:
    return Ask(plans.propose_plan, {"plan_id": await scene.a_proposed_plan()}, version=2)


@refused("plan_not_proposed", plans.request_plan_changes, "jonas")
async def _changes_too_late(scene: Scene) -> Ask:
    ids = {"plan_id": await scene.an_active_plan()}
    return Ask(plans.request_plan_changes, ids, {"reason": "Late"}, version=3)


@refused("plan_not_proposed", plans.agree_to_plan, "jonas")
async def _agreed_twice(scene: Scene) -> Ask:
    return Ask(plans.agree_to_plan, {"plan_id": await scene.an_active_plan()}, version=3)


@refused("milestone_not_planned", plans.start_milestone)
async def _started(scene: Scene) -> Ask:
    ask = await of_case(plans.start_milestone)(scene)
    await scene.done("amina", plans.start_milestone, **ask.ids, if_version=1)
    return replace(ask, version=2)


async def _reached(scene: Scene, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    command = ReachMilestone()
    await scene.done("amina", plans.reach_milestone, **ask.ids, command=command, if_version=1)
    return replace(ask, version=2)


@refused("milestone_not_open", plans.reach_milestone)
async def _reached_already(scene: Scene) -> Ask:
    return await _reached(scene, plans.reach_milestone)


@refused("milestone_not_open", plans.change_milestone)
async def _changed_too_late(scene: Scene) -> Ask:
    return await _reached(scene, plans.change_milestone)
