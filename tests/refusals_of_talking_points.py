"""How talking points refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import EndConversation, HoldConversation
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

for _versioned in (conversations.change_talking_point, conversations.remove_talking_point):
    changed("stale", _versioned, version=9)

changed("invalid", conversations.add_talking_point, body=" ")
changed("invalid", conversations.add_talking_point, body="x" * 1001)
changed("invalid", conversations.change_talking_point, body=None)
changed("talking_point_elsewhere", conversations.move_talking_point, afterId=uuid4())


@refused("conversation_over", conversations.add_talking_point)
async def _held_already(scene: Scene) -> Ask:
    ask = await of_case(conversations.add_talking_point)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_held_conversation()})


OF_A_POINT: Final[tuple[Any, ...]] = (
    conversations.change_talking_point,
    conversations.move_talking_point,
    conversations.tick_talking_point,
    conversations.untick_talking_point,
    conversations.remove_talking_point,
)
for _change in OF_A_POINT:

    @refused("conversation_done", _change)
    async def _of_what_is_over(scene: Scene, use_case: Any = _change) -> Ask:
        ask = await of_case(use_case)(scene)
        ids = {"talking_point_id": await _over(scene)}
        return replace(ask, ids=ids, version=ask.version and 2)


async def _over(scene: Scene) -> Any:
    """Ticked, so that it is not carried over."""
    id = await scene.a_conversation()
    point = await scene.a_talking_point("amina", id)
    await scene.done("amina", conversations.tick_talking_point, talking_point_id=point)
    command = EndConversation(reason="A trip")
    ids = {"conversation_id": id, "command": command, "if_version": 2}
    await scene.done("amina", conversations.cancel_conversation, **ids)
    return point


for _own in (conversations.change_talking_point, conversations.remove_talking_point):

    @refused("talking_point_ticked", _own)
    async def _talked_about(scene: Scene, use_case: Any = _own) -> Ask:
        ask = await of_case(use_case)(scene)
        id = await scene.a_conversation()
        point = await scene.a_talking_point("amina", id)
        await scene.done("jonas", conversations.tick_talking_point, talking_point_id=point)
        ids = {"conversation_id": id, "command": HoldConversation(), "if_version": 2}
        await scene.done("jonas", conversations.hold_conversation, **ids)
        return replace(ask, ids={"talking_point_id": point}, version=2)
