"""How conversations look from outside."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import (
    AgreedStep,
    Audience,
    Conversation,
    ConversationStatus,
    Note,
    Preparation,
)
from app.domain.people.views import PersonView
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.view import View, for_people, many, many_where, one, one_where

AHEAD: Final = (ConversationStatus.SCHEDULED, ConversationStatus.PREPARING)
SOON: Final = timedelta(days=14)


class ConversationView(
    View,
    of=Conversation,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id", "partner_id"),
    computed={"topic": for_people("topic")},
):
    """One career conversation between two people."""

    id: UUID
    version: int = Field(description="Counts the changes of the conversation.")
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom: a manager, a mentor, a peer.")
    topic: str | None = Field(description="Null for machine clients.")
    scheduled_at: datetime
    status: ConversationStatus
    held_at: datetime | None


class PreparationView(
    View,
    of=Preparation,
    guard=policy.may_read_preparation,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """What one side wants to talk about. Both sides see both."""

    id: UUID
    version: int = Field(description="Counts the changes of the preparation.")
    conversation_id: UUID
    author_id: UUID
    talking_points: str
    hopes: str | None = Field(description="What they hope comes out of it.")


class NoteView(
    View,
    of=Note,
    guard=policy.may_read_note,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """Something written down about a conversation, for an audience that was chosen first."""

    id: UUID
    version: int = Field(description="Counts the changes of the note.")
    conversation_id: UUID
    author_id: UUID
    audience: Audience = Field(description="Who reads it.")
    body: str
    created_at: datetime


def _agreed_in(_me: Me, conversation: Any, milestone: Any) -> ColumnElement[bool]:
    step: Any = aliased(AgreedStep)
    ids = select(step.milestone_id).where(
        step.tenant_id == conversation.tenant_id, step.conversation_id == conversation.id
    )
    clause: ColumnElement[bool] = milestone.id.in_(ids.correlate_except(step))
    return clause


def _where_agreed(_me: Me, milestone: Any, conversation: Any) -> ColumnElement[bool]:
    step: Any = aliased(AgreedStep)
    ids = select(step.conversation_id).where(
        step.tenant_id == milestone.tenant_id, step.milestone_id == milestone.id
    )
    clause: ColumnElement[bool] = conversation.id.in_(ids.correlate_except(step))
    return clause


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


ConversationView.relates(
    person=one(PersonView, "person_id", "Whose career it is about."),
    partner=one(PersonView, "partner_id", "With whom."),
    preparations=many(
        PreparationView, "conversation_id", "What each side brings.", same_people=True
    ),
    notes=many(NoteView, "conversation_id", "The notes that you may read.", same_people=True),
    next_steps=many_where(
        MilestoneView,
        _agreed_in,
        "The milestones agreed in it, as far as you may see them.",
        order=("due_on", "id"),
        same_people=True,
    ),
)
PreparationView.relates(author=one(PersonView, "author_id", "Who wrote it."))
NoteView.relates(author=one(PersonView, "author_id", "Who wrote it."))
MilestoneView.relates(
    conversation=one_where(
        ConversationView, _where_agreed, "Where it was agreed, if you took part."
    )
)
