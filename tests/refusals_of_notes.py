"""How notes refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from app.domain.conversations import service as conversations
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

BY_AUTHOR: Final[tuple[Any, ...]] = (
    conversations.change_note,
    conversations.narrow_note,
    conversations.delete_note,
    conversations.widen_note,
)
WIDENING: Final[tuple[tuple[Any, str], ...]] = (
    (conversations.accept_note_widening, "jonas"),
    (conversations.decline_note_widening, "jonas"),
    (conversations.withdraw_note_widening, "amina"),
)
CHOOSING: Final[tuple[Any, ...]] = (
    conversations.write_note,
    conversations.narrow_note,
    conversations.widen_note,
)

for _versioned in BY_AUTHOR:
    changed("stale", _versioned, version=9)

    @refused("note_removed", _versioned)
    async def _removed_already(scene: Scene, use_case: Any = _versioned) -> Ask:
        ids = {"note_id": await scene.a_removed_note()}
        return replace(await of_case(use_case)(scene), ids=ids, version=2)


for _answer, _who in WIDENING:
    changed("stale", _answer, _who, version=9)

    @refused("widening_not_open", _answer, _who)
    async def _answered_already(scene: Scene, use_case: Any = _answer) -> Ask:
        ids = {"note_widening_id": await scene.a_declined_widening()}
        return Ask(use_case, ids, version=2)


for _choosing in CHOOSING:
    changed("readers_mismatch", _choosing, audience="named", readerIds=None)
    changed("reader_unknown", _choosing, audience="named", readerIds=[uuid4()])
    changed("invalid", _choosing, audience="named", readerIds=[uuid4() for _ in range(21)])


@refused("readers_mismatch", conversations.write_note)
async def _names_for_both(scene: Scene) -> Ask:
    ask = await of_case(conversations.write_note)(scene)
    named = {"audience": "participants", "readerIds": [scene.world.id("olga")]}
    return replace(ask, body={**ask.body, **named})


@refused("reader_unknown", conversations.write_note)
async def _names_oneself(scene: Scene) -> Ask:
    ask = await of_case(conversations.write_note)(scene)
    named = {"audience": "named", "readerIds": [scene.world.id("amina")]}
    return replace(ask, body={**ask.body, **named})


@refused("audience_changed", conversations.write_note)
async def _others_than_expected(scene: Scene) -> Ask:
    ask = await of_case(conversations.write_note)(scene)
    expected = [scene.world.id("amina"), scene.world.id("jonas")]
    return replace(ask, body={**ask.body, "expectedReaderIds": expected})


changed("note_not_narrower", conversations.narrow_note, audience="participants")
changed("note_not_wider", conversations.widen_note, audience="participants", readerIds=None)


@refused("note_not_wider", conversations.widen_note)
async def _without_the_other(scene: Scene) -> Ask:
    ask = await of_case(conversations.widen_note)(scene)
    named = {"audience": "named", "readerIds": [scene.world.id("olga")]}
    return replace(ask, body=named)


@refused("note_was_shared", conversations.widen_note)
async def _behind_their_back(scene: Scene) -> Ask:
    named = {"audience": "named", "readerIds": [scene.world.id("olga")]}
    ids = {"note_id": await scene.a_narrowed_note()}
    return Ask(conversations.widen_note, ids, named, version=2)


changed("invalid", conversations.change_note, body=" ")
