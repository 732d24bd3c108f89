"""What can be asked of goals."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.states import GoalStatus
from app.domain.shape import Command, Filters
from app.domain.values import Day, Line, Text


class AddGoal(Command):
    title: Line = Field(description="What they want to achieve.")
    aspiration: Text | None = Field(default=None, description="Why it matters to them.")
    success_criteria: Text | None = Field(default=None, description="How they will know.")
    horizon_on: Day | None = Field(default=None, description="By when, roughly.")


class GoalFilters(Filters):
    plan_id: UUID | None = Field(default=None, description="Of this plan.")
    person_id: UUID | None = Field(default=None, description="Of this person's plans.")
    status: GoalStatus | None = None
