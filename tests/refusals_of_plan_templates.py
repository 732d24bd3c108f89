"""How plan templates refuse: each error, by the shortest way to it."""

from dataclasses import replace
from uuid import uuid4

from app.domain.plans import service as plans
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

STEP = {"title": "A step", "afterDays": 1}

for _versioned in (plans.change_plan_template, plans.retire_plan_template):
    changed("stale", _versioned, version=9)

changed("template_goal_unknown", plans.create_plan_template, goals=[])
changed("template_goal_unknown", plans.change_plan_template, milestones=[{**STEP, "goalIndex": 1}])
changed("invalid", plans.create_plan_template, milestones=[{**STEP, "afterDays": -1}])
changed("invalid", plans.create_plan_template, milestones=[STEP] * 31)
changed("invalid", plans.change_plan_template, goals=None)
changed("invalid", plans.apply_plan_template, personIds=[])
changed("invalid", plans.apply_plan_template, startsOn="soon")


@refused("too_many_at_once", plans.apply_plan_template)
async def _too_many(scene: Scene) -> Ask:
    ask = await of_case(plans.apply_plan_template)(scene)
    fields = {"milestones": [STEP] * 30}
    body = {**ask.body, "personIds": [str(uuid4()) for _ in range(400)]}
    path = f"/v1/plan-templates/{ask.ids['plan_template_id']}"
    made = await scene.world.rest("amina", "PATCH", path, fields, if_match="*")
    assert made.status_code == 200
    return replace(ask, body=body)


async def _retired(scene: Scene, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    await scene.done("amina", plans.retire_plan_template, **ask.ids, if_version=1)
    return replace(ask, version=ask.version and 2)


@refused("plan_template_retired", plans.change_plan_template)
async def _changed(scene: Scene) -> Ask:
    return await _retired(scene, plans.change_plan_template)


@refused("plan_template_retired", plans.retire_plan_template)
async def _twice(scene: Scene) -> Ask:
    return await _retired(scene, plans.retire_plan_template)


@refused("plan_template_retired", plans.apply_plan_template)
async def _applied(scene: Scene) -> Ask:
    return await _retired(scene, plans.apply_plan_template)
