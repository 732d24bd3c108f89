"""Reflections: their author's, and nobody else's."""

from app.domain.reflections import service as reflections
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene
from tests.scene_of_reflections import in_days

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


# The rhythm: everybody has their own, or none.

of(reflections.get_reflection_rhythm, *[NOT_FOUND] * 6)
_OWN = (DONE, *[NOT_FOUND] * 5)


@case(reflections.get_reflection_prompt, *_OWN)
async def _get_reflection_prompt(scene: Scene) -> Ask:
    await scene.a_rhythm()
    return Ask(reflections.get_reflection_prompt)


@case(reflections.set_reflection_rhythm, *[DONE] * 5, FORBIDDEN)
async def _set_reflection_rhythm(_scene: Scene) -> Ask:
    body = {"every": "monthly", "weekday": 2, "timeZone": "Europe/Stockholm"}
    return Ask(reflections.set_reflection_rhythm, body=body)


@case(reflections.skip_reflection_prompt, *_OWN)
async def _skip_reflection_prompt(scene: Scene) -> Ask:
    body = {"promptId": await scene.a_rhythm()}
    return Ask(reflections.skip_reflection_prompt, body=body)


@case(reflections.snooze_reflection_prompt, *_OWN)
async def _snooze_reflection_prompt(scene: Scene) -> Ask:
    body = {"promptId": await scene.a_rhythm(), "until": in_days(3)}
    return Ask(reflections.snooze_reflection_prompt, body=body)
