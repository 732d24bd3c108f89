"""How plans, goals and milestones refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.plans import service as plans
from app.domain.plans.commands import ReachMilestone
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
    plans.start_milestone: "amina",
    plans.reach_milestone: "amina",
    plans.start_plan_review: "amina",
    plans.review_plan: "amina",
    plans.change_resource: "amina",
    plans.remove_resource: "amina",
    plans.approve_resource: "jonas",
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
changed("invalid", plans.review_plan, nextReviewOn="2026-01-31")
changed("invalid", plans.add_evidence, url="javascript:alert(1)")
changed("invalid", plans.add_evidence, body=None, url=None)
changed("invalid", plans.add_resource, currency="euro")
changed("resource_mismatch", plans.add_resource, minutes=60)
changed("resource_mismatch", plans.add_resource, currency=None)
changed("resource_mismatch", plans.change_resource, minutes=60)
changed("depends_elsewhere", plans.add_dependency, dependsOnId=uuid4())


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


@refused("approver_unknown", plans.add_resource)
async def _approved_by_nobody(scene: Scene) -> Ask:
    ask = await of_case(plans.add_resource)(scene)
    return replace(ask, body={"kind": "approver", "approverId": uuid4()})


@refused("depends_on_itself", plans.add_dependency)
async def _itself(scene: Scene) -> Ask:
    ask = await of_case(plans.add_dependency)(scene)
    return replace(ask, body={"dependsOnId": ask.ids["milestone_id"]})


@refused("depends_in_circle", plans.add_dependency)
async def _circle(scene: Scene) -> Ask:
    before, after = await scene.a_dependency()
    return Ask(plans.add_dependency, {"milestone_id": before}, {"dependsOnId": after})


@refused("resource_approved", plans.approve_resource, "jonas")
async def _approved_twice(scene: Scene) -> Ask:
    ask = await of_case(plans.approve_resource)(scene)
    await scene.done("jonas", plans.approve_resource, **ask.ids, if_version=1)
    return replace(ask, version=2)


@refused("plan_not_active", plans.review_plan)
async def _reviewed_too_soon(scene: Scene) -> Ask:
    ask = await of_case(plans.review_plan)(scene)
    return replace(ask, ids={"plan_id": await scene.a_plan()}, version=1)


@refused("plan_not_active", plans.start_plan_review)
async def _reviewed_before_it_was_agreed(scene: Scene) -> Ask:
    return Ask(plans.start_plan_review, {"plan_id": await scene.a_plan()}, version=1)


async def _reached_since(scene: Scene, use_case: UseCase) -> Ask:
    """The milestone of the scene was reached since."""
    ask = await of_case(use_case)(scene)
    milestone_id = ask.ids.get("milestone_id", scene.ids["milestone"])
    arguments = {"milestone_id": milestone_id, "command": ReachMilestone(), "if_version": 1}
    await scene.done("amina", plans.reach_milestone, **arguments)
    return ask


@refused("milestone_not_open", plans.add_dependency)
async def _depends_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.add_dependency)


@refused("milestone_not_open", plans.remove_dependency)
async def _undone_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.remove_dependency)


@refused("milestone_not_open", plans.add_resource)
async def _needed_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.add_resource)


@refused("milestone_not_open", plans.change_resource)
async def _needed_differently_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.change_resource)


@refused("milestone_not_open", plans.remove_resource)
async def _removed_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.remove_resource)


@refused("milestone_not_open", plans.approve_resource, "jonas")
async def _approved_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.approve_resource)


@refused("milestone_not_open", plans.withdraw_evidence)
async def _withdrawn_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.withdraw_evidence)
