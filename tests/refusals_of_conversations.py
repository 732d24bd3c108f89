"""How conversations refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import ObjectToConversation
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

VERSIONED: Final[tuple[Any, ...]] = (
    conversations.reschedule_conversation,
    conversations.skip_conversation,
    conversations.cancel_conversation,
    conversations.hold_conversation,
    conversations.object_to_conversation,
)
for _versioned in VERSIONED:
    changed("stale", _versioned, version=9)

AHEAD: Final[tuple[Any, ...]] = (
    conversations.prepare_conversation,
    conversations.reschedule_conversation,
    conversations.skip_conversation,
    conversations.cancel_conversation,
    conversations.hold_conversation,
)
for _ahead in AHEAD:

    @refused("conversation_over", _ahead)
    async def _held_already(scene: Scene, use_case: Any = _ahead) -> Ask:
        ask = await of_case(use_case)(scene)
        ids = {"conversation_id": await scene.a_held_conversation()}
        return replace(ask, ids=ids, version=ask.version and 2)


changed("held_in_future", conversations.hold_conversation, heldAt="2199-01-01T00:00:00Z")
changed("invalid", conversations.reschedule_conversation, durationMinutes=0)
changed("invalid", conversations.cancel_conversation, reason=" ")


@refused("conversation_unmoved", conversations.reschedule_conversation)
async def _where_it_is_already(scene: Scene) -> Ask:
    ask = await of_case(conversations.reschedule_conversation)(scene)
    body = {"scheduledAt": "2031-05-01T09:00:00Z", "reason": "None"}
    return replace(ask, body=body)


@refused("holding_objected", conversations.hold_conversation, "jonas")
async def _against_their_word(scene: Scene) -> Ask:
    id = await scene.a_held_conversation()
    command = ObjectToConversation(reason="We did not")
    given = {"conversation_id": id, "command": command, "if_version": 2}
    await scene.done("amina", conversations.object_to_conversation, **given)
    return Ask(
        conversations.hold_conversation, {"conversation_id": id}, {"heldAt": None}, version=3
    )


@refused("conversation_not_held", conversations.object_to_conversation)
async def _not_said_yet(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    return replace(await of_case(conversations.object_to_conversation)(scene), ids=ids, version=1)


@refused("conversation_not_held", conversations.agree_next_step)
async def _agreed_too_early(scene: Scene) -> Ask:
    ask = await of_case(conversations.agree_next_step)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_conversation()})


@refused("talks_to_themselves", conversations.schedule_conversation)
async def _with_oneself(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "partnerId": ask.body["personId"]})


@refused("partner_unknown", conversations.schedule_conversation)
async def _with_nobody(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "partnerId": uuid4()})


@refused("participant_unknown", conversations.schedule_conversation, "jonas")
async def _about_nobody(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "personId": uuid4()})
