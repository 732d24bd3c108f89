"""How objectives, and goals that are aligned with them, refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.objectives import service as objectives
from app.domain.objectives.commands import CreateObjective
from app.domain.plans import service as plans
from app.domain.reflections import service as reflections
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final = {
    "objective_external_id_taken",  # by put_objective only when two come at once
}

VERSIONED: Final[dict[Any, str]] = {
    objectives.change_objective: "jonas",
    objectives.achieve_objective: "jonas",
    objectives.release_objective: "jonas",
    objectives.reopen_objective: "jonas",
    reflections.change_reflection: "amina",
    reflections.delete_reflection: "amina",
    plans.change_goal: "amina",
}
for _versioned, _who in VERSIONED.items():
    changed("stale", _versioned, _who, version=9)

WRITERS: Final[dict[Any, str]] = {
    objectives.create_objective: "jonas",
    objectives.put_objective: "vendor",
    objectives.change_objective: "vendor",
}
for _writes, _who in WRITERS.items():
    changed("objective_ends_before_it_starts", _writes, _who, endsOn="2000-01-01")
    changed("objective_parent_unknown", _writes, _who, parentId=uuid4())
    changed("invalid", _writes, _who, title=" ")
    if _writes is not objectives.create_objective:
        changed("objective_owner_unknown", _writes, _who, ownerId=uuid4())
changed("objective_owner_unknown", objectives.create_objective, "vendor", ownerId=uuid4())
changed("forbidden", objectives.create_objective, "jonas", externalId="okr-1")
changed("forbidden", objectives.create_objective, "jonas", kind="organisation")
changed("forbidden", objectives.change_objective, "jonas", ownerId=uuid4())

changed("invalid", reflections.write_reflection, body="")
changed("invalid", reflections.change_reflection, happenedOn=None)
changed("goal_of_somebody_else", plans.add_goal, "jonas", isPrivate=True)
changed("goal_of_somebody_else", plans.change_goal, "jonas", isPrivate=True)
changed("reflection_unknown", plans.add_goal, reflectionId=uuid4())
changed("invalid", plans.change_goal, isPrivate=None)
changed("objective_unknown", plans.align_goal, objectiveId=uuid4())
changed("goal_not_aligned", plans.unalign_goal, objectiveId=uuid4())
changed("competency_unknown", plans.set_goal_competencies, items=[{"competencyId": str(uuid4())}])


@refused("reflection_unknown", plans.add_goal, "jonas")
async def _of_somebody_else(scene: Scene) -> Ask:
    ask = await of_case(plans.add_goal)(scene)
    return replace(ask, body={**ask.body, "reflectionId": scene.ids["reflection"]})


@refused("goal_aligned", plans.align_goal)
async def _aligned_twice(scene: Scene) -> Ask:
    ask = await of_case(plans.align_goal)(scene)
    await scene.aligned(ask.ids["goal_id"])
    return ask


@refused("competency_twice", plans.set_goal_competencies)
async def _named_twice(scene: Scene) -> Ask:
    ask = await of_case(plans.set_goal_competencies)(scene)
    return replace(ask, body={"items": ask.body["items"] * 2})


@refused("level_unknown", plans.set_goal_competencies)
async def _no_such_level(scene: Scene) -> Ask:
    ask = await of_case(plans.set_goal_competencies)(scene)
    item = {"competencyId": await scene.a_graded_competency(), "toLevel": "L9"}
    return replace(ask, body={"items": [item]})


@refused("objective_external_id_taken", objectives.create_objective, "vendor")
async def _name_taken(scene: Scene) -> Ask:
    ask = await of_case(objectives.create_objective)(scene)
    body = {**ask.body, "externalId": "okr-1"}
    command = CreateObjective.model_validate(body)
    await scene.done("vendor", objectives.create_objective, command=command)
    return replace(ask, body=body)


@refused("objective_part_of_itself", objectives.change_objective, "jonas")
async def _circle(scene: Scene) -> Ask:
    part = await scene.an_objective(scene.ids["objective"])
    ids = {"objective_id": scene.ids["objective"]}
    return Ask(objectives.change_objective, ids, {"parentId": part}, version=1)


@refused("objective_part_of_itself", objectives.put_objective, "vendor")
async def _circle_by_name(scene: Scene) -> Ask:
    ask = await of_case(objectives.put_objective)(scene)
    ids = {"external_id": "okr-2"}
    answer = await scene.world.rest(
        "vendor", "PUT", "/v1/objectives/by-external-id/okr-2", ask.body
    )
    return replace(ask, ids=ids, body={**ask.body, "parentId": answer.json()["id"]})


async def _deep(scene: Scene) -> Any:
    parent = scene.ids["objective"]
    for _ in range(19):
        parent = await scene.an_objective(parent)
    return parent


@refused("objective_too_deep", objectives.create_objective, "jonas")
async def _too_deep(scene: Scene) -> Ask:
    ask = await of_case(objectives.create_objective)(scene)
    return replace(ask, body={**ask.body, "parentId": await _deep(scene)})


@refused("objective_too_deep", objectives.put_objective, "vendor")
async def _too_deep_by_name(scene: Scene) -> Ask:
    ask = await of_case(objectives.put_objective)(scene)
    return replace(ask, body={**ask.body, "parentId": await _deep(scene)})


@refused("objective_too_deep", objectives.change_objective, "jonas")
async def _moved_too_deep(scene: Scene) -> Ask:
    ask = await of_case(objectives.change_objective)(scene)
    return replace(ask, body={"parentId": await _deep(scene)})


async def _released(scene: Scene, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    await scene.done("jonas", objectives.release_objective, **ask.ids, if_version=1)
    return replace(ask, version=2)


@refused("objective_not_active", objectives.change_objective, "jonas")
async def _changed_too_late(scene: Scene) -> Ask:
    return await _released(scene, objectives.change_objective)


@refused("objective_not_active", objectives.achieve_objective, "jonas")
async def _achieved_too_late(scene: Scene) -> Ask:
    return await _released(scene, objectives.achieve_objective)


@refused("objective_not_active", objectives.release_objective, "jonas")
async def _released_twice(scene: Scene) -> Ask:
    return await _released(scene, objectives.release_objective)


@refused("objective_not_active", objectives.put_objective, "vendor")
async def _put_too_late(scene: Scene) -> Ask:
    ask = await of_case(objectives.put_objective)(scene)
    path = "/v1/objectives/by-external-id/okr-3"
    made = await scene.world.rest("vendor", "PUT", path, {**ask.body, "title": "Before"})
    over = f"/v1/objectives/{made.json()['id']}/achieve"
    await scene.world.rest("vendor", "POST", over, if_match="*")
    return replace(ask, ids={"external_id": "okr-3"})


@refused("objective_still_active", objectives.reopen_objective, "jonas")
async def _reopened_twice(scene: Scene) -> Ask:
    ids = {"objective_id": await scene.an_objective()}
    return Ask(objectives.reopen_objective, ids, version=1)
