"""What can be asked of goals."""

from uuid import UUID

from pydantic import Field

from app.domain.plans.states import GoalStatus
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Day, Key, Line, Text

MOST_COMPETENCIES = 20


class GoalInWords(Command):
    title: Line = Field(description="What they want to achieve.")
    aspiration: Text | None = Field(default=None, description="Why it matters to them.")
    success_criteria: Text | None = Field(default=None, description="How they will know.")
    horizon_on: Day | None = Field(default=None, description="By when, roughly.")


class AddGoal(GoalInWords):
    is_private: bool = Field(
        default=False,
        description="Whether only the person whose goal it is sees it; only they may say so.",
    )
    reflection_id: UUID | None = Field(
        default=None,
        description="The reflection of yours that it grew from. Nobody else learns of it.",
    )


class AdjustGoal(GoalInWords):
    """The goal that takes the place of the present one."""

    reason: Text | None = Field(default=None, description="What changed.")


class ReleaseGoal(Command):
    reason: Text | None = Field(default=None, description="What matters more now.")


class ChangeGoal(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    title: Line = absent("What they want to achieve.")
    aspiration: Text | None = absent("Why it matters to them.")
    success_criteria: Text | None = absent("How they will know.")
    horizon_on: Day | None = absent("By when, roughly.")
    is_private: bool = absent(
        "Whether only the person whose goal it is sees it; only they may say so. Its milestones "
        "follow: besides the person, their owners see them."
    )


class AlignGoal(Command):
    objective_id: UUID = Field(description="The objective that the goal serves.")


class GoalGap(Command):
    """What somebody will be better at, and how far."""

    competency_id: UUID = Field(description="The competency.")
    from_level: Key | None = Field(
        default=None, description="Where they are: a code of the framework's scale."
    )
    to_level: Key | None = Field(
        default=None, description="Where they want to be: a code of the framework's scale."
    )


class SetGoalCompetencies(Command):
    items: tuple[GoalGap, ...] = Field(
        max_length=MOST_COMPETENCIES,
        description="All of them, the most important first; an empty list for none.",
    )


class GoalFilters(Filters):
    plan_id: UUID | None = Field(default=None, description="Of this plan.")
    person_id: UUID | None = Field(default=None, description="Of this person's plans.")
    status: GoalStatus | None = Field(default=None, description="Only of this status.")
    competency_id: UUID | None = Field(default=None, description="About this competency.")
    objective_id: UUID | None = Field(default=None, description="Serving this objective.")
