"""What can be asked of next steps."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.commands import AddGoal, AddMilestone, MilestoneKind
from app.domain.shape import Command
from app.domain.values import Day, Line, Text


class AgreeNextStep(Command):
    """Both agree on one step: it becomes a milestone in the person's plan."""

    title: Line = Field(description="What is to be done.")
    owner_id: UUID = Field(description="Who makes sure that it happens; anyone here.")
    due_on: Day = Field(description="The deadline.")
    kind: MilestoneKind = Field(
        default=MilestoneKind.NEXT_STEP, description="What kind of step it is."
    )
    success_measure: Text | None = Field(
        default=None, description="How everybody will know that it is done."
    )
    goal_id: UUID | None = Field(
        default=None, description="The goal of the person's open plan that it serves."
    )
    goal_title: Line | None = Field(
        default=None, description="Or: begin a goal with this title for it."
    )

    def milestone(self) -> AddMilestone:
        return AddMilestone(**self.model_dump(exclude={"goal_title"}))

    def goal(self) -> AddGoal | None:
        return AddGoal(title=self.goal_title) if self.goal_title is not None else None
