"""How plans, goals and milestones refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import AgreeNextStep
from app.domain.plans import service as plans
from app.domain.plans.commands import (
    AddGoal,
    AddMilestone,
    AgreeToDeadline,
    ClosePlan,
    ReachMilestone,
)
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

VERSIONED: Final[dict[Any, str]] = {
    plans.propose_plan: "amina",
    plans.request_plan_changes: "jonas",
    plans.agree_to_plan: "jonas",
    plans.complete_plan: "amina",
    plans.close_plan: "amina",
    plans.reopen_plan: "amina",
    plans.start_goal: "amina",
    plans.achieve_goal: "amina",
    plans.release_goal: "amina",
    plans.adjust_goal: "amina",
    plans.reopen_goal: "amina",
    plans.waive_milestone: "amina",
    plans.block_milestone: "amina",
    plans.unblock_milestone: "amina",
    plans.reopen_milestone: "amina",
    plans.delete_milestone: "amina",
    plans.change_milestone: "amina",
    plans.move_deadline: "amina",
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
changed("invalid", plans.request_plan_changes, "jonas", requestedChanges=" ")
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
    return Ask(plans.request_plan_changes, ids, {"requestedChanges": "Late"}, version=3)


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


@refused("milestone_not_open", plans.waive_milestone)
async def _waived_too_late(scene: Scene) -> Ask:
    return await _reached(scene, plans.waive_milestone)


@refused("milestone_not_planned", plans.delete_milestone)
async def _deleted_too_late(scene: Scene) -> Ask:
    return await _reached(scene, plans.delete_milestone)


@refused("milestone_still_open", plans.reopen_milestone)
async def _reopened_too_early(scene: Scene) -> Ask:
    return Ask(plans.reopen_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


# Plans


@refused("plan_has_open_steps", plans.complete_plan)
async def _completed_too_early(scene: Scene) -> Ask:
    id = await scene.an_active_plan()
    await _step_of(scene, id)
    return Ask(plans.complete_plan, {"plan_id": id}, version=3)


@refused("plan_not_active", plans.complete_plan)
async def _completed_as_a_draft(scene: Scene) -> Ask:
    return Ask(plans.complete_plan, {"plan_id": await scene.a_plan()}, version=1)


@refused("plan_closed", plans.close_plan)
async def _closed_twice(scene: Scene) -> Ask:
    ids = {"plan_id": await scene.a_closed_plan()}
    return Ask(plans.close_plan, ids, {"reason": "Again"}, version=2)


@refused("plan_not_closed", plans.reopen_plan)
async def _reopened_while_open(scene: Scene) -> Ask:
    return Ask(plans.reopen_plan, {"plan_id": await scene.a_plan()}, version=1)


@refused("plan_agreed", plans.delete_milestone)
async def _deleted_after_it_was_agreed(scene: Scene) -> Ask:
    id = await _step_of(scene, await scene.an_active_plan())
    return Ask(plans.delete_milestone, {"milestone_id": id}, version=1)


@refused("milestone_in_use", plans.delete_milestone, apart=True)
async def _deleted_though_agreed_in_a_conversation(scene: Scene) -> Ask:
    command = ClosePlan(reason="So that the step goes into a plan that is not agreed")
    ended = {"plan_id": scene.ids["reviewed"], "command": command}
    await scene.done("amina", plans.close_plan, **ended, if_version=4)
    ids = {"conversation_id": await scene.a_held_conversation()}
    step = AgreeNextStep(title="Talk", owner_id=scene.world.id("amina"), due_on="2031-05-01")  # type: ignore[arg-type]
    id = await scene.made("amina", conversations.agree_next_step, **ids, command=step)
    return Ask(plans.delete_milestone, {"milestone_id": id}, version=1)


async def _step_of(scene: Scene, plan_id: UUID) -> UUID:
    step = AddMilestone(title="Talk", owner_id=scene.world.id("amina"), due_on="2031-05-01")  # type: ignore[arg-type]
    return await scene.made("amina", plans.add_milestone, plan_id=plan_id, command=step)


async def _goal_of(scene: Scene, plan_id: UUID) -> UUID:
    command = AddGoal(title="Speak")
    return await scene.made("amina", plans.add_goal, plan_id=plan_id, command=command)


# Goals


@refused("goal_not_planned", plans.start_goal)
async def _goal_started_twice(scene: Scene) -> Ask:
    return await _after(scene, plans.start_goal, plans.start_goal)


@refused("goal_not_open", plans.achieve_goal)
async def _achieved_twice(scene: Scene) -> Ask:
    return await _after(scene, plans.achieve_goal, plans.achieve_goal)


@refused("goal_not_open", plans.release_goal)
async def _released_too_late(scene: Scene) -> Ask:
    return await _after(scene, plans.achieve_goal, plans.release_goal)


@refused("goal_not_open", plans.adjust_goal)
async def _adjusted_too_late(scene: Scene) -> Ask:
    return await _after(scene, plans.achieve_goal, plans.adjust_goal)


@refused("goal_still_open", plans.reopen_goal)
async def _reopened_though_open(scene: Scene) -> Ask:
    return Ask(plans.reopen_goal, {"goal_id": await scene.a_goal()}, version=1)


async def _after(scene: Scene, before: Any, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    await scene.done("amina", before, **ask.ids, if_version=1)
    return replace(ask, version=2)


@refused("milestone_not_underway", plans.block_milestone)
async def _blocked_too_late(scene: Scene) -> Ask:
    return await _reached(scene, plans.block_milestone)


@refused("milestone_not_blocked", plans.unblock_milestone)
async def _unblocked_though_free(scene: Scene) -> Ask:
    return Ask(plans.unblock_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


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


@refused("milestone_not_open", plans.change_resource, apart=True)
async def _needed_differently_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.change_resource)


@refused("milestone_not_open", plans.remove_resource, apart=True)
async def _removed_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.remove_resource)


@refused("milestone_not_open", plans.approve_resource, "jonas", apart=True)
async def _approved_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.approve_resource)


@refused("milestone_not_open", plans.withdraw_evidence, apart=True)
async def _withdrawn_too_late(scene: Scene) -> Ask:
    return await _reached_since(scene, plans.withdraw_evidence)


changed("review_to_come", plans.review_plan, heldOn="2100-01-01", nextReviewOn=None)


@refused("resource_approved", plans.change_resource, apart=True)
async def _changed_after_it_was_approved(scene: Scene) -> Ask:
    ids = {"resource_id": await scene.a_resource()}
    await scene.done("jonas", plans.approve_resource, **ids, if_version=1)
    return Ask(plans.change_resource, ids, {"title": "More of it"}, version=2)
