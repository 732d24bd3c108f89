"""How summaries and closed conversations refuse."""

from dataclasses import replace
from typing import Any, Final

from app.domain.conversations import service as conversations
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OF_A_SUMMARY: Final[tuple[tuple[Any, str], ...]] = (
    (conversations.write_summary, "jonas"),
    (conversations.request_summary_correction, "amina"),
    (conversations.confirm_summary, "amina"),
)
for _versioned in (
    conversations.request_summary_correction,
    conversations.confirm_summary,
    conversations.close_conversation,
):
    changed("stale", _versioned, version=9)
changed("invalid", conversations.write_summary, "jonas", body=" ")
changed("invalid", conversations.request_summary_correction, what="")
changed("invalid", conversations.close_conversation, nextAt="2031-03-31T10:00:00")
changed("invalid", conversations.add_addendum, body=" ")

for _of_one, _by in OF_A_SUMMARY:

    @refused("summary_confirmed", _of_one, _by)
    async def _both_stand_by_it(scene: Scene, use_case: Any = _of_one) -> Ask:
        ask = await of_case(use_case)(scene)
        ids = {"conversation_id": await scene.a_confirmed_conversation()}
        return replace(ask, ids=ids, version=ask.version and 2)

    @refused("conversation_not_held", _of_one, _by)
    async def _closed_meanwhile(scene: Scene, use_case: Any = _of_one) -> Ask:
        ask = await of_case(use_case)(scene)
        ids = {"conversation_id": await scene.a_closed_conversation()}
        return replace(ask, ids=ids, version=ask.version and 2)


@refused("conversation_not_held", conversations.close_conversation)
async def _ahead(scene: Scene) -> Ask:
    ask = await of_case(conversations.close_conversation)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_conversation()}, version=1)


@refused("summary_unconfirmed", conversations.close_conversation)
async def _waiting_for_the_other_side(scene: Scene) -> Ask:
    ask = await of_case(conversations.close_conversation)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_summarised_conversation()}, version=3)


@refused("conversation_not_closed", conversations.add_addendum)
async def _not_closed_yet(scene: Scene) -> Ask:
    ask = await of_case(conversations.add_addendum)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_held_conversation()})
