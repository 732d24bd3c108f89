"""What you can do with notes."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import AudienceFilters, WriteNote
from app.domain.conversations.models import Note
from app.domain.conversations.repository import notes as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.notes import Notes
from app.domain.conversations.views import NoteView
from app.domain.errors import Forbidden, NotFound
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.sealing import seal_text
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, NoteView)
def list_notes(_me: Me, conversation_id: UUID) -> Many:
    """List the notes of a conversation that you may read: yours, and those shared with you."""
    return rows.notes(conversation_id)


@query(Scope.CONVERSATIONS_READ, NoteView)
def get_note(_me: Me, note_id: UUID) -> One:
    """Read one note."""
    return rows.note(note_id)


@query(Scope.CONVERSATIONS_READ, PersonView)
def preview_audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """See who will read a note before you write it."""
    return rows.audience(me, conversation_id, filters)


@action(Scope.CONVERSATIONS_WRITE, NoteView, raises=(NotFound, Forbidden), creates=True)
async def write_note(tx: Transaction, conversation_id: UUID, command: WriteNote) -> Note:
    """Write a note about a conversation, for yourself or for both of you.

    `preview_audience` says beforehand who will read it.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part)
    note = Note(conversation_id=conversation.id, author_id=tx.actor.id, audience=command.audience)
    await seal_text(tx, note, "body", note.author_id, command.body)
    return Notes(tx).add(note)
