"""The SQL of notes."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import AudienceFilters
from app.domain.conversations.models import Audience, Conversation, Note
from app.domain.conversations.views import NoteView
from app.domain.people.views import PersonView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def notes(conversation_id: UUID) -> Many:
    return Many(NoteView, (col(Note.conversation_id) == conversation_id,))


def note(note_id: UUID) -> One:
    return One(NoteView, (col(Note.id) == note_id,))


def audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """The people who would read a note of mine about this conversation."""
    row: Any = aliased(Conversation)
    reader: Any = PersonView.table
    found = select(row.id).where(
        row.tenant_id == me.tenant_id,
        row.id == conversation_id,
        policy.takes_part(me, row),
        reader.id == me.id
        if filters.audience is Audience.AUTHOR
        else or_(reader.id == row.person_id, reader.id == row.partner_id),
    )
    return Many(PersonView, (found.correlate_except(row).exists(),))


class Notes(Repository[Note]):
    entity = Note
    guard: ClassVar[Rule] = policy.may_read_note
