"""Plans, goals and milestones."""

from app.domain.plans import service as plans
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# Plans: amina, jonas, priya, olga, tomas, vendor

_CARE = (DONE, DONE, DONE, NOT_FOUND, NOT_FOUND, DONE)
_SHAPE = (DONE, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)
_PROGRESS = (DONE, FORBIDDEN, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)

of(plans.list_plans, DONE, DONE, DONE, EMPTY, EMPTY, DONE)
of(plans.get_plan, *_CARE, plan_id="plan")
of(plans.list_goals, DONE, DONE, DONE, EMPTY, EMPTY, DONE)
of(plans.get_goal, *_CARE, goal_id="goal")
of(plans.list_milestones, DONE, DONE, DONE, DONE, EMPTY, DONE)
of(plans.get_milestone, DONE, DONE, DONE, DONE, NOT_FOUND, DONE, milestone_id="milestone")


@case(plans.create_plan, DONE, DONE, *[FORBIDDEN] * 4)
async def _create_plan(scene: Scene) -> Ask:
    body = {"personId": person(scene, "amina"), "title": f"{ASKED} plan"}
    return Ask(plans.create_plan, body=body)


@case(plans.propose_plan, *_SHAPE)
async def _propose_plan(scene: Scene) -> Ask:
    return Ask(plans.propose_plan, {"plan_id": await scene.a_plan()}, version=1)


@case(plans.request_plan_changes, FORBIDDEN, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)
async def _request_plan_changes(scene: Scene) -> Ask:
    """Amina proposed it, so it is for jonas to answer."""
    ids = {"plan_id": await scene.a_proposed_plan()}
    return Ask(plans.request_plan_changes, ids, {"requestedChanges": f"{ASKED} wish"}, version=2)


@case(plans.agree_to_plan, FORBIDDEN, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)
async def _agree_to_plan(scene: Scene) -> Ask:
    return Ask(plans.agree_to_plan, {"plan_id": await scene.a_proposed_plan()}, version=2)


@case(plans.complete_plan, *_SHAPE)
async def _complete_plan(scene: Scene) -> Ask:
    return Ask(plans.complete_plan, {"plan_id": await scene.an_active_plan()}, version=3)


@case(plans.close_plan, *_SHAPE)
async def _close_plan(scene: Scene) -> Ask:
    body = {"reason": f"{ASKED} reason"}
    return Ask(plans.close_plan, {"plan_id": await scene.a_plan()}, body, version=1)


@case(plans.reopen_plan, *_SHAPE)
async def _reopen_plan(scene: Scene) -> Ask:
    return Ask(plans.reopen_plan, {"plan_id": await scene.a_closed_plan()}, version=2)


@case(plans.add_goal, *_SHAPE)
async def _add_goal(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} goal", "aspiration": f"{ASKED} aspiration"}
    return Ask(plans.add_goal, {"plan_id": scene.ids["plan"]}, body)


@case(plans.start_goal, *_SHAPE)
async def _start_goal(scene: Scene) -> Ask:
    return Ask(plans.start_goal, {"goal_id": await scene.a_goal()}, version=1)


@case(plans.achieve_goal, *_SHAPE)
async def _achieve_goal(scene: Scene) -> Ask:
    return Ask(plans.achieve_goal, {"goal_id": await scene.a_goal()}, version=1)


@case(plans.release_goal, *_SHAPE)
async def _release_goal(scene: Scene) -> Ask:
    body = {"reason": f"{ASKED} reason"}
    return Ask(plans.release_goal, {"goal_id": await scene.a_goal()}, body, version=1)


@case(plans.adjust_goal, *_SHAPE)
async def _adjust_goal(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} goal", "reason": f"{ASKED} reason"}
    return Ask(plans.adjust_goal, {"goal_id": await scene.a_goal()}, body, version=1)


@case(plans.reopen_goal, *_SHAPE)
async def _reopen_goal(scene: Scene) -> Ask:
    ids = {"goal_id": await scene.a_goal()}
    await scene.done("amina", plans.achieve_goal, **ids, if_version=1)
    return Ask(plans.reopen_goal, ids, version=2)


@case(plans.add_milestone, *_SHAPE)
async def _add_milestone(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} step",
        "ownerId": person(scene, "olga"),
        "goalId": scene.ids["goal"],
        "dueOn": "2031-01-31",
        "kind": "stretch_assignment",
    }
    return Ask(plans.add_milestone, {"plan_id": scene.ids["plan"]}, body)


@case(plans.change_milestone, DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
async def _change_milestone(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} step", "progress": 10, "kind": "training"}
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.change_milestone, ids, body, version=1)


