"""Handoffs: amina decides. Nobody of the usual people is one of the two sides."""

from typing import Any, Final

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case
from tests.handing import Handed, another_mentor, share
from tests.scene import Scene

# Handoffs: amina, jonas, priya, olga, tomas, vendor

_KNOWS = (DONE, NOT_FOUND, DONE, NOT_FOUND, NOT_FOUND, DONE)
_DECIDES = (DONE, NOT_FOUND, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)


async def _shared(scene: Scene) -> Handed:
    handed = await another_mentor(scene.world)
    assert (await share(scene.world, handed.handoff_id, **handed.body)).is_success
    return handed


@case(conversations.list_handoffs, DONE, EMPTY, DONE, EMPTY, EMPTY, DONE)
async def _list_handoffs(scene: Scene) -> Ask:
    await _shared(scene)
    return Ask(conversations.list_handoffs)


READS: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (conversations.get_handoff, _KNOWS),
    (conversations.list_handoff_conversations, (DONE, *[EMPTY] * 5)),
    (conversations.list_handoff_notes, (DONE, *[EMPTY] * 5)),
)
for _read, _outcomes in READS:

    @case(_read, *_outcomes)
    async def _of_handoff(scene: Scene, use_case: Any = _read) -> Ask:
        return Ask(use_case, {"handoff_id": (await _shared(scene)).handoff_id})


@case(conversations.share_handoff, *_DECIDES)
async def _share_handoff(scene: Scene) -> Ask:
    handed = await another_mentor(scene.world)
    ids, body = {"handoff_id": handed.handoff_id}, handed.body | {"message": f"{ASKED} message"}
    return Ask(conversations.share_handoff, ids, body, version=1)


@case(conversations.withdraw_from_handoff, *_DECIDES)
async def _withdraw_from_handoff(scene: Scene) -> Ask:
    handed = await _shared(scene)
    ids, body = {"handoff_id": handed.handoff_id}, handed.body | {"message": True}
    return Ask(conversations.withdraw_from_handoff, ids, body, version=2)


@case(conversations.decline_handoff, *_DECIDES)
async def _decline_handoff(scene: Scene) -> Ask:
    handed = await another_mentor(scene.world)
    return Ask(conversations.decline_handoff, {"handoff_id": handed.handoff_id}, version=1)
