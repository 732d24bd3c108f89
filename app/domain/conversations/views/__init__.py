"""How conversations look from outside: one file for each noun, and here the ways between them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversation_templates.views import TemplateVersionView
from app.domain.conversations.models import AHEAD, AgreedStep
from app.domain.conversations.views.accesses import AccessRequestView, ConversationAccessView
from app.domain.conversations.views.answers import AnswerView, belongs_to_preparation
from app.domain.conversations.views.cadences import CadenceSettingView, EffectiveCadenceView
from app.domain.conversations.views.closing import AddendumView, ConversationSnapshotView
from app.domain.conversations.views.conversations import (
    ConversationView,
    missed,
    to_meet,
    to_prepare,
)
from app.domain.conversations.views.extracts import ReflectionExtractView
from app.domain.conversations.views.handoffs import HandoffItemView, HandoffView, to_hand_over
from app.domain.conversations.views.moves import ConversationMoveView
from app.domain.conversations.views.notes import NoteView, NoteWideningView
from app.domain.conversations.views.outcomes import goals_of_steps, next_of_pair, open_steps
from app.domain.conversations.views.preparations import PreparationView
from app.domain.conversations.views.series import SeriesView
from app.domain.conversations.views.summaries import SummaryView
from app.domain.conversations.views.talking_points import TalkingPointView
from app.domain.people.views import PersonView
from app.domain.plans.views import GoalView, MilestoneView
from app.domain.policy import Me
from app.domain.reflections.views import ReflectionView
from app.domain.view import many, many_where, one, one_where

__all__ = [
    "AccessRequestView",
    "AddendumView",
    "AnswerView",
    "CadenceSettingView",
    "ConversationAccessView",
    "ConversationMoveView",
    "ConversationSnapshotView",
    "ConversationView",
    "EffectiveCadenceView",
    "HandoffItemView",
    "HandoffView",
    "NoteView",
    "NoteWideningView",
    "PreparationView",
    "ReflectionExtractView",
    "SeriesView",
    "SummaryView",
    "TalkingPointView",
    "missed",
    "to_hand_over",
    "to_meet",
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


def _to_come(me: Me, series: Any, conversation: Any) -> ColumnElement[bool]:
    is_ahead = or_(*(conversation.status == status for status in AHEAD))
    return and_(conversation.series_id == series.id, is_ahead, conversation.scheduled_at > me.now)


SeriesView.relates(
    person=one(PersonView, "person_id", "Whose career it is about."),
    partner=one(PersonView, "partner_id", "With whom."),
    conversations=many(
        ConversationView,
        "series_id",
        "Its conversations, those gone by included.",
        order=("scheduled_at", "id"),
        same_people=True,
    ),
    upcoming=many_where(
        ConversationView,
        _to_come,
        "Its conversations to come.",
        order=("scheduled_at", "id"),
        same_people=True,
    ),
)
CadenceSettingView.relates(
    manager=one(PersonView, "manager_id", "Whose team it holds for."),
    person=one(PersonView, "person_id", "For whom it holds."),
)
EffectiveCadenceView.relates(person=one(PersonView, "id", "For whom it holds."))
ConversationView.relates(
    series=one(
        SeriesView, "series_id", "The series that it is an occurrence of.", same_people=True
    ),
    person=one(PersonView, "person_id", "Whose career it is about."),
    partner=one(PersonView, "partner_id", "With whom."),
    template=one(
        TemplateVersionView, "template_version_id", "Its questions, in the language of who reads."
    ),
    moves=many(
        ConversationMoveView,
        "conversation_id",
        "The dates that it had before, and why they were moved.",
        same_people=True,
    ),
    preparations=many(
        PreparationView, "conversation_id", "What each side brings.", same_people=True
    ),
    extracts=many(
        ReflectionExtractView,
        "conversation_id",
        "What each side shared of its reflections, the oldest first.",
        same_people=True,
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
ConversationView.relates(
    talking_points=many(
        TalkingPointView,
        "conversation_id",
        "What the two want to talk about, in their order.",
        order=("position", "id"),
        same_people=True,
    ),
    summary=one_where(
        SummaryView,
        lambda _me, conversation, summary: summary.conversation_id == conversation.id,
        "What one of the two wrote down, and whether the other one heard the same.",
        same_people=True,
    ),
    snapshot=one_where(
        ConversationSnapshotView,
        lambda _me, conversation, snapshot: snapshot.conversation_id == conversation.id,
        "What it was when it was closed.",
        same_people=True,
    ),
    addenda=many(
        AddendumView,
        "conversation_id",
        "What the two added after it was closed.",
        same_people=True,
    ),
    goals=many_where(
        GoalView,
        goals_of_steps,
        "The goals that the steps agreed in it serve, as far as you may see them.",
        same_people=True,
    ),
    next=one_where(
        ConversationView,
        next_of_pair,
        "The next conversation of the same two that is ahead.",
        same_people=True,
    ),
    open_steps=many_where(
        MilestoneView,
        open_steps,
        "What the two agreed in earlier conversations and is still open, as far as you may see it.",
        order=("due_on", "id"),
        same_people=True,
    ),
)
SummaryView.relates(
    author=one(PersonView, "author_id", "Who wrote it."),
    confirmed_by=one(PersonView, "confirmed_by_id", "Who confirmed it."),
)
ConversationSnapshotView.relates(closed_by=one(PersonView, "closed_by_id", "Who closed it."))
AddendumView.relates(author=one(PersonView, "author_id", "Who wrote it."))
TalkingPointView.relates(
    conversation=one(ConversationView, "conversation_id", "Where it comes up.", same_people=True),
    author=one(PersonView, "author_id", "Who wrote it."),
    ticked_by=one(PersonView, "ticked_by_id", "Who ticked it off."),
)
ReflectionExtractView.relates(
    author=one(PersonView, "author_id", "Who shared it."),
    reflection=one(
        ReflectionView,
        "reflection_id",
        "What it was taken from, if you wrote it.",
        same_people=True,
    ),
)
ConversationMoveView.relates(moved_by=one(PersonView, "moved_by_id", "Who moved it."))
PreparationView.relates(
    author=one(PersonView, "author_id", "Who wrote it."),
    answers=many_where(
        AnswerView,
        belongs_to_preparation,
        "What they bring to the questions.",
        order=("question_key", "id"),
        same_people=True,
    ),
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
HandoffView.relates(
    person=one(PersonView, "person_id", "Whose conversations they are."),
    former=one(PersonView, "from_id", "Who was their manager or mentor before."),
    successor=one(PersonView, "to_id", "Who is it now."),
    items=many(
        HandoffItemView,
        "handoff_id",
        "What goes along, for the person and the new side; the former side sees what they can "
        "read anyway.",
        same_people=True,
    ),
)
HandoffItemView.relates(
    conversation=one(ConversationView, "conversation_id", "The conversation, if it is one."),
    note=one(NoteView, "note_id", "The note, if it is one."),
)
for _view in (ConversationAccessView, AccessRequestView):
    _view.relates(
        requester=one(PersonView, "requester_id", "Who asked."),
        decided_by=one(PersonView, "decided_by_id", "Who approved or declined it."),
    )
