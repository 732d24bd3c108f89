"""Until when two people can still meet, and when they are told. Everything else goes by this.

A conversation has a date. The two can still meet until the end of its last day of grace: so many
working days after the day of the date, on which both of them work. Where they have not met by
then, and the conversation is still ahead, it is missed: from midnight after that day on. Which day
it is, is said by the clock of the person whose career it is about, as it is when the date is made.

Nobody is told at night: that it is missed is told from 08:00 on, and so is each reminder, so many
working days after the day on which it was missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.workdays import Workdays

USUAL_GRACE_DAYS: Final = 5
MOST_GRACE_DAYS: Final = 60
TOLD_FROM: Final = time(8)
AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment that has come: the clock looks at it as soon as it can."""


def both_work(calendars: Iterable[Workdays]) -> Workdays:
    """The days on which everybody works."""
    return reduce(
        lambda one, other: Workdays(
            frozenset(one.week) & frozenset(other.week),
            frozenset(one.days_off) | frozenset(other.days_off),
        ),
        calendars,
    )


@dataclass(frozen=True, slots=True)
class Together:
    """When both sides of a conversation work, and where the person is."""

    workdays: Workdays
    zone: str

    def missed_at(self, scheduled_at: datetime, grace_days: int) -> datetime:
        """The end of the last day on which they can still meet."""
        last = self.workdays.moved(self._day(scheduled_at), grace_days)
        return self._moment(last + timedelta(days=1), time())

    def told_at(self, missed_at: datetime) -> datetime:
        """The morning after that day; never before it is over, wherever the person went since."""
        return max(self._moment(self._day(missed_at), TOLD_FROM), missed_at)

    def reminded_at(self, missed_at: datetime, after_days: int) -> datetime:
        """The morning of the day that comes so many working days later."""
        return self._moment(self.workdays.moved(self._day(missed_at), after_days), TOLD_FROM)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)
