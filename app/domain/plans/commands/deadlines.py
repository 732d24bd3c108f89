"""What can be asked of deadlines, and how moving many of them is answered."""

from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.domain.shape import Command, Shape
from app.domain.values import Day, Text

MOST_MOVED: Final = 1000
"""Milestones in one call."""


class MoveDeadline(Command):
    due_on: Day = Field(description="The new deadline.")
    reason: Text = Field(description="Why another day is the better one.")
    support_offered: Text | None = Field(default=None, description="What helps to get there.")


class AgreeToDeadline(Command):
    support_offered: Text | None = Field(
        default=None, description="What helps to get there; in place of what was offered before."
    )


class MoveDeadlines(Command):
    """Which deadlines: those of my reports, of these people, or these ones. How far: by days of
    the calendar, or by working days. Name one of each.
    """

    of_my_reports: bool | None = Field(
        default=None, description="`true`: of everybody who reports to me today."
    )
    person_ids: list[UUID] | None = Field(
        default=None, min_length=1, max_length=500, description="Of the plans of these people."
    )
    milestone_ids: list[UUID] | None = Field(
        default=None, min_length=1, max_length=MOST_MOVED, description="These milestones."
    )
    due_from: Day | None = Field(default=None, description="Only those due on this day or later.")
    due_before: Day | None = Field(default=None, description="Only those due before this day.")
    by_days: int | None = Field(
        default=None, ge=-365, le=365, description="Days of the calendar; below 0 is earlier."
    )
    by_working_days: int | None = Field(
        default=None, ge=-260, le=260, description="Working days; below 0 is earlier."
    )
    reason: Text = Field(description="Why other days are the better ones.")
    support_offered: Text | None = Field(default=None, description="What helps to get there.")
    dry_run: bool = Field(default=False, description="Only say what would change.")

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        named = (self.of_my_reports or None, self.person_ids, self.milestone_ids)
        if sum(one is not None for one in named) != 1:
            message = "name them once: ofMyReports, personIds or milestoneIds"
            raise ValueError(message)
        if (self.by_days is None) == (self.by_working_days is None):
            message = "say how far once: byDays or byWorkingDays"
            raise ValueError(message)
        if not (self.by_days or self.by_working_days):
            message = "0 days is not another day"
            raise ValueError(message)
        return self


class WhyLeft(StrEnum):
    """Why a deadline stays.

    `not_found`: There is no such milestone, as far as you may know. `not_yours`: You may see it,
    and not move its deadline. `not_open`: It is reached or waived. `out_of_range`: The new day
    would be too far away.
    """

    NOT_FOUND = "not_found"
    NOT_YOURS = "not_yours"
    NOT_OPEN = "not_open"
    OUT_OF_RANGE = "out_of_range"


class DeadlineMoved(Shape):
    """A deadline that moves."""

    milestone_id: UUID = Field(description="The milestone whose deadline moves.")
    from_on: Day = Field(description="The deadline there was.")
    to_on: Day = Field(description="The deadline there is now.")


class DeadlineLeft(Shape):
    """A deadline that stays, and why."""

    milestone_id: UUID = Field(description="The milestone whose deadline stays.")
    why: WhyLeft = Field(
        description="`not_found`: there is none that you may see; `not_yours`: you may see it, and "
        "others move it; `not_open`: it was reached or waived, or its plan has ended; "
        "`out_of_range`: the day would be before 1900 or after 2200."
    )


class DeadlinesMoved(Shape):
    """What was moved, or would be, the earliest deadline first."""

    dry_run: bool = Field(description="Whether this was only said, and nothing done.")
    moved: int = Field(description="How many deadlines moved, or would.")
    items: tuple[DeadlineMoved, ...] = Field(description="What happens to each.")
    left: tuple[DeadlineLeft, ...] = Field(
        description="Those that stay where they are, and why. Without `milestoneIds`, only open "
        "ones that you may see are looked at."
    )
    more: bool = Field(
        description="Whether there are more than 1,000: these are left as they are. A second call "
        "with the same filters may find again what this one moved: narrow it, by people or days."
    )
