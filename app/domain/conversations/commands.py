"""What can be asked of conversations."""

from uuid import UUID

from pydantic import Field

from app.domain.conversations.models import Audience, ConversationStatus
from app.domain.plans.commands import AddGoal, AddMilestone, MilestoneKind
from app.domain.shape import Command, Filters
from app.domain.values import Day, Instant, Line, Text


class ScheduleConversation(Command):
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom: a manager, a mentor, a peer.")
    scheduled_at: Instant = Field(description="When, with an offset.")
    topic: Line = "Career conversation"


class PrepareConversation(Command):
    talking_points: Text = Field(description="What you want to talk about.")
    hopes: Text | None = Field(default=None, description="What you hope comes out of it.")


class WriteNote(Command):
    audience: Audience = Field(description="Who will read it. There is no default: choose.")
    body: Text


class AgreeNextStep(Command):
    """Both agree on one step: it becomes a milestone in the person's plan."""

    title: Line
    owner_id: UUID = Field(description="Who makes sure that it happens; anyone here.")
    due_on: Day = Field(description="The deadline.")
    kind: MilestoneKind = MilestoneKind.NEXT_STEP
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


class ConversationFilters(Filters):
    person_id: UUID | None = Field(default=None, description="About this person's career.")
    partner_id: UUID | None = None
    status: ConversationStatus | None = None


class AudienceFilters(Filters):
    audience: Audience = Field(description="The audience that you think of choosing.")
