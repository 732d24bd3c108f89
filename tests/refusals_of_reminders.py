"""How reminders are refused."""

from dataclasses import replace

from app.domain.conversations import service as conversations
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

STEP = {"afterDays": 2, "to": "participants"}

changed("stale", conversations.set_conversation_reminders, version=9)
for _wrong in (
    [STEP, {"afterDays": 1, "to": "participants"}],
    [STEP, STEP],
    [{**STEP, "afterDays": 0}],
    [{"afterDays": days, "to": "participants"} for days in range(1, 7)],
):
    changed("invalid", conversations.set_conversation_reminders, reminders=_wrong)
changed("invalid", conversations.set_cadence, "jonas", reminders=[STEP, STEP])
changed("invalid", conversations.schedule_conversation, graceDays=-1)


@refused("conversation_over", conversations.set_conversation_reminders)
async def _of_what_was_held(scene: Scene) -> Ask:
    ask = await of_case(conversations.set_conversation_reminders)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_held_conversation()}, version=2)
