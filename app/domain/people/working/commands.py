"""What can be asked of working calendars, and what other features learn of them."""

from dataclasses import dataclass

from pydantic import Field

from app.domain.people.commands import DaysOff, WorkingWeek
from app.domain.shape import Command
from app.domain.workdays import Workdays


class SetWorkingCalendar(Command):
    """All of it: what is left out is the organisation's again."""

    working_week: WorkingWeek | None = Field(
        default=None,
        description="The days on which they work, 1 (Monday) to 7 (Sunday). Null: as the "
        "organisation does.",
    )
    days_off: DaysOff | None = Field(
        default=None,
        description="Days on which they do not work, up to 500, beside those of the organisation. "
        "Null: no others.",
    )


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """When a person works, and which time it is where they are."""

    workdays: Workdays
    zone: str
