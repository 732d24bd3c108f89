"""When two people meet, again and again: a rule of RFC 5545, and the slots that it makes.

A rule has a fastest pace of once a day, and says nothing of hours: a cadence adds from which day
on, at what time, and where. Pure reckoning, which always comes to an end, whatever the rule.

- The time on the wall stays the same when clocks change. One that does not exist on a day is moved
  forward by what was left out, and of one that comes twice the first is meant (RFC 5545, 3.3.5).
- A day that a month does not have falls back to the last one that it has, as with `SKIP=BACKWARD`
  of RFC 7529: the 31st of April is the 30th, and the 29th of February is the 28th in most years.
- A slot on a day off moves to the next day on which everybody works, unless the next slot comes
  first: then it stays where it is.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby, islice, pairwise, takewhile
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from app.domain.recurrence import BadRule, Parts, read_parts
from app.domain.values import EARLIEST, LATEST
from app.domain.workdays import FARTHEST, Workdays

__all__ = [
    "BadRule",
    "Cadence",
    "Rule",
    "Slot",
    "calendar_text",
    "following",
    "interval_days",
    "slots",
]

Pauses = Sequence[tuple[date, date | None]]

LONGEST_GAP: Final = timedelta(days=40 * 366)
"""The calendar repeats itself within 40 years, also around 2100. A rule is over that has no slot
for so long; and so is every search.
"""
USUAL_SLOTS: Final = 60
"""At the most so many slots say how far they are from each other."""

_DAY: Final = timedelta(days=1)
_FREQUENCIES: Final = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_USUAL_DAYS: Final = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_SAMPLE: Final = date(2001, 1, 1)
"""The Monday from which a rule is tried out: 40 years from here have every kind of year."""
_EVERY_DAY: Final = tuple(range(7))
_SHORTEST_MONTH: Final = 28


@dataclass(frozen=True, slots=True)
class Rule:
    """When it comes again: one RRULE of RFC 5545, judged and put into a normal form."""

    text: str

    @classmethod
    def read(cls, text: str) -> "Rule":
        """Raises BadRule for what is no rule, what is not allowed here, and what never comes."""
        parts = read_parts(text)
        tried = _Days(parts, _SAMPLE, every=1, falls_back=False)
        if next(tried.since(_SAMPLE), None) is None:
            message = "There is no day in the calendar that this rule means."
            raise BadRule(message)
        return cls(str(parts))


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rule, from a day on, at a time on the wall of an IANA time zone."""

    rule: Rule
    zone: str
    starts_on: date
    at: time


@dataclass(frozen=True, slots=True)
class Slot:
    """A date of a cadence, in UTC."""

    nominal: datetime
    """Where the rule puts it: by this one knows it again."""
    at: datetime
    """When to meet: moved to the next working day if that is a day off."""


def slots(
    cadence: Cadence,
    *,
    after: datetime,
    count: int,
    workdays: Sequence[Workdays] = (),
    pauses: Pauses = (),
) -> list[Slot]:
    """The next slots that the rule puts after a moment; fewer, if it is over before.

    A pause lasts from a day on until before another one, where the cadence is; or without an end.
    A slot is left out if the day on which it is, or to which it moves, is one of these.
    """
    return list(islice(_slots(cadence, after, tuple(workdays), tuple(pauses)), max(count, 0)))


