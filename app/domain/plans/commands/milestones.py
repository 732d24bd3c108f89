"""What can be asked of milestones."""

from uuid import UUID

from pydantic import Field

from app.domain.page import Variant
from app.domain.plans.states import Horizon, MilestoneKind, MilestoneStatus
from app.domain.shape import Change, Command, Filters, Several, absent
from app.domain.values import Day, Line, Text


class AddMilestone(Command):
    title: Line = Field(description="What is to be done.")
    owner_id: UUID = Field(description="Who makes sure that it happens; anyone here.")
    due_on: Day = Field(description="The deadline.")
    kind: MilestoneKind = Field(
        default=MilestoneKind.NEXT_STEP, description="What kind of step it is."
    )
    goal_id: UUID | None = Field(default=None, description="The goal of this plan that it serves.")
    success_measure: Text | None = Field(
        default=None, description="How everybody will know that it is done."
    )


class ChangeMilestone(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    title: Line = absent("What is to be done.")
    kind: MilestoneKind = absent("What kind of step it is.")
    success_measure: Text | None = absent("How everybody will know that it is done.")
    progress: int = absent(
        "How far along, 0 to 100, in any state that is open: saying so does not start it.",
        ge=0,
        le=100,
    )


class ReachMilestone(Command):
    evidence: Text | None = Field(default=None, description="What shows that it is done.")


class BlockMilestone(Command):
    help_needed: Text = Field(description="What is in the way, and what would help.")


class WaiveMilestone(Command):
    reason: Text = Field(description="Why it is not needed any more.")


class MilestoneOrder(Variant):
    """In which order milestones are listed.

    `created`: The oldest first. `dueOn`: The earliest deadline first. `-dueOn`: The latest
    deadline first.
    """

    CREATED = "created"
    DUE_FIRST = "dueOn"
    DUE_LAST = "-dueOn"


class MilestoneFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Of this person's plans.")
    owner_id: UUID | None = Field(default=None, description="Owned by this person.")
    plan_id: UUID | None = Field(default=None, description="Only of this plan.")
    due_soon: bool | None = Field(
        default=None, description="Open, and five working days or fewer before their last day."
    )
    missed: bool | None = Field(default=None, description="Still open after their last day.")
    needs_owner: bool | None = Field(
        default=None,
        description="Open, and its owner declined, has left, or is on leave and not known to be "
        "back by the deadline.",
    )
    offered_to_id: UUID | None = Field(
        default=None, description="Offered to this person, who has not answered yet."
    )
    supporter_id: UUID | None = Field(default=None, description="Supported by this person.")
    goal_id: UUID | None = Field(default=None, description="Steps of this goal.")
    competency_id: UUID | None = Field(
        default=None, description="Of goals that are about this competency."
    )
    objective_id: UUID | None = Field(
        default=None, description="Of goals that serve this objective."
    )
    kind: MilestoneKind | None = Field(default=None, description="Only of this kind.")
    status: Several[MilestoneStatus] | None = Field(
        default=None, description="In one of these states."
    )
    open: bool | None = Field(
        default=None, description="Whether there is still something to do, in an open plan."
    )
    of_my_reports: bool | None = Field(
        default=None, description="Only of people who report to me today."
    )
    horizon: Horizon | None = Field(default=None, description="How far away the deadline is today.")
    due_before: Day | None = Field(default=None, description="Due before this day.")
    due_from: Day | None = Field(default=None, description="Due on this day or later.")
    sort: MilestoneOrder | None = Field(default=None, description="The default is `created`.")