@case(plans.move_deadline, DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
async def _move_deadline(scene: Scene) -> Ask:
    body = {"dueOn": "2031-06-30", "reason": f"{ASKED} reason", "supportOffered": f"{ASKED} help"}
    return Ask(plans.move_deadline, {"milestone_id": await scene.a_milestone()}, body, version=1)


@case(plans.agree_to_deadline, FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)
async def _agree_to_deadline(scene: Scene) -> Ask:
    """Amina moved it, so it is for jonas to agree."""
    ids = {"deadline_change_id": await scene.a_moved_deadline()}
    return Ask(plans.agree_to_deadline, ids, {"supportOffered": f"{ASKED} help"})


@case(plans.move_deadlines, DONE, DONE, EMPTY, DONE, EMPTY, EMPTY)
async def _move_deadlines(scene: Scene) -> Ask:
    """Whoever asks: what they may not move stays, and the answer says so."""
    ids = [str(await scene.a_milestone())]
    body = {"milestoneIds": ids, "byDays": 7, "reason": f"{ASKED} reason", "dryRun": False}
    return Ask(plans.move_deadlines, body=body)


of(
    plans.get_deadline_change,
    *(DONE, DONE, DONE, DONE, NOT_FOUND, DONE),
    deadline_change_id="deadline_change",
)


@case(plans.start_milestone, *_PROGRESS)
async def _start_milestone(scene: Scene) -> Ask:
    return Ask(plans.start_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


@case(plans.reach_milestone, *_PROGRESS)
async def _reach_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.reach_milestone, ids, {"evidence": f"{ASKED} evidence"}, version=1)


@case(plans.waive_milestone, DONE, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)
async def _waive_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.waive_milestone, ids, {"reason": f"{ASKED} reason"}, version=1)


@case(plans.reopen_milestone, DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
async def _reopen_milestone(scene: Scene) -> Ask:
    return Ask(
        plans.reopen_milestone, {"milestone_id": await scene.a_waived_milestone()}, version=2
    )


@case(plans.delete_milestone, DONE, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)
async def _delete_milestone(scene: Scene) -> Ask:
    return Ask(plans.delete_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


@case(plans.block_milestone, *_PROGRESS)
async def _block_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.block_milestone, ids, {"helpNeeded": f"{ASKED} help"}, version=1)


@case(plans.unblock_milestone, DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
async def _unblock_milestone(scene: Scene) -> Ask:
    return Ask(
        plans.unblock_milestone, {"milestone_id": await scene.a_blocked_milestone()}, version=2
    )


_CHANGE = (DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
_APPROVE = (FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)
_WITHDRAW = (DONE, FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)

of(plans.list_plan_sequence, DONE, DONE, DONE, DONE, EMPTY, DONE, plan_id="plan")
of(plans.get_review, *_CARE, review_id="review")
of(plans.list_reviews, DONE, DONE, DONE, EMPTY, EMPTY, DONE, plan_id="reviewed")
of(plans.get_resource, DONE, DONE, DONE, DONE, NOT_FOUND, DONE, resource_id="resource")
of(plans.get_evidence, DONE, DONE, DONE, DONE, NOT_FOUND, DONE, evidence_id="evidence")
of(plans.list_evidence, DONE, DONE, DONE, DONE, EMPTY, DONE, milestone_id="milestone")


@case(plans.start_plan_review, *_SHAPE)
async def _start_plan_review(scene: Scene) -> Ask:
    return Ask(plans.start_plan_review, {"plan_id": await scene.an_active_plan()}, version=3)


@case(plans.review_plan, *_SHAPE)
async def _review_plan(scene: Scene) -> Ask:
    body = {
        "heldOn": "2026-01-31",
        "summary": f"{ASKED} summary",
        "changes": f"{ASKED} changes",
        "nextReviewOn": "2026-04-30",
    }
    return Ask(plans.review_plan, {"plan_id": await scene.an_active_plan()}, body, version=3)


@case(plans.add_dependency, *_CHANGE)
async def _add_dependency(scene: Scene) -> Ask:
    body = {"dependsOnId": await scene.a_milestone()}
    return Ask(plans.add_dependency, {"milestone_id": await scene.a_milestone()}, body)


@case(plans.remove_dependency, *_CHANGE)
async def _remove_dependency(scene: Scene) -> Ask:
    before, after = await scene.a_dependency()
    return Ask(plans.remove_dependency, {"milestone_id": after, "depends_on_id": before})


@case(plans.add_resource, *_CHANGE)
async def _add_resource(scene: Scene) -> Ask:
    body = {
        "kind": "budget",
        "title": f"{ASKED} title",
        "note": f"{ASKED} note",
        "amountMinor": 12_000,
        "currency": "EUR",
    }
    return Ask(plans.add_resource, {"milestone_id": await scene.a_milestone()}, body)


@case(plans.change_resource, *_CHANGE)
async def _change_resource(scene: Scene) -> Ask:
    ids = {"resource_id": await scene.a_resource()}
    return Ask(plans.change_resource, ids, {"note": f"{ASKED} note"}, version=1)


@case(plans.remove_resource, *_CHANGE)
async def _remove_resource(scene: Scene) -> Ask:
    return Ask(plans.remove_resource, {"resource_id": await scene.a_resource()}, version=1)


@case(plans.approve_resource, *_APPROVE)
async def _approve_resource(scene: Scene) -> Ask:
    return Ask(plans.approve_resource, {"resource_id": await scene.a_resource()}, version=1)


@case(plans.add_evidence, *_CHANGE)
async def _add_evidence(scene: Scene) -> Ask:
    body = {"body": f"{ASKED} evidence", "url": "https://example.com/talk"}
    return Ask(plans.add_evidence, {"milestone_id": await scene.a_milestone()}, body)


@case(plans.withdraw_evidence, *_WITHDRAW)
async def _withdraw_evidence(scene: Scene) -> Ask:
    return Ask(plans.withdraw_evidence, {"evidence_id": await scene.some_evidence()})
