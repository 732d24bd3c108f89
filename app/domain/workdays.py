"""Working days: a week, and the days off in it. Pure reckoning, which always comes to an end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FARTHEST: Final = 366
"""Days that are looked at for one working day. Where all of them are off, a day counts as it is:
a calendar without work is a mistake, and must not move a deadline by years.
"""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The days on which one works somewhere: ISO weekdays, 1 (Monday) to 7 (Sunday), without the
    days off.
    """

    week: Collection[int]
    days_off: Collection[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.isoweekday() in self.week and day not in self.days_off

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before this one."""
        return day if self.is_working(day) else self._next(day, _DAY) or day

    def before(self, day: date, count: int) -> date:
        """Back over so many working days; the day itself is not one of them."""
        return self.moved(day, -count)

    def moved(self, day: date, count: int) -> date:
        """Forward over so many working days, or back if there are fewer than none."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = self._next(day, step) or day + step
        return day

    def _next(self, day: date, step: timedelta) -> date | None:
        for _ in range(FARTHEST):
            day += step
            if self.is_working(day):
                return day
        return None
