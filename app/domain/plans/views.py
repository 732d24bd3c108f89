"""How plans look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, or_

from app.domain.actor import Scope
from app.domain.people.views import PersonView
from app.domain.plans import policy
from app.domain.plans.models import (
    OPEN,
    Goal,
    GoalStatus,
    Milestone,
    MilestoneKind,
    MilestoneStatus,
    Plan,
    PlanStatus,
)
from app.domain.policy import Me
from app.domain.view import View, for_people, many, one


def overdue(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its day has passed. `Milestone.is_overdue` says the same of one in memory."""
    return and_(or_(*(milestone.status == status for status in OPEN)), milestone.due_on < me.today)


class PlanView(View, of=Plan, guard=policy.may_read, scope=Scope.PLANS_READ, about=("person_id",)):
    """The development plan of one person."""

    id: UUID
    version: int = Field(description="Counts the changes of the plan itself.")
    person_id: UUID = Field(description="Whose plan it is.")
    title: str
    status: PlanStatus
    created_at: datetime


class GoalView(
    View,
    of=Goal,
    guard=policy.may_read,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"aspiration": for_people("aspiration")},
):
    """What a person wants to achieve, and why."""

    id: UUID
    version: int = Field(description="Counts the changes of the goal.")
    plan_id: UUID
    person_id: UUID = Field(description="Whose goal it is.")
    title: str
    aspiration: str | None = Field(description="Why it matters to them; null for machine clients.")
    success_criteria: str | None = Field(description="How they will know.")
    horizon_on: date | None = Field(description="By when, roughly.")
    status: GoalStatus


class MilestoneView(
    View,
    of=Milestone,
    guard=policy.may_read_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"overdue": overdue, "evidence": for_people("evidence")},
):
    """One owned, dated, measurable step of a plan."""

    id: UUID
    version: int = Field(description="Counts the changes of the milestone.")
    plan_id: UUID
    goal_id: UUID | None = Field(description="The goal it serves, if it serves one.")
    person_id: UUID = Field(description="Whose plan it is part of.")
    owner_id: UUID = Field(description="Who makes sure that it happens.")
    kind: MilestoneKind
    title: str
    success_measure: str | None = Field(description="How everybody will know that it is done.")
    due_on: date = Field(description="The deadline.")
    status: MilestoneStatus
    overdue: bool = Field(description="Still open although its day has passed (UTC).")
    progress: int = Field(description="From 0 to 100.")
    evidence: str | None = Field(
        description="What shows that it is done; null for machine clients."
    )
    started_at: datetime | None
    reached_at: datetime | None


# Everybody who may read a plan may read its goals and milestones: the rule for those
# is the rule for the plan over the same `person_id` and `closed_on`, so asking it again changes
# nothing.
PlanView.relates(
    person=one(PersonView, "person_id", "Whose plan it is."),
    goals=many(GoalView, "plan_id", "Its goals.", guarded=False),
    milestones=many(
        MilestoneView,
        "plan_id",
        "Its steps, the earliest deadline first.",
        order=("due_on", "id"),
        guarded=False,
    ),
)
GoalView.relates(
    plan=one(PlanView, "plan_id", "The plan it is part of.", same_people=True),
    person=one(PersonView, "person_id", "Whose goal it is."),
    milestones=many(
        MilestoneView,
        "goal_id",
        "Its steps, the earliest deadline first.",
        order=("due_on", "id"),
        guarded=False,
    ),
)
MilestoneView.relates(
    plan=one(PlanView, "plan_id", "The plan, if you may see all of it.", same_people=True),
    goal=one(GoalView, "goal_id", "The goal it serves, if you may see it.", same_people=True),
    person=one(PersonView, "person_id", "Whose plan it is part of."),
    owner=one(PersonView, "owner_id", "Who makes sure that it happens."),
)
PersonView.relates(
    plans=many(PlanView, "person_id", "Their plans, as far as you may see them."),
    milestones_owned=many(
        MilestoneView,
        "owner_id",
        "The steps they own, as far as you may see them; the earliest deadline first.",
        order=("due_on", "id"),
    ),
)
