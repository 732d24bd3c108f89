"""Who takes part in a conversation."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import (
    Conversation,
)
from app.domain.policy import ANYBODY, NOBODY, Me


def takes_part(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two whose conversation it is, and nobody else."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(conversation.person_id == me.id, conversation.partner_id == me.id)


def takes_part_in(me: Me, conversation_id: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return NOBODY
    conversation: Any = aliased(Conversation)
    mine = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == conversation_id,
        takes_part(me, conversation),
    )
    return mine.correlate_except(conversation).exists()


def talks_in(me: Me, person_id: Any, row: Any) -> ColumnElement[bool]:
    """This person is one of the two of the conversation that the row is about."""
    conversation: Any = aliased(Conversation)
    theirs = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == row.conversation_id,
        or_(conversation.person_id == person_id, conversation.partner_id == person_id),
    )
    return theirs.correlate_except(conversation).exists()


def is_author(me: Me, row: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    clause: ColumnElement[bool] = row.author_id == me.id
    return clause if me.is_person else NOBODY
