"""How exceptional access to conversations refuses."""

from typing import Any, Final
from uuid import uuid4

from app.domain.conversations import service as conversations
from tests.asking import Ask
from tests.refusing import changed, refused
from tests.scene import Scene

STEPS: Final[tuple[tuple[Any, str, str], ...]] = (
    (conversations.approve_conversation_access, "priya", "access_not_requested"),
    (conversations.decline_conversation_access, "priya", "access_not_requested"),
    (conversations.revoke_conversation_access, "tomas", "access_not_open"),
)
for _step, _who, _code in STEPS:
    changed("stale", _step, "priya", version=9)

    @refused(_code, _step, _who)
    async def _decided_already(scene: Scene, use_case: Any = _step) -> Ask:
        ids = {"conversation_access_id": await scene.a_declined_access()}
        return Ask(use_case, ids, version=2)


for _hours in (0, 73):
    changed("invalid", conversations.request_conversation_access, "tomas", hours=_hours)
changed("invalid", conversations.request_conversation_access, "tomas", reason=" ")
changed(
    "conversation_unknown",
    conversations.request_conversation_access,
    "tomas",
    conversationId=uuid4(),
)
