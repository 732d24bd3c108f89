"""What goals are for, and whose they are."""

from app.domain.plans import service as plans
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case
from tests.scene import Scene

# Goals: amina, jonas, priya, olga, tomas, vendor

_SHAPE = (DONE, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)


@case(plans.change_goal, *_SHAPE)
async def _change_goal(scene: Scene) -> Ask:
    ids = {"goal_id": await scene.a_goal()}
    return Ask(plans.change_goal, ids, {"title": f"{ASKED} goal"}, version=1)


@case(plans.align_goal, *_SHAPE)
async def _align_goal(scene: Scene) -> Ask:
    ids = {"goal_id": await scene.a_goal()}
    return Ask(plans.align_goal, ids, {"objectiveId": scene.ids["objective"]})


@case(plans.unalign_goal, *_SHAPE)
async def _unalign_goal(scene: Scene) -> Ask:
    goal = await scene.a_goal()
    await scene.aligned(goal)
    return Ask(plans.unalign_goal, {"goal_id": goal}, {"objectiveId": scene.ids["objective"]})


@case(plans.set_goal_competencies, *_SHAPE)
async def _set_goal_competencies(scene: Scene) -> Ask:
    item = {"competencyId": scene.ids["competency"], "fromLevel": ASKED, "toLevel": ASKED}
    ids = {"goal_id": await scene.a_goal()}
    return Ask(plans.set_goal_competencies, ids, {"items": [item]})
