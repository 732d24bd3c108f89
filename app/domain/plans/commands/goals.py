"""What can be asked of goals."""

from pydantic import Field

from app.domain.shape import Command
from app.domain.values import Day, Line, Text


class AddGoal(Command):
    title: Line = Field(description="What they want to achieve.")
    aspiration: Text | None = Field(default=None, description="Why it matters to them.")
    success_criteria: Text | None = Field(default=None, description="How they will know.")
    horizon_on: Day | None = Field(default=None, description="By when, roughly.")


class AdjustGoal(AddGoal):
    """The goal that takes the place of the present one."""

    reason: Text | None = Field(default=None, description="What changed.")


class ReleaseGoal(Command):
    reason: Text | None = Field(default=None, description="What matters more now.")
