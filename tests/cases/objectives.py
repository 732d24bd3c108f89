"""Objectives: everybody reads them, few write them."""

from app.domain.objectives import service as objectives
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, FORBIDDEN, case, of, person
from tests.scene import Scene

# Objectives: amina, jonas, priya, olga, tomas, vendor. Jonas leads amina, and owns the objective.

_OWNER = (FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN, FORBIDDEN, DONE)

of(objectives.list_objectives, DONE)
of(objectives.get_objective, DONE, objective_id="objective")


@case(objectives.create_objective, *_OWNER)
async def _create_objective(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} objective",
        "description": f"{ASKED} description",
        "kind": "team",
        "ownerId": person(scene, "jonas"),
        "parentId": scene.ids["objective"],
        "startsOn": "2031-01-01",
        "endsOn": "2031-03-31",
    }
    return Ask(objectives.create_objective, body=body)


@case(objectives.put_objective, *[FORBIDDEN] * 5, DONE)
async def _put_objective(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} objective",
        "kind": "organisation",
        "ownerId": person(scene, "olga"),
        "startsOn": "2031-01-01",
        "endsOn": "2031-12-31",
    }
    return Ask(objectives.put_objective, {"external_id": f"{ASKED}-1"}, body)


@case(objectives.change_objective, *_OWNER)
async def _change_objective(scene: Scene) -> Ask:
    ids = {"objective_id": await scene.an_objective()}
    return Ask(objectives.change_objective, ids, {"title": f"{ASKED} objective"}, version=1)


@case(objectives.achieve_objective, *_OWNER)
async def _achieve_objective(scene: Scene) -> Ask:
    ids = {"objective_id": await scene.an_objective()}
    return Ask(objectives.achieve_objective, ids, version=1)


@case(objectives.release_objective, *_OWNER)
async def _release_objective(scene: Scene) -> Ask:
    ids = {"objective_id": await scene.an_objective()}
    return Ask(objectives.release_objective, ids, version=1)


@case(objectives.reopen_objective, *_OWNER)
async def _reopen_objective(scene: Scene) -> Ask:
    ids = {"objective_id": await scene.an_objective()}
    await scene.done("jonas", objectives.release_objective, **ids, if_version=1)
    return Ask(objectives.reopen_objective, ids, version=2)
