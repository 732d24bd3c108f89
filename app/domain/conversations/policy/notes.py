"""Who reads a note, and who learns that there was one."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import (
    Audience,
    Note,
    NoteReader,
    NoteTombstone,
)
from app.domain.conversations.policy.handoffs import note_handed_to
from app.domain.conversations.policy.opened import is_opened
from app.domain.conversations.policy.taking_part import is_author, talks_in
from app.domain.people import ties
from app.domain.policy import NOBODY, Me


def may_read_note(me: Me, note: Any) -> ColumnElement[bool]:
    """The author; the other participant too where the note is for the participants; whom the
    author named, where it is for them; of these two kinds also who has exceptional access to the
    conversation, while it lasts; to whom it was handed over. Never a machine client, never a
    manager who does not take part, never the people team as such.
    """
    if not me.is_person:
        return NOBODY
    return reads_note(me, me.id, note, is_named(me, me.id, note))


def reads_note(me: Me, reader_id: Any, note: Any, named: Any) -> ColumnElement[bool]:
    """Whether a person, any of the organisation, reads a note: the one rule, which guards reading
    and says beforehand who will. `named` is whether the author names them.
    """
    shared = or_(
        and_(note.audience == Audience.PARTICIPANTS, talks_in(me, reader_id, note)),
        and_(note.audience == Audience.NAMED, named),
        note_handed_to(me, reader_id, note),
        and_(note.audience != Audience.AUTHOR, is_opened(me, reader_id, note.conversation_id)),
    )
    return and_(
        ties.works_here(me, reader_id),
        note.removed_at.is_(None),
        or_(note.author_id == reader_id, shared),
    )


def is_named(me: Me, reader_id: Any, note: Any) -> ColumnElement[bool]:
    """The author named this person as a reader."""
    named: Any = aliased(NoteReader)
    found = select(named.id).where(
        named.tenant_id == me.tenant_id, named.note_id == note.id, named.reader_id == reader_id
    )
    return found.correlate_except(named).exists()


def may_know_of_note(me: Me, note: Any) -> ColumnElement[bool]:
    """Whoever may read it; and that there was one, without a word of it, whoever could read it
    before it was removed or was for fewer people.
    """
    if not me.is_person:
        return NOBODY
    stone: Any = aliased(NoteTombstone)
    left = select(stone.id).where(
        stone.tenant_id == me.tenant_id, stone.note_id == note.id, stone.reader_id == me.id
    )
    return or_(may_read_note(me, note), left.correlate_except(stone).exists())


def may_read_widening(me: Me, widening: Any) -> ColumnElement[bool]:
    """The author of the note; the other participant, where it takes their consent and while they
    read the note.
    """
    note: Any = aliased(Note)
    read = select(note.id).where(
        note.tenant_id == me.tenant_id, note.id == widening.note_id, may_read_note(me, note)
    )
    asked = and_(widening.asked_id == me.id, read.correlate_except(note).exists())
    return or_(is_author(me, widening), asked) if me.is_person else NOBODY


def may_consent(me: Me, widening: Any) -> ColumnElement[bool]:
    """The other participant, where it takes their consent."""
    asked: ColumnElement[bool] = widening.asked_id == me.id
    return asked if me.is_person else NOBODY
