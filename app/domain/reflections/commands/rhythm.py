"""What can be asked of the rhythm in which somebody is asked."""

from typing import Annotated

from pydantic import Field

from app.domain.reflections.states import Every
from app.domain.shape import Command
from app.domain.values import Day, Key, Zone

Weekday = Annotated[int, Field(ge=1, le=7)]


class SetRhythm(Command):
    every: Every = Field(description="How often you want to be asked, or `off`.")
    weekday: Weekday = Field(default=5, description="On which day: 1 (Monday) to 7 (Sunday).")
    time_zone: Zone | None = Field(
        default=None, description="Where that day begins. Null: where you live, as HR knows it."
    )


class SkipPrompt(Command):
    prompt_id: Key = Field(description="The question that waits for you.")


class SnoozePrompt(Command):
    prompt_id: Key = Field(description="The question that waits for you.")
    until: Day = Field(description="The day on which you want to be asked again.")
