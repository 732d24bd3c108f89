"""Reflections: their author's, and nobody else's."""

from app.domain.reflections import service as reflections
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Reflections: amina, jonas, priya, olga, tomas, vendor

_AUTHOR = (DONE, *[NOT_FOUND] * 5)

of(reflections.list_reflections, DONE, *[EMPTY] * 5)
of(reflections.get_reflection, *_AUTHOR, reflection_id="reflection")


@case(reflections.write_reflection, *[DONE] * 5, FORBIDDEN)
async def _write_reflection(_scene: Scene) -> Ask:
    body = {"body": f"{ASKED} body", "prompt": f"{ASKED} prompt", "happenedOn": "2026-01-31"}
    return Ask(reflections.write_reflection, body=body)


@case(reflections.change_reflection, *_AUTHOR)
async def _change_reflection(scene: Scene) -> Ask:
    ids = {"reflection_id": await scene.a_reflection()}
    return Ask(reflections.change_reflection, ids, {"body": f"{ASKED} body"}, version=1)


@case(reflections.delete_reflection, *_AUTHOR)
async def _delete_reflection(scene: Scene) -> Ask:
    return Ask(
        reflections.delete_reflection, {"reflection_id": await scene.a_reflection()}, version=1
    )
