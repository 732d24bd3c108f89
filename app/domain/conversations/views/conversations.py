"""How a conversation as a whole looks from outside."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import AHEAD, Conversation, ConversationStatus, Preparation
from app.domain.policy import Me
from app.domain.view import View, for_people

SOON: Final = timedelta(days=14)


class ConversationView(
    View,
    of=Conversation,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id", "partner_id"),
    computed={name: for_people(name) for name in ("topic", "objection", "ending_reason")},
):
    """One career conversation between two people."""

    id: UUID
    version: int = Field(description="Counts the changes of the conversation.")
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom: a manager, a mentor, a peer.")
    topic: str | None = Field(description="Null for machine clients.")
    template_version_id: UUID | None = Field(
        description="The questions that it goes by: those of the day it was scheduled."
    )
    scheduled_at: datetime
    duration_minutes: int = Field(description="How long it takes, in minutes.")
    status: ConversationStatus
    rescheduled_count: int = Field(description="How often it was given another date.")
    held_at: datetime | None = Field(description="When they met.")
    held_by_id: UUID | None = Field(description="Who said that they met.")
    objected_by_id: UUID | None = Field(
        description="Who said that they did not meet: then it takes their word that they did."
    )
    objection: str | None = Field(description="What they said; null for machine clients.")
    ended_by_id: UUID | None = Field(description="Who skipped or cancelled it.")
    ending_reason: str | None = Field(description="Why; null for machine clients.")


def to_prepare(me: Me, conversation: Any) -> ColumnElement[bool]:
    """Within two weeks from now, I take part, and said nothing yet of what I bring."""
    mine: Any = aliased(Preparation)
    prepared = select(mine.id).where(
        mine.tenant_id == conversation.tenant_id,
        mine.conversation_id == conversation.id,
        mine.author_id == me.id,
    )
    return and_(
        policy.takes_part(me, conversation),
        or_(*(conversation.status == status for status in AHEAD)),
        conversation.scheduled_at >= me.now,
        conversation.scheduled_at < me.now + SOON,
        not_(prepared.correlate_except(mine).exists()),
    )
