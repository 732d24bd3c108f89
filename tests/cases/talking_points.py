"""Talking points."""

from typing import Any

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Talking points: amina, jonas, priya, olga, tomas, vendor

_READS = (DONE, DONE, *[EMPTY] * 4)
_KNOWS = (DONE, DONE, *[NOT_FOUND] * 4)
_ITS_AUTHOR = (DONE, FORBIDDEN, *[NOT_FOUND] * 4)

of(conversations.list_talking_points, *_READS, conversation_id="conversation")
of(conversations.get_talking_point, *_KNOWS, talking_point_id="talking_point_of_jonas")


async def _point(scene: Scene) -> dict[str, Any]:
    return {"talking_point_id": await scene.a_talking_point("amina")}


@case(conversations.add_talking_point, DONE, DONE, *[NOT_FOUND] * 3, FORBIDDEN)
async def _add_talking_point(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    return Ask(conversations.add_talking_point, ids, {"body": f"{ASKED} point"})


@case(conversations.change_talking_point, *_ITS_AUTHOR)
async def _change_talking_point(scene: Scene) -> Ask:
    body = {"body": f"{ASKED} point"}
    return Ask(conversations.change_talking_point, await _point(scene), body, version=1)


@case(conversations.move_talking_point, *_KNOWS)
async def _move_talking_point(scene: Scene) -> Ask:
    body = {"afterId": scene.ids["talking_point_of_jonas"]}
    return Ask(conversations.move_talking_point, await _point(scene), body)


@case(conversations.tick_talking_point, *_KNOWS)
async def _tick_talking_point(scene: Scene) -> Ask:
    return Ask(conversations.tick_talking_point, await _point(scene))


@case(conversations.untick_talking_point, *_KNOWS)
async def _untick_talking_point(scene: Scene) -> Ask:
    ids = await _point(scene)
    await scene.done("jonas", conversations.tick_talking_point, **ids)
    return Ask(conversations.untick_talking_point, ids)


@case(conversations.remove_talking_point, *_ITS_AUTHOR)
async def _remove_talking_point(scene: Scene) -> Ask:
    return Ask(conversations.remove_talking_point, await _point(scene), version=1)
