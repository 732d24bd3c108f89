"""Who may do what with conversations."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import Audience, Conversation
from app.domain.policy import ANYBODY, NOBODY, Me


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


def may_read_preparation(me: Me, preparation: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, preparation.conversation_id)


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
