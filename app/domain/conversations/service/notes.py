"""What you can do with notes."""

from collections.abc import Collection
from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import AudienceFilters, ChangeNote, ChooseAudience, WriteNote
from app.domain.conversations.errors import (
    AudienceChanged,
    NoteNotNarrower,
    NoteRemoved,
    ReadersMismatch,
    ReaderUnknown,
)
from app.domain.conversations.models import Audience, Note, check_named, check_narrower, chosen
from app.domain.conversations.repository import notes as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.notes import NoteReaders, Notes, NoteTombstones
from app.domain.conversations.repository.widenings import NoteWidenings
from app.domain.conversations.views import NoteView
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.sealing import seal_text
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, NoteView)
def list_notes(_me: Me, conversation_id: UUID) -> Many:
    """List the notes of a conversation that you may read: yours, and those shared with you.

    Those that you could read, and can no longer, are tombstones.
    """
    return rows.notes(conversation_id)


@query(Scope.CONVERSATIONS_READ, NoteView)
def list_notes_for_me(me: Me) -> Many:
    """List the notes that their authors named you for, whatever the conversation."""
    return rows.notes_for(me)


@query(Scope.CONVERSATIONS_READ, NoteView)
def get_note(_me: Me, note_id: UUID) -> One:
    """Read one note; its tombstone, if you could read it and can no longer."""
    return rows.note(note_id)


@query(Scope.CONVERSATIONS_READ, PersonView)
def preview_audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """See who will read a note before you write it. The rule that guards reading says so."""
    return rows.audience(me, conversation_id, filters)


@query(Scope.CONVERSATIONS_READ, PersonView)
def get_note_audience(me: Me, note_id: UUID) -> Many:
    """See who reads a note that you read. The rule that guards reading says so."""
    return rows.audience_of(me, note_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteView,
    raises=(NotFound, Forbidden, ReadersMismatch, ReaderUnknown, AudienceChanged),
    creates=True,
)
async def write_note(tx: Transaction, conversation_id: UUID, command: WriteNote) -> Note:
    """Write a note about a conversation: for yourself, for both of you, or for people you name.

    `preview_audience` says beforehand who will read it. With `expectedReaderIds` it is saved
    only if that is who will.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part)
    named = await named_by(tx, command.audience, command.reader_ids)
    note = Notes(tx).add(
        Note(conversation_id=conversation.id, author_id=tx.actor.id, audience=command.audience)
    )
    await _write_body(tx, note, command.body)
    if named:
        await NoteReaders(tx).become(note.id, named)
    expected = command.expected_reader_ids
    if expected is not None and set(expected) != await Notes(tx).reader_ids(note.id):
        raise AudienceChanged
    _keep_private_if_mine_alone(tx, note)
    return note


@action(
    Scope.CONVERSATIONS_WRITE, NoteView, raises=(NotFound, Forbidden, NoteRemoved), versioned=True
)
async def change_note(tx: Transaction, note_id: UUID, command: ChangeNote) -> Note:
    """Write a note of yours differently. Whoever reads it sees since when it is so."""
    note = await Notes(tx).get(note_id, may=policy.is_author, lock=True)
    note.check_there()
    _keep_private_if_mine_alone(tx, note)
    if "body" in command.given():
        note.edit(tx.now)
        await _write_body(tx, note, command.body)
        await NoteWidenings(tx).count_edit(note.id)
    return note


@action(
    Scope.CONVERSATIONS_WRITE,
    NoteView,
    raises=(NotFound, Forbidden, NoteRemoved, ReadersMismatch, ReaderUnknown, NoteNotNarrower),
    versioned=True,
)
async def narrow_note(tx: Transaction, note_id: UUID, command: ChooseAudience) -> Note:
    """Have fewer people read a note of yours, from now on.

    Those who could read it see a tombstone, which does not say who still does. What they read
    before cannot be unread; the audit has it.
    """
    note = await Notes(tx).get(note_id, may=policy.is_author, lock=True)
    note.check_there()
    named = await named_by(tx, command.audience, command.reader_ids)
    before = await chosen_readers(tx, note)
    conversation = await Conversations(tx).get(note.conversation_id, decided_on=False)
    after = chosen(conversation, note.author_id, command.audience, named)
    check_narrower(before, after)
    await NoteWidenings(tx).withdraw_open(note.id)
    note.narrow(command.audience)
    await NoteReaders(tx).become(note.id, named)
    await NoteTombstones(tx).lay(note, before - after, removed=False)
    return note


@action(
    Scope.CONVERSATIONS_WRITE, Removed, raises=(NotFound, Forbidden, NoteRemoved), versioned=True
)
async def delete_note(tx: Transaction, note_id: UUID) -> Removed:
    """Remove a note of yours for good. Whoever could read it sees that there was one, and when it
    was removed; of one that was yours alone, nothing is left.
    """
    notes, stones = Notes(tx), NoteTombstones(tx)
    note = await notes.get(note_id, may=policy.is_author, lock=True)
    note.check_there()
    _keep_private_if_mine_alone(tx, note)
    tx.concern(note.author_id)
    if note.audience is Audience.AUTHOR and not await stones.of(note.id):
        await notes.remove(note)
        return Removed(id=note_id)
    readers = await chosen_readers(tx, note) if note.audience is not Audience.AUTHOR else ()
    await NoteWidenings(tx).withdraw_open(note.id)
    note.remove(tx.now)
    await NoteReaders(tx).become(note.id, ())
    await stones.lay(note, readers, removed=True)
    return Removed(id=note_id)


async def named_by(
    tx: Transaction, audience: Audience, reader_ids: Collection[UUID] | None
) -> frozenset[UUID]:
    """Whom the author names: people who work here, and not themself."""
    named = check_named(audience, reader_ids)
    if named and (tx.actor.id in named or not await NoteReaders(tx).work_here(named)):
        raise ReaderUnknown(Fault("/readerIds", ReaderUnknown.explanation()))
    return named


async def chosen_readers(tx: Transaction, note: Note) -> frozenset[UUID]:
    """Whom the author chose so far."""
    conversation = await Conversations(tx).get(note.conversation_id, decided_on=False)
    named = {one.reader_id for one in await NoteReaders(tx).of(note.id)}
    return chosen(conversation, note.author_id, note.audience, named)


async def _write_body(tx: Transaction, note: Note, text: str) -> None:
    """The one place where the text of a note is put into its row."""
    await seal_text(tx, note, "body", note.author_id, text)


def _keep_private_if_mine_alone(tx: Transaction, note: Note) -> None:
    """That there is a note which is its author's alone is theirs to know, too."""
    if note.audience is Audience.AUTHOR:
        tx.keep_private()
