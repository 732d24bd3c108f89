"""What can be asked of plans."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.states import PlanStatus
from app.domain.shape import Command, Filters
from app.domain.values import Day, Line, Text


class CreatePlan(Command):
    person_id: UUID = Field(description="Whose plan it is.")
    title: Line = Field(description="What the plan is called.")


class RequestPlanChanges(Command):
    requested_changes: Text = Field(description="What should be different.")


class ClosePlan(Command):
    reason: Text = Field(description="Why it ends now; whoever may read the plan reads it.")


class PlanFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Plans of this person.")
    status: PlanStatus | None = Field(default=None, description="Only of this status.")
    review_due_before: Day | None = Field(
        default=None, description="Whose next review is before this day."
    )
