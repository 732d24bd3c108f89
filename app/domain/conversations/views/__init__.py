"""How conversations look from outside: one file for each noun, and here the ways between them."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import AgreedStep
from app.domain.conversations.views.accesses import AccessRequestView, ConversationAccessView
from app.domain.conversations.views.conversations import ConversationView, to_prepare
from app.domain.conversations.views.moves import ConversationMoveView
from app.domain.conversations.views.notes import NoteView, NoteWideningView
from app.domain.conversations.views.preparations import PreparationView
from app.domain.people.views import PersonView
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.view import many, many_where, one, one_where

__all__ = [
    "AccessRequestView",
    "ConversationAccessView",
    "ConversationMoveView",
    "ConversationView",
    "NoteView",
    "NoteWideningView",
    "PreparationView",
    "to_prepare",
]


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


ConversationView.relates(
    person=one(PersonView, "person_id", "Whose career it is about."),
    partner=one(PersonView, "partner_id", "With whom."),
    moves=many(
        ConversationMoveView,
        "conversation_id",
        "The dates that it had before, and why they were moved.",
        same_people=True,
    ),
    preparations=many(
        PreparationView, "conversation_id", "What each side brings.", same_people=True
    ),
    notes=many(NoteView, "conversation_id", "The notes that you may read.", same_people=True),
    accesses=many(
        ConversationAccessView,
        "conversation_id",
        "Who asked to read it without taking part; for the two who do, and for them.",
    ),
    next_steps=many_where(
        MilestoneView,
        _agreed_in,
        "The milestones agreed in it, as far as you may see them.",
        order=("due_on", "id"),
        same_people=True,
    ),
)
ConversationMoveView.relates(moved_by=one(PersonView, "moved_by_id", "Who moved it."))
PreparationView.relates(author=one(PersonView, "author_id", "Who wrote it."))
for _view in (ConversationAccessView, AccessRequestView):
    _view.relates(
        requester=one(PersonView, "requester_id", "Who asked."),
        decided_by=one(PersonView, "decided_by_id", "Who approved or declined it."),
    )
NoteView.relates(
    author=one(PersonView, "author_id", "Who wrote it."),
    widenings=many(
        NoteWideningView,
        "note_id",
        "How more people came to read it, or were to; for its author, and whom it asks.",
        same_people=True,
    ),
)
NoteWideningView.relates(
    note=one(NoteView, "note_id", "The note, as you may read it.", same_people=True)
)
MilestoneView.relates(
    conversation=one_where(
        ConversationView, _where_agreed, "Where it was agreed, if you took part."
    )
)
