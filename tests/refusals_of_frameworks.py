"""How competency models refuse: each error, by the shortest way to it."""

from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.competencies import service as competencies
from app.domain.plans import service as plans
from app.domain.plans.commands import SetGoalCompetencies
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene
from tests.scene_of_frameworks import a_model

SYNC: Final = competencies.sync_competency_framework
PUBLISH: Final = competencies.publish_competency_framework
DEPRECATE: Final = competencies.deprecate_competency_framework
SCALE: Final = [{"code": "L1", "name": "L1"}]

for _versioned in (
    PUBLISH,
    DEPRECATE,
    competencies.discard_framework_draft,
    competencies.reinstate_competency_framework,
    competencies.retire_competency_framework,
):
    changed("stale", _versioned, version=9)

changed("model_unreadable", SYNC, document={"neither": 1})
changed("sync_plan_outdated", SYNC, plan="0" * 64)
changed("framework_unknown", DEPRECATE, replacedById=uuid4())


@refused("framework_replaced_by_itself", DEPRECATE)
async def _by_itself(scene: Scene) -> Ask:
    id = await scene.a_framework()
    return Ask(DEPRECATE, {"framework_id": id}, {"replacedById": id}, version=1)


async def _used(scene: Scene, code: str, level: str | None = None) -> None:
    """A goal of amina's is about the competency A of a framework."""
    id = await scene.synced(a_model(code, "A", "B", scale=SCALE))
    await _goes_by(scene, id, level)


async def _goes_by(scene: Scene, id: UUID, level: str | None = None) -> None:
    path = f"/v1/competencies?frameworkId={id}&code=A"
    [known] = (await scene.world.rest("vendor", "GET", path)).json()["data"]
    items: Any = [{"competencyId": UUID(known["id"]), "toLevel": level}]
    about = {"goal_id": await scene.a_goal(), "command": SetGoalCompetencies(items=items)}
    await scene.done("amina", plans.set_goal_competencies, **about)


@refused("competency_in_use", SYNC)
async def _in_use(scene: Scene) -> Ask:
    code = f"f-{uuid4()}"
    await _used(scene, code)
    return Ask(SYNC, body={"document": a_model(code, "B")})


@refused("level_in_use", SYNC)
async def _level_in_use(scene: Scene) -> Ask:
    code = f"f-{uuid4()}"
    await _used(scene, code, "L1")
    return Ask(SYNC, body={"document": a_model(code, "A", "B")})


@refused("framework_not_in_force", SYNC)
async def _out_of_use(scene: Scene) -> Ask:
    code = f"f-{uuid4()}"
    id = await scene.synced(a_model(code, "A"))
    await scene.done(
        "vendor", competencies.retire_competency_framework, framework_id=id, if_version=1
    )
    return Ask(SYNC, body={"document": a_model(code, "B")})


@refused("competency_in_use", PUBLISH)
async def _in_use_by_now(scene: Scene) -> Ask:
    code = f"f-{uuid4()}"
    await scene.synced(a_model(code, "A", "B"))
    id = await scene.synced(a_model(code, "B"), publish=False)
    await _goes_by(scene, id)
    return Ask(PUBLISH, {"framework_id": id}, version=2)


@refused("level_in_use", PUBLISH)
async def _level_in_use_by_now(scene: Scene) -> Ask:
    code = f"f-{uuid4()}"
    await scene.synced(a_model(code, "A", scale=SCALE))
    id = await scene.synced(a_model(code, "A"), publish=False)
    await _goes_by(scene, id, "L1")
    return Ask(PUBLISH, {"framework_id": id}, version=2)


@refused("model_unreadable", PUBLISH)
async def _role_taken_by_now(scene: Scene) -> Ask:
    role = {"code": f"r-{uuid4()}", "title": "Role", "track": "expert", "level": 1}
    model = a_model(f"f-{uuid4()}", "A") | {"roleProfiles": [role]}
    id = await scene.synced(model, publish=False)
    await scene.synced(a_model(f"f-{uuid4()}", "A") | {"roleProfiles": [role]})
    return Ask(PUBLISH, {"framework_id": id}, version=1)


@refused("nothing_to_publish", PUBLISH)
async def _no_draft(scene: Scene) -> Ask:
    return Ask(PUBLISH, {"framework_id": await scene.a_framework()}, version=1)


@refused("nothing_to_publish", competencies.discard_framework_draft)
async def _no_draft_to_discard(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework()}
    return Ask(competencies.discard_framework_draft, ids, version=1)


@refused("framework_not_in_force", PUBLISH)
async def _deprecated_meanwhile(scene: Scene) -> Ask:
    id = await scene.a_framework_draft()
    given = {"framework_id": id, "if_version": 2}
    await scene.done("vendor", competencies.retire_competency_framework, **given)
    return Ask(PUBLISH, {"framework_id": id}, version=3)


@refused("framework_not_published", DEPRECATE)
async def _deprecated_already(scene: Scene) -> Ask:
    return Ask(DEPRECATE, {"framework_id": await scene.a_deprecated_framework()}, {}, version=2)


@refused("framework_not_published", competencies.retire_competency_framework)
async def _retired_already(scene: Scene) -> Ask:
    use_case = competencies.retire_competency_framework
    ask = await of_case(use_case)(scene)
    await scene.done("vendor", use_case, **ask.ids, if_version=1)
    return Ask(use_case, ask.ids, version=2)


@refused("framework_in_force", competencies.reinstate_competency_framework)
async def _in_force(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework()}
    return Ask(competencies.reinstate_competency_framework, ids, version=1)
