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
    return Ask(plans.request_plan_changes, ids, {"reason": f"{ASKED} reason"}, version=2)


@case(plans.agree_to_plan, FORBIDDEN, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)
async def _agree_to_plan(scene: Scene) -> Ask:
    return Ask(plans.agree_to_plan, {"plan_id": await scene.a_proposed_plan()}, version=2)


@case(plans.add_goal, *_SHAPE)
async def _add_goal(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} goal", "aspiration": f"{ASKED} aspiration"}
    return Ask(plans.add_goal, {"plan_id": scene.ids["plan"]}, body)


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


@case(plans.start_milestone, *_PROGRESS)
async def _start_milestone(scene: Scene) -> Ask:
    return Ask(plans.start_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


@case(plans.reach_milestone, *_PROGRESS)
async def _reach_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.reach_milestone, ids, {"evidence": f"{ASKED} evidence"}, version=1)
