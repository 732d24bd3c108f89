"""What can be asked of milestones."""

from uuid import UUID

from pydantic import Field

from app.domain.page import Variant
from app.domain.plans.states import MilestoneKind, MilestoneStatus
from app.domain.shape import Change, Command, Filters, absent, several
from app.domain.values import Day, Line, Text


class AddMilestone(Command):
    title: Line
    owner_id: UUID = Field(description="Who makes sure that it happens; anyone here.")
    due_on: Day = Field(description="The deadline.")
    kind: MilestoneKind = MilestoneKind.NEXT_STEP
    goal_id: UUID | None = Field(default=None, description="The goal of this plan that it serves.")
    success_measure: Text | None = Field(
        default=None, description="How everybody will know that it is done."
    )


class ChangeMilestone(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    title: Line = absent("What is to be done.")
    due_on: Day = absent("The new deadline.")
    kind: MilestoneKind = absent("What kind of step it is.")
    success_measure: Text | None = absent("How everybody will know that it is done.")
    progress: int = absent("How far along, 0 to 100.", ge=0, le=100)


class ReachMilestone(Command):
    evidence: Text | None = Field(default=None, description="What shows that it is done.")


class MilestoneOrder(Variant):
    CREATED = "created"
    DUE_FIRST = "dueOn"
    DUE_LAST = "-dueOn"


class MilestoneFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Of this person's plans.")
    owner_id: UUID | None = Field(default=None, description="Owned by this person.")
    plan_id: UUID | None = None
    goal_id: UUID | None = Field(default=None, description="Steps of this goal.")
    kind: MilestoneKind | None = None
    status: several(MilestoneStatus) | None = Field(  # type: ignore[valid-type]
        default=None, description="In one of these states."
    )
    open: bool | None = Field(
        default=None, description="Whether there is still something to do, in an open plan."
    )
    overdue: bool | None = Field(default=None, description="Open although their day has passed.")
    of_my_reports: bool | None = Field(
        default=None, description="Only of people who report to me today."
    )
    due_before: Day | None = Field(default=None, description="Due before this day.")
    due_from: Day | None = Field(default=None, description="Due on this day or later.")
    sort: MilestoneOrder | None = Field(default=None, description="The default is `created`.")
