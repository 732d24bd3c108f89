"""How work looks from outside."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations.views import ConversationView, HandoffView
from app.domain.people.views import PersonView
from app.domain.plans.states import MilestoneKind
from app.domain.plans.views import MilestoneView, PlanView
from app.domain.view import View, for_people, one
from app.domain.work import policy
from app.domain.work.models import WorkItem, WorkKind, WorkStatus


class WorkItemView(
    View,
    of=WorkItem,
    guard=policy.may_read_work,
    scope=Scope.WORK_READ,
    about=("person_id",),
    computed={"title": for_people("title")},
):
    """Something that waits for somebody: a milestone, a plan, a conversation, a handoff, or a
    question.
    """

    id: UUID = Field(description="The same for as long as this waits.")
    kind: WorkKind = Field(description="What there is to do.")
    due_on: date | None = Field(
        description="The deadline, the day of the next review, the day (UTC) of the conversation, "
        "or since when a question is asked; null if there is none."
    )
    title: str | None = Field(
        description="Of what waits; of a handoff, the name of the new manager or mentor. Null for "
        "machine clients."
    )
    status: WorkStatus = Field(description="Of the milestone, plan, conversation or handoff.")
    milestone_kind: MilestoneKind | None = Field(description="If it is a milestone: which kind.")
    person_id: UUID = Field(description="Whose plan or career conversation it is.")
    owner_id: UUID | None = Field(description="If it is a milestone: its owner.")
    waits_for_id: UUID = Field(description="Whom it waits for.")
    milestone_id: UUID | None = Field(description="The milestone, if it is one.")
    plan_id: UUID | None = Field(
        description="The plan that it is, or is part of; null if there is none."
    )
    goal_id: UUID | None = Field(
        description="The goal that the milestone serves; null if there is none."
    )
    conversation_id: UUID | None = Field(description="The conversation, if it is one.")
    handoff_id: UUID | None = Field(description="The handoff, if it is one.")
    missed: bool = Field(
        description="Whether its day has passed: of a milestone, its last day where the owner is."
    )
    due_soon: bool = Field(
        description="Whether its day is near: as `dueSoon` of milestones; else within a week."
    )


WorkItemView.relates(
    milestone=one(MilestoneView, "milestone_id", "The milestone, if it is one.", same_people=True),
    plan=one(PlanView, "plan_id", "The plan, if you may see all of it.", same_people=True),
    conversation=one(ConversationView, "conversation_id", "The conversation, if it is one."),
    handoff=one(HandoffView, "handoff_id", "The handoff, if it is one.", same_people=True),
    person=one(PersonView, "person_id", "Whose plan or career conversation it is."),
    owner=one(PersonView, "owner_id", "Who owns the milestone."),
    waits_for=one(PersonView, "waits_for_id", "Whom it waits for."),
)