def following(
    cadence: Cadence,
    *,
    met_on: date,
    after: datetime,
    count: int,
    workdays: Sequence[Workdays] = (),
    pauses: Pauses = (),
) -> list[Slot]:
    """The slots after a meeting, whether it took place early, late, or past the next slot.

    One that the rule puts less than half an interval after the day of the meeting is left out.
    """
    half = timedelta(days=-(-interval_days(cadence.rule) // 2))
    found = _slots(cadence, after, tuple(workdays), tuple(pauses), met_on + half)
    return list(islice(found, max(count, 0)))


@lru_cache(maxsize=1000)
def interval_days(rule: Rule) -> int:
    """How many days two slots are usually apart: the mean, to the next whole day."""
    parts = _parts(rule.text)
    days = _Days(parts, _SAMPLE, limited=False).since(_SAMPLE)
    known = takewhile(lambda day: day - _SAMPLE < LONGEST_GAP, days)
    found = list(islice(known, USUAL_SLOTS))
    if len(found) < 2:  # noqa: PLR2004 - a distance takes two
        return _USUAL_DAYS[parts.frequency] * parts.interval
    return max(round((found[-1] - found[0]).days / (len(found) - 1)), 1)


def calendar_text(cadence: Cadence) -> str:
    """The lines DTSTART and RRULE of RFC 5545, which begin with the first slot.

    Where a day may fall back, they say so in the words of RFC 7529.
    """
    zone, parts = ZoneInfo(cadence.zone), _parts(cadence.rule.text)
    days = _Days(parts, cadence.starts_on)
    first = next(days.since(cadence.starts_on), cadence.starts_on)
    begins = datetime.combine(first, cadence.at).strftime("%Y%m%dT%H%M%S")
    text = str(parts)
    if isinstance(parts.until, date) and not isinstance(parts.until, datetime):
        last = datetime.combine(parts.until, cadence.at, zone).astimezone(UTC)
        text = text.replace(f"UNTIL={parts.until:%Y%m%d}", f"UNTIL={last:%Y%m%dT%H%M%SZ}")
    if days.may_fall_back:
        text = f"RSCALE=GREGORIAN;{text};SKIP=BACKWARD"
    return f"DTSTART;TZID={cadence.zone}:{begins}\nRRULE:{text}"


def _slots(
    cadence: Cadence,
    after: datetime,
    workdays: tuple[Workdays, ...],
    pauses: tuple[tuple[date, date | None], ...],
    earliest: date = EARLIEST,
) -> Iterator[Slot]:
    zone = ZoneInfo(cadence.zone)

    def moment(day: date) -> datetime:
        return datetime.combine(day, cadence.at, zone).astimezone(UTC)

    def free(day: date) -> date:
        """The day itself, or the next one on which all of them work."""
        for ahead in range(FARTHEST + 1):
            found = day + ahead * _DAY
            if all(one.is_working(found) for one in workdays):
                return found
        return day

    def paused(day: date) -> bool:
        return any(begins <= day and (ends is None or day < ends) for begins, ends in pauses)

    for day, next_day in _with_next(_distinct(_nominal(cadence, after), moment)):
        nominal = moment(day)
        if nominal <= after or day < earliest:
            continue
        moved = free(day)
        if next_day is not None and moment(moved) >= moment(next_day):
            moved = day
        if not paused(day) and not paused(moved):
            yield Slot(nominal, moment(moved))


def _nominal(cadence: Cadence, after: datetime) -> Iterator[date]:
    """The days of the rule, from a little before this moment on."""
    parts, zone = _parts(cadence.rule.text), ZoneInfo(cadence.zone)
    floor = max(cadence.starts_on, EARLIEST)
    if after.year > LATEST.year:
        return
    if after.year >= EARLIEST.year:
        floor = max(floor, after.astimezone(UTC).date() - 3 * _DAY)
    for day in _Days(parts, max(cadence.starts_on, EARLIEST)).since(floor):
        if isinstance(parts.until, datetime):
            if datetime.combine(day, cadence.at, zone).astimezone(UTC) > parts.until:
                return
        elif parts.until is not None and day > parts.until:
            return
        yield day


def _distinct(days: Iterable[date], moment: Any) -> Iterator[date]:
    """Where a zone left out a whole day, two days of the rule are one moment: it counts once."""
    last: datetime | None = None
    for day in days:
        if last is None or moment(day) > last:
            yield day
        last = moment(day)


def _with_next(days: Iterator[date]) -> Iterator[tuple[date, date | None]]:
    def ended() -> Iterator[date | None]:
        yield from days
        yield None

    for day, next_day in pairwise(ended()):
        if day is not None:
            yield day, next_day


@lru_cache(maxsize=1000)
def _parts(text: str) -> Parts:
    return read_parts(text)


class _Days:
    """The days that a rule means, counted from a first day."""

    def __init__(
        self,
        parts: Parts,
        starts_on: date,
        *,
        every: int | None = None,
        falls_back: bool = True,
        limited: bool = True,
    ) -> None:
        self._parts = parts = parts.completed(starts_on)
        self._starts_on = starts_on
        self._every = every or parts.interval
        self._count = parts.count if limited else None
        positive = [day for day in parts.month_days if day > 0]
        self._latest = max(positive, default=0)
        self.may_fall_back = falls_back and self._latest > _SHORTEST_MONTH

    def since(self, floor: date) -> Iterator[date]:
        """Those that are not before `floor`, until there is none for a very long time."""
        floor = max(floor, self._starts_on)
        if self._count is None:
            return (day for day in self._from(floor) if day >= floor)
        counted = islice(self._from(self._starts_on), self._count)
        return (day for day in counted if day >= floor)

    def _from(self, floor: date) -> Iterator[date]:
        """Those of the period in which `floor` lies, and of later ones, since the first day."""
        last = floor
        for _, period in groupby(self._candidates(floor), self._period):
            # Candidates come one by one also where none of them is meant: the end is seen there.
            days = []
            for day in period:
                if day > LATEST or day - last > LONGEST_GAP:
                    return
                if self._is_meant(day):
                    days.append(day)
            for day in self._chosen(days):
                if day >= self._starts_on:
                    yield day
                    last = max(last, day)

    def _candidates(self, floor: date) -> Iterator[date]:
        """More days than are meant, and some in every period: so the search always goes on."""
        parts, more = self._parts, {}
        if parts.frequency != "DAILY":
            if parts.weekdays:
                more["byweekday"] = tuple({weekday for _, weekday in parts.weekdays})
            elif parts.month_days:
                more["bymonthday"] = (*parts.month_days, -1)
            else:
                more["byweekday"] = _EVERY_DAY
        found = rrule(
            _FREQUENCIES[parts.frequency],
            dtstart=datetime.combine(self._aligned(floor), time()),
            interval=self._every,
            wkst=parts.week_start,
            **more,
        )
        return (moment.date() for moment in found)

    def _aligned(self, floor: date) -> date:
        """The first day of the latest period of the rule that begins by then."""
        parts, first = self._parts, self._starts_on
        if parts.frequency == "DAILY":
            return floor - (floor - first).days % self._every * _DAY
        if parts.frequency == "WEEKLY":
            week, this = self._week(first), self._week(floor)
            return this - (this - week).days % (7 * self._every) * _DAY
        if parts.frequency == "MONTHLY":
            months = floor.year * 12 + floor.month - 1
            months -= (months - first.year * 12 - first.month + 1) % self._every
            return date(months // 12, months % 12 + 1, 1)
        return date(floor.year - (floor.year - first.year) % self._every, 1, 1)

    def _week(self, day: date) -> date:
        return day - (day.weekday() - self._parts.week_start) % 7 * _DAY

    def _period(self, day: date) -> date:
        match self._parts.frequency:
            case "DAILY":
                return day
            case "WEEKLY":
                return self._week(day)
            case "MONTHLY":
                return day.replace(day=1)
        return day.replace(month=1, day=1)

    def _chosen(self, days: list[date]) -> list[date]:
        """Of the days of one period, those at the positions that the rule names."""
        positions = self._parts.positions
        if not positions:
            return days
        size = len(days)
        named = {at - 1 if at > 0 else size + at for at in positions}
        return [days[at] for at in sorted(named) if 0 <= at < size]

    def _is_meant(self, day: date) -> bool:
        parts = self._parts
        return (
            (not parts.months or day.month in parts.months)
            and (not parts.month_days or self._is_month_day(day))
            and (not parts.weekdays or self._is_weekday(day))
            and (not parts.year_days or _counted(_year_day(day), _year_days(day), parts.year_days))
            and (not parts.weeks or self._is_week(day))
        )

    def _is_month_day(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        fallen = self.may_fall_back and day.day == length < self._latest
        return fallen or _counted(day.day, length, self._parts.month_days)

    def _is_weekday(self, day: date) -> bool:
        """A number counts this weekday in the month, or in the year if no months are named."""
        parts = self._parts
        if parts.frequency == "MONTHLY" or parts.months:
            at, length = day.day, monthrange(day.year, day.month)[1]
        else:
            at, length = _year_day(day), _year_days(day)
        numbers = (0, (at - 1) // 7 + 1, -((length - at) // 7 + 1))
        return any((number, day.weekday()) in parts.weekdays for number in numbers)

    def _is_week(self, day: date) -> bool:
        """A week belongs to the year in which most of its days lie (RFC 5545, 3.3.10)."""
        middle = self._week(day) + 3 * _DAY
        weeks = (_year_day(self._week(date(middle.year, 12, 28)) + 3 * _DAY) - 1) // 7 + 1
        return _counted((_year_day(middle) - 1) // 7 + 1, weeks, self._parts.weeks)


def _counted(at: int, length: int, wanted: Sequence[int]) -> bool:
    """Whether this is one of those, counted from the beginning or, if negative, from the end."""
    return at in wanted or at - length - 1 in wanted


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_days(day: date) -> int:
    return _year_day(date(day.year, 12, 31))
