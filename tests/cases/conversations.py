"""Conversations, preparations and notes."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# Conversations: amina, jonas, priya, olga, tomas, vendor

_KNOWS = (DONE, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, DONE)
_READS = (DONE, DONE, *[EMPTY] * 4)
_TAKES_PART = (DONE, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, FORBIDDEN)

of(conversations.list_conversations, DONE, DONE, EMPTY, EMPTY, EMPTY, DONE)
of(conversations.get_conversation, *_KNOWS, conversation_id="conversation")
of(conversations.list_preparations, *_READS, conversation_id="conversation")
of(conversations.list_notes, *_READS, conversation_id="conversation")
of(conversations.get_note, DONE, DONE, *[NOT_FOUND] * 4, note_id="jonas:participants")


@case(conversations.preview_audience, *_READS)
async def _preview_audience(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["conversation"]}
    return Ask(conversations.preview_audience, ids, filters={"audience": "participants"})


@case(conversations.schedule_conversation, DONE, DONE, *[FORBIDDEN] * 4)
async def _schedule_conversation(scene: Scene) -> Ask:
    body = {
        "personId": person(scene, "amina"),
        "partnerId": person(scene, "jonas"),
        "scheduledAt": "2031-01-31T10:00:00+01:00",
        "topic": f"{ASKED} topic",
    }
    return Ask(conversations.schedule_conversation, body=body)


@case(conversations.prepare_conversation, *_TAKES_PART)
async def _prepare_conversation(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    body = {"talkingPoints": f"{ASKED} points", "hopes": f"{ASKED} hopes"}
    return Ask(conversations.prepare_conversation, ids, body)


@case(conversations.hold_conversation, *_TAKES_PART)
async def _hold_conversation(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    return Ask(conversations.hold_conversation, ids, version=1)


@case(conversations.write_note, *_TAKES_PART)
async def _write_note(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["conversation"]}
    return Ask(conversations.write_note, ids, {"audience": "author", "body": f"{ASKED} note"})


@case(conversations.agree_next_step, *_TAKES_PART)
async def _agree_next_step(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} step",
        "ownerId": person(scene, "olga"),
        "dueOn": "2031-01-31",
        "goalTitle": f"{ASKED} goal",
    }
    ids = {"conversation_id": await scene.a_held_conversation()}
    return Ask(conversations.agree_next_step, ids, body)
