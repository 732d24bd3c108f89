"""What a deadline means. Everything else that speaks of one goes by this.

A deadline is a day, `due_on`. Who works on it is in time until the end of `ends_on`: that day if
one works on it, or else the first working day after it. It is due soon from `soon_on`: five
working days before `ends_on`, counted back from it. Working days are those of the organisation:
its working week, without its days off. Which day it is, is said by the clock of the owner.

The columns keep how far these two days are from the deadline (`grace_days`, `ahead_days`), and
PostgreSQL adds them up, so that they can be looked for.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.workdays import Workdays

SOON_WORKDAYS: Final = 5
TOLD_FROM: Final = time(8)
"""Nobody is told of a deadline at night: from when on, by the clock of the owner."""
FARTHEST_EAST: Final = timedelta(hours=14)
"""Nowhere on earth is it later than this, seen from UTC."""
NIGHT: Final = timedelta(hours=12)
"""Before `TOLD_FROM`, so long ago was the day before, whatever was done to the clock meanwhile."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How far the days that matter are from the deadline."""

    grace_days: int
    ahead_days: int


def reckon(due_on: date, workdays: Workdays) -> Reckoned:
    ends_on = workdays.on_or_after(due_on)
    soon_on = workdays.before(ends_on, SOON_WORKDAYS)
    return Reckoned((ends_on - due_on).days, (due_on - soon_on).days)


def local_day(now: datetime, zone: str) -> date:
    """Which day it is there. `views.milestones.local_day` says the same in SQL."""
    return now.astimezone(ZoneInfo(zone)).date()


def told_day(now: datetime, zone: str) -> date:
    """The last day there on which `TOLD_FROM` has come. A day that was left out of the calendar,
    as Samoa did in 2011, is none. `views.milestones.told_day` says the same in SQL.
    """
    there = now.astimezone(ZoneInfo(zone))
    return there.date() if there.time() >= TOLD_FROM else local_day(now - NIGHT, zone)
