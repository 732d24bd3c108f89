"""The text of a recurrence rule (RFC 5545, 3.3.10): read, judged, and put into a normal form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.domain.values import EARLIEST, LATEST

LONGEST: Final = 500
MOST_VALUES: Final = 31
MOST_TIMES: Final = 400
SLOWEST: Final = {"DAILY": 366, "WEEKLY": 104, "MONTHLY": 60, "YEARLY": 10}
"""How large INTERVAL may be."""
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_PART: Final = re.compile(r"([A-Z]+)=([A-Z0-9+,-]+)", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,4}", re.ASCII)
_WEEKDAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL: Final = re.compile(r"[0-9]{8}(T[0-9]{6}Z)?", re.ASCII)
_ONLY: Final = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY",),
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
}
_KNOWN: Final = (
    *("FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"),
    *("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS"),
)
_FINER: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


class BadRule(ValueError):
    """It says what is wrong with a rule, in words for a person."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a rule says. Weekdays are numbered from 0 (Monday), each after how manieth it is, with
    0 for all of them.
    """

    frequency: str
    interval: int = 1
    until: date | None = None
    """A day, or a moment in UTC."""
    count: int | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    def completed(self, starts_on: date) -> "Parts":
        """With the day that the first one has, where the rule names none."""
        if self.frequency == "DAILY" or self.weekdays or self.month_days or self.year_days:
            return self
        if self.frequency == "WEEKLY" or self.weeks:
            return replace(self, weekdays=((0, starts_on.weekday()),))
        if self.frequency == "YEARLY" and not self.months:
            return replace(self, months=(starts_on.month,), month_days=(starts_on.day,))
        return replace(self, month_days=(starts_on.day,))

    def __str__(self) -> str:
        until = self.until and _written(self.until)
        weekdays = [f"{number or ''}{DAYS[day]}" for number, day in self.weekdays]
        said = {
            "FREQ": self.frequency,
            "INTERVAL": self.interval,
            "UNTIL": until,
            "COUNT": self.count,
            "BYMONTH": _listed(self.months),
            "BYWEEKNO": _listed(self.weeks),
            "BYYEARDAY": _listed(self.year_days),
            "BYMONTHDAY": _listed(self.month_days),
            "BYDAY": ",".join(weekdays),
            "BYSETPOS": _listed(self.positions),
            "WKST": DAYS[self.week_start] if self.week_start else None,
        }
        return ";".join(f"{name}={value}" for name, value in said.items() if value)


def read_parts(text: str) -> Parts:
    """Raises BadRule for whatever is no rule that is allowed here."""
    given = _split(text)
    frequency = given.get("FREQ", "")
    if frequency not in SLOWEST:
        raise BadRule("FREQ has to be one of DAILY, WEEKLY, MONTHLY and YEARLY.")
    for name, frequencies in _ONLY.items():
        if name in given and frequency not in frequencies:
            raise BadRule(f"{name} does not go with FREQ={frequency}.")
    if "UNTIL" in given and "COUNT" in given:
        raise BadRule("A rule ends with UNTIL or with COUNT, not with both.")
    parts = Parts(
        frequency=frequency,
        interval=_one(given, "INTERVAL", SLOWEST[frequency]) or 1,
        until=_until(given["UNTIL"]) if "UNTIL" in given else None,
        count=_one(given, "COUNT", MOST_TIMES),
        months=_numbers(given, "BYMONTH", 12, back=0),
        weeks=_numbers(given, "BYWEEKNO", 53, back=53),
        year_days=_numbers(given, "BYYEARDAY", 366, back=366),
        month_days=_numbers(given, "BYMONTHDAY", 31, back=28),
        weekdays=_weekdays(given, frequency),
        positions=_numbers(given, "BYSETPOS", 366, back=366),
        week_start=_week_start(given),
    )
    if parts.positions and not any(name.startswith("BY") for name in given if name != "BYSETPOS"):
        raise BadRule("BYSETPOS chooses among days that another part, such as BYDAY, names.")
    return parts


def _split(text: str) -> Mapping[str, str]:
    if len(text) > LONGEST:
        raise BadRule(f"A rule has at the most {LONGEST} characters.")
    text = text.strip().upper().removeprefix("RRULE:") if text.isascii() else ""
    given: dict[str, str] = {}
    for part in text.removesuffix(";").split(";"):
        match = _PART.fullmatch(part)
        if match is None:
            raise BadRule("A rule looks like FREQ=MONTHLY;BYDAY=2TU: one line, NAME=VALUE parts.")
        name, value = match.groups()
        if name in _FINER:
            raise BadRule(f"{name} is not allowed: the time of day is said beside the rule.")
        if name not in _KNOWN:
            raise BadRule(f"A part is not known here. These are: {', '.join(_KNOWN)}.")
        if name in given:
            raise BadRule(f"{name} is there twice.")
        given[name] = value
    return given


def _values(given: Mapping[str, str], name: str) -> list[str]:
    values = given[name].split(",") if name in given else []
    if len(values) > MOST_VALUES:
        raise BadRule(f"{name} has at the most {MOST_VALUES} values.")
    return values


def _numbers(given: Mapping[str, str], name: str, most: int, *, back: int) -> tuple[int, ...]:
    found = set()
    for value in _values(given, name):
        number = int(value) if _NUMBER.fullmatch(value) else 0
        if not (1 <= number <= most or -back <= number <= -1):
            counted = f", or -1 to -{back} counted from the end" if back else ""
            raise BadRule(f"{name} takes numbers from 1 to {most}{counted}.")
        found.add(number)
    return tuple(sorted(found, key=lambda number: (number < 0, number)))


def _one(given: Mapping[str, str], name: str, most: int) -> int | None:
    found = _numbers(given, name, most, back=0) if name in given else ()
    if len(found) > 1:
        raise BadRule(f"{name} takes one number.")
    return found[0] if found else None


def _weekdays(given: Mapping[str, str], frequency: str) -> tuple[tuple[int, int], ...]:
    found = set()
    most = {"MONTHLY": 5, "YEARLY": 5 if "BYMONTH" in given else 53}.get(frequency, 0)
    for value in _values(given, "BYDAY"):
        match = _WEEKDAY.fullmatch(value)
        if match is None:
            raise BadRule("BYDAY takes weekdays, such as TU, 2TU or -1FR.")
        number, day = match.groups()
        if number is not None and (not most or "BYWEEKNO" in given):
            raise BadRule("BYDAY counts weekdays, as in 2TU, only in months and years.")
        if number is not None and not 1 <= abs(int(number)) <= most:
            raise BadRule(f"BYDAY counts from 1 to {most} here, or from -1 to -{most}.")
        found.add((int(number or 0), DAYS.index(day)))
    if len({number == 0 for number, _ in found}) > 1:
        raise BadRule("BYDAY has either a number before every weekday, or before none.")
    return tuple(sorted(found, key=lambda one: (one[0] < 0, *one)))


def _week_start(given: Mapping[str, str]) -> int:
    day = given.get("WKST", "MO")
    if day not in DAYS:
        raise BadRule("WKST is the weekday on which a week begins, such as MO or SU.")
    return DAYS.index(day)


def _until(value: str) -> date:
    wrong = BadRule("UNTIL is a day, such as 20271231, or a moment, such as 20271231T120000Z.")
    if not _UNTIL.fullmatch(value):
        raise wrong
    try:
        found = datetime.strptime(value[:8] + value[9:15].ljust(6, "0") + "Z", "%Y%m%d%H%M%S%z")
    except ValueError:
        raise wrong from None
    if not EARLIEST.year <= found.year <= LATEST.year:
        raise BadRule(f"UNTIL is between {EARLIEST.year} and {LATEST.year}.")
    return found if value.endswith("Z") else found.date()


def _written(until: date) -> str:
    return until.strftime("%Y%m%dT%H%M%SZ" if isinstance(until, datetime) else "%Y%m%d")


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)
