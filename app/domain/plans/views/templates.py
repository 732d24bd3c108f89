"""How plan templates look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans.models.template import OwnerRole, PlanTemplate
from app.domain.plans.states import MilestoneKind
from app.domain.policy import anybody
from app.domain.shape import Shape
from app.domain.view import View


class GoalTemplate(Shape):
    """A goal that each plan begins with."""

    title: str = Field(description="What is to be achieved.")
    success_criteria: str | None = Field(description="How they will know.")


class MilestoneTemplate(Shape):
    """A step that each plan begins with."""

    title: str = Field(description="What is to be done.")
    after_days: int = Field(description="Its deadline: calendar days after the start.")
    kind: MilestoneKind = Field(description="What kind of step it is.")
    success_measure: str | None = Field(description="How everybody will know that it is done.")
    goal_index: int | None = Field(description="The goal that it serves, counted from 0.")
    owner: OwnerRole = Field(description="Who makes sure that it happens.")


class PlanTemplateView(View, of=PlanTemplate, guard=anybody, scope=Scope.PLANS_READ):
    """What several people's plans begin with. Plans that were begun stay as they are when it
    changes.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the template.")
    title: str = Field(description="Of the template, and of each plan.")
    description: str | None = Field(description="For whom it is meant, and why.")
    goals: list[GoalTemplate] = Field(description="The goals that each plan begins with.")
    milestones: list[MilestoneTemplate] = Field(description="The steps that each plan begins with.")
    author_id: UUID = Field(description="The person or machine client that wrote it.")
    created_at: datetime = Field(description="When it was made.")
    retired_at: datetime | None = Field(description="Since when no plan is begun from it.")
