"""Reminders of conversations that did not take place."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, Ask
from tests.cases.kit import FORBIDDEN, NOT_FOUND, case
from tests.scene import Scene


@case(conversations.set_conversation_reminders, DONE, DONE, *[NOT_FOUND] * 3, FORBIDDEN)
async def _set_conversation_reminders(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    body = {"reminders": [{"afterDays": 3, "to": "people_partner"}]}
    return Ask(conversations.set_conversation_reminders, ids, body, version=1)
