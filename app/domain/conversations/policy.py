"""Who may do what with conversations."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.lifecycle import Who
from app.domain.conversations.models import Audience, Conversation
from app.domain.policy import ANYBODY, NOBODY, Me, Rule


def takes_part(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two whose conversation it is, and nobody else."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(conversation.person_id == me.id, conversation.partner_id == me.id)


def may_read(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two who take part. Machine clients see that it is planned or was held, and no text:
    notes and preparations have rules of their own.
    """
    return ANYBODY if me.is_client else takes_part(me, conversation)


def may_object(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The one of the two who did not say that they met."""
    is_mine = and_(takes_part(me, conversation), conversation.held_by_id.is_distinct_from(me.id))
    return is_mine if me.is_person else NOBODY


def may_read_move(me: Me, move: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, move.conversation_id)


def may_read_preparation(me: Me, preparation: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, preparation.conversation_id)


def may_read_answer(me: Me, answer: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, answer.conversation_id)


def may_read_note(me: Me, note: Any) -> ColumnElement[bool]:
    """The author; the other participant too where the note is for the participants. Never a
    machine client, never a manager who does not take part, never the people team.
    """
    if not me.is_person:
        return NOBODY
    shared = and_(note.audience == Audience.PARTICIPANTS, _takes_part_in(me, note.conversation_id))
    return or_(note.author_id == me.id, shared)


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


TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.PARTICIPANTS: takes_part,
    Who.OTHER_PARTICIPANT: may_object,
}
