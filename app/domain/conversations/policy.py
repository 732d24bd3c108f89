"""Who may do what with conversations."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.lifecycle import Who
from app.domain.conversations.models import (
    AccessStatus,
    Audience,
    Conversation,
    ConversationAccess,
    Note,
    NoteReader,
    NoteTombstone,
)
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me, Rule


def takes_part(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two whose conversation it is, and nobody else."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(conversation.person_id == me.id, conversation.partner_id == me.id)


def may_read(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two who take part; who has exceptional access, while it lasts. Machine clients see that
    it is planned or was held, and no text: notes and preparations have rules of their own.
    """
    if not me.is_person:
        return ANYBODY
    return or_(takes_part(me, conversation), _is_opened(me, me.id, conversation.id))


def may_object(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The one of the two who did not say that they met."""
    is_mine = and_(takes_part(me, conversation), conversation.held_by_id.is_distinct_from(me.id))
    return is_mine if me.is_person else NOBODY


def may_read_move(me: Me, move: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, move.conversation_id)


def may_read_preparation(me: Me, preparation: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation; who has exceptional access to that, while it
    lasts. Never a machine client.
    """
    if not me.is_person:
        return NOBODY
    conversation_id = preparation.conversation_id
    opened = _is_opened(me, me.id, conversation_id)
    return or_(_takes_part_in(me, conversation_id), opened)


def may_read_note(me: Me, note: Any) -> ColumnElement[bool]:
    """The author; the other participant too where the note is for the participants; whom the
    author named, where it is for them; of these two kinds also who has exceptional access to the
    conversation, while it lasts. Never a machine client, never a manager who does not take part,
    never the people team as such. What is for its author alone nobody else reads, ever.
    """
    if not me.is_person:
        return NOBODY
    return reads_note(me, me.id, note, is_named(me, me.id, note))


def reads_note(me: Me, reader_id: Any, note: Any, named: Any) -> ColumnElement[bool]:
    """Whether a person, any of the organisation, reads a note: the one rule, which guards reading
    and says beforehand who will. `named` is whether the author names them.
    """
    shared = or_(
        and_(note.audience == Audience.PARTICIPANTS, _talks_in(me, reader_id, note)),
        and_(note.audience == Audience.NAMED, named),
        and_(note.audience != Audience.AUTHOR, _is_opened(me, reader_id, note.conversation_id)),
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


def is_author(me: Me, row: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    mine: ColumnElement[bool] = row.author_id == me.id
    return mine if me.is_person else NOBODY


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


def may_request_access(me: Me, access: Any) -> ColumnElement[bool]:
    """People who do not take part in the conversation. Never a machine client."""
    return not_(_talks_in(me, me.id, access)) if me.is_person else NOBODY


def may_read_access(me: Me, access: Any) -> ColumnElement[bool]:
    """The two who take part in the conversation; who asked, and who decided. Never a machine
    client: the reason is a text.
    """
    if not me.is_person:
        return NOBODY
    mine = or_(access.requester_id == me.id, access.decided_by_id == me.id)
    return or_(mine, _talks_in(me, me.id, access))


def may_see_requests(me: Me, _access: Any) -> ColumnElement[bool]:
    """People whose token has the scope: any of them may be the second who decides. Never a machine
    client.
    """
    return ANYBODY if me.is_person else NOBODY


def may_decide_on_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Somebody other than who asked, who does not take part in the conversation, and is neither
    their manager nor reports to them.
    """
    if not me.is_person:
        return NOBODY
    return and_(
        access.requester_id != me.id,
        not_(_talks_in(me, me.id, access)),
        ties.manager_id_of(me, me.id).is_distinct_from(access.requester_id),
        ties.manager_id_of(me, access.requester_id).is_distinct_from(me.id),
    )


def may_end_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Who asked for it, and who approved it."""
    if not me.is_person:
        return NOBODY
    return or_(
        access.requester_id == me.id,
        and_(access.decided_by_id.is_not(None), access.decided_by_id == me.id),
    )


def _is_opened(me: Me, reader_id: Any, conversation_id: Any) -> ColumnElement[bool]:
    """This person has exceptional access to the conversation now. An array, so that a list is
    found by its index all the same.
    """
    access: Any = aliased(ConversationAccess)
    opened = select(access.conversation_id).where(
        access.tenant_id == me.tenant_id,
        access.requester_id == reader_id,
        access.status == AccessStatus.APPROVED,
        access.ends_at > me.now,
    )
    clause: ColumnElement[bool] = conversation_id == func.any(
        func.array(opened.correlate_except(access).scalar_subquery())
    )
    return clause


def _takes_part_in(me: Me, conversation_id: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return NOBODY
    conversation: Any = aliased(Conversation)
    mine = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == conversation_id,
        takes_part(me, conversation),
    )
    return mine.correlate_except(conversation).exists()


def _talks_in(me: Me, person_id: Any, row: Any) -> ColumnElement[bool]:
    """This person is one of the two of the conversation that the row is about."""
    conversation: Any = aliased(Conversation)
    theirs = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == row.conversation_id,
        or_(conversation.person_id == person_id, conversation.partner_id == person_id),
    )
    return theirs.correlate_except(conversation).exists()


TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.PARTICIPANTS: takes_part,
    Who.OTHER_PARTICIPANT: may_object,
    Who.CONSENTING: may_consent,
    Who.AUTHOR: is_author,
    Who.SECOND: may_decide_on_access,
    Who.HOLDERS: may_end_access,
}
