"""What you can do to have more people read a note."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import ChooseAudience
from app.domain.conversations.errors import (
    NoteNotWider,
    NoteRemoved,
    NoteWasShared,
    ReadersMismatch,
    ReaderUnknown,
    WideningNotOpen,
)
from app.domain.conversations.lifecycle import WIDENING
from app.domain.conversations.models import (
    Note,
    NoteWidening,
    WideningStatus,
    check_wider,
    chosen,
)
from app.domain.conversations.repository import widenings as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.notes import NoteReaders, Notes, NoteTombstones
from app.domain.conversations.repository.widenings import NoteWidenings
from app.domain.conversations.service.notes import chosen_readers, named_by
from app.domain.conversations.views import NoteWideningView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, NoteWideningView)
def list_note_widenings(me: Me) -> Many:
    """List what you began so that more people read a note of yours, and what takes your consent."""
    return rows.widenings(me)


@query(Scope.CONVERSATIONS_READ, NoteWideningView)
def get_note_widening(_me: Me, note_widening_id: UUID) -> One:
    """Read one: who is to read the note, and what became of it."""
    return rows.widening(note_widening_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteWideningView,
    raises=(
        NotFound,
        Forbidden,
        NoteRemoved,
        ReadersMismatch,
        ReaderUnknown,
        NoteNotWider,
        NoteWasShared,
    ),
    versioned=True,
    creates=True,
)
async def widen_note(tx: Transaction, note_id: UUID, command: ChooseAudience) -> NoteWidening:
    """Have more people read a note of yours. The version is the note's.

    If the other participant reads it already, and others than the two of you would, it is
    proposed to them, and takes effect when they accept; else it does at once. Whoever reads it
    then reads the text as it is then. What was proposed before is withdrawn.
    """
    note = await Notes(tx).get(note_id, may=policy.is_author, lock=True)
    note.check_there()
    named = await named_by(tx, command.audience, command.reader_ids)
    before = await chosen_readers(tx, note)
    conversation = await Conversations(tx).get(note.conversation_id, decided_on=False)
    after = chosen(conversation, note.author_id, command.audience, named)
    check_wider(before, after)
    [other] = {conversation.person_id, conversation.partner_id} - {note.author_id}
    beyond = after - {note.author_id, other}
    if beyond and other not in before:
        await _check_never_shared(tx, note, other)
    asked = other if beyond and other in before else None
    await NoteWidenings(tx).withdraw_open(note.id)
    widening = NoteWidenings(tx).add(
        NoteWidening(
            note_id=note.id,
            author_id=note.author_id,
            asked_id=asked,
            audience=command.audience,
            reader_ids=sorted(named),
            status=WideningStatus.PROPOSED if asked else WideningStatus.ACCEPTED,
            decided_at=None if asked else tx.now,
        )
    )
    if asked is None:
        await _take_effect(tx, note, widening)
    return widening


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteWideningView,
    raises=(NotFound, Forbidden, WideningNotOpen),
    versioned=True,
)
async def accept_note_widening(tx: Transaction, note_widening_id: UUID) -> NoteWidening:
    """Agree that more people read a note that you read. They do from now on.

    If the text was changed since you looked, look again: the version says so.
    """
    note, widening = await _answered(tx, note_widening_id, "accept_note_widening")
    await _take_effect(tx, note, widening)
    return widening


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteWideningView,
    raises=(NotFound, Forbidden, WideningNotOpen),
    versioned=True,
)
async def decline_note_widening(tx: Transaction, note_widening_id: UUID) -> NoteWidening:
    """Do not agree that more people read a note that you read. Nothing changes."""
    _, widening = await _answered(tx, note_widening_id, "decline_note_widening")
    return widening


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteWideningView,
    raises=(NotFound, Forbidden, WideningNotOpen),
    versioned=True,
)
async def withdraw_note_widening(tx: Transaction, note_widening_id: UUID) -> NoteWidening:
    """Take back what you proposed before it is answered."""
    _, widening = await _answered(tx, note_widening_id, "withdraw_note_widening")
    return widening


async def _answered(tx: Transaction, widening_id: UUID, step: str) -> tuple[Note, NoteWidening]:
    """The note is locked first, as by all that changes who reads it."""
    widenings = NoteWidenings(tx)
    found = await widenings.get(widening_id, may=widenings.takers[WIDENING[step].who])
    note = await Notes(tx).get(found.note_id, lock=True, decided_on=False)
    widening = await widenings.to_take(WIDENING[step], widening_id)
    widening.answer(step, tx.now)
    return note, widening


async def _take_effect(tx: Transaction, note: Note, widening: NoteWidening) -> None:
    note.widen(widening.audience)
    await NoteReaders(tx).become(note.id, widening.reader_ids)
    await NoteTombstones(tx).lift(note.id, await chosen_readers(tx, note))


async def _check_never_shared(tx: Transaction, note: Note, other: UUID) -> None:
    """What they read once does not go to others behind their back."""
    if other in {one.reader_id for one in await NoteTombstones(tx).of(note.id)}:
        raise NoteWasShared
