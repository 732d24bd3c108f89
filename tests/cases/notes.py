"""Notes as they are changed, shared, taken back and removed."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# Each: amina, jonas, priya, olga, tomas, vendor

_AUTHOR = (DONE, FORBIDDEN, *[NOT_FOUND] * 4)
_ASKED = (FORBIDDEN, DONE, *[NOT_FOUND] * 4)

of(conversations.list_notes_for_me, EMPTY, EMPTY, EMPTY, DONE, EMPTY, EMPTY)
of(
    conversations.get_note_audience,
    *(DONE, EMPTY, EMPTY, DONE, EMPTY, EMPTY),
    note_id="amina:named",
)


@case(conversations.change_note, *_AUTHOR)
async def _change_note(scene: Scene) -> Ask:
    ids = {"note_id": await scene.a_shared_note()}
    return Ask(conversations.change_note, ids, {"body": f"{ASKED} note"}, version=1)


@case(conversations.narrow_note, *_AUTHOR)
async def _narrow_note(scene: Scene) -> Ask:
    ids = {"note_id": await scene.a_shared_note()}
    return Ask(conversations.narrow_note, ids, {"audience": "author"}, version=1)


@case(conversations.delete_note, *_AUTHOR)
async def _delete_note(scene: Scene) -> Ask:
    return Ask(conversations.delete_note, {"note_id": await scene.a_shared_note()}, version=1)


@case(conversations.widen_note, *_AUTHOR)
async def _widen_note(scene: Scene) -> Ask:
    ids = {"note_id": await scene.a_shared_note()}
    named = [person(scene, "jonas"), person(scene, "olga")]
    return Ask(conversations.widen_note, ids, {"audience": "named", "readerIds": named}, version=1)


@case(conversations.list_note_widenings, DONE, DONE, *[EMPTY] * 4)
async def _list_note_widenings(scene: Scene) -> Ask:
    await scene.a_proposed_widening()
    return Ask(conversations.list_note_widenings)


@case(conversations.get_note_widening, DONE, DONE, *[NOT_FOUND] * 4)
async def _get_note_widening(scene: Scene) -> Ask:
    ids = {"note_widening_id": await scene.a_proposed_widening()}
    return Ask(conversations.get_note_widening, ids)


@case(conversations.accept_note_widening, *_ASKED)
async def _accept_note_widening(scene: Scene) -> Ask:
    ids = {"note_widening_id": await scene.a_proposed_widening()}
    return Ask(conversations.accept_note_widening, ids, version=1)


@case(conversations.decline_note_widening, *_ASKED)
async def _decline_note_widening(scene: Scene) -> Ask:
    ids = {"note_widening_id": await scene.a_proposed_widening()}
    return Ask(conversations.decline_note_widening, ids, version=1)


@case(conversations.withdraw_note_widening, *_AUTHOR)
async def _withdraw_note_widening(scene: Scene) -> Ask:
    ids = {"note_widening_id": await scene.a_proposed_widening()}
    return Ask(conversations.withdraw_note_widening, ids, version=1)
