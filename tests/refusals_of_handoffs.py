"""How handoffs refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.conversations import service as conversations
from tests.asking import Ask
from tests.handing import another_mentor
from tests.refusing import changed, of_case, refused
from tests.relations import end, ties_of
from tests.scene import Scene

VERSIONED: Final[tuple[Any, ...]] = (
    conversations.share_handoff,
    conversations.withdraw_from_handoff,
    conversations.decline_handoff,
)
for _versioned in VERSIONED:
    changed("stale", _versioned, version=9)

changed("not_to_hand_over", conversations.share_handoff, conversationIds=[uuid4()])
changed("not_to_hand_over", conversations.share_handoff, noteIds=[uuid4()])
changed("invalid", conversations.share_handoff, message=" ")
for _picking in VERSIONED[:2]:

    @refused("invalid", _picking)
    async def _nothing(scene: Scene, use_case: Any = _picking) -> Ask:
        return replace(await of_case(use_case)(scene), body={})


@refused("handoff_over", conversations.share_handoff)
async def _to_nobody_any_more(scene: Scene) -> Ask:
    handed = await another_mentor(scene.world)
    await end(scene.world, await ties_of(scene.world, handed.successor))
    ids = {"handoff_id": handed.handoff_id}
    return Ask(conversations.share_handoff, ids, {"message": "Hello"}, version=1)


@refused("handoff_not_shared", conversations.withdraw_from_handoff)
async def _nothing_to_take_back(scene: Scene) -> Ask:
    handed = await another_mentor(scene.world)
    ids = {"handoff_id": handed.handoff_id}
    return Ask(conversations.withdraw_from_handoff, ids, {"message": True}, version=1)


@refused("handoff_not_open", conversations.decline_handoff)
async def _decided_already(scene: Scene) -> Ask:
    ids = dict((await of_case(conversations.withdraw_from_handoff)(scene)).ids)
    return Ask(conversations.decline_handoff, ids, version=2)
