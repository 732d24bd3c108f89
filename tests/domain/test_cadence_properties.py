"""What holds of the slots of any cadence, whatever its rule, zone, calendars and pauses."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.cadence import (
    BadRule,
    Cadence,
    Rule,
    Slot,
    following,
    interval_days,
    slots,
)
from app.domain.workdays import Workdays
from tests.domain.test_cadence import LONG_AGO, a_cadence, days

FREQUENCIES = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
WEEKDAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), max_size=3)
NUMBERED = st.lists(
    st.builds(
        "{}{}".format, st.sampled_from([1, 2, 4, 5, -1, -2, -5]), st.sampled_from(["MO", "SA"])
    ),
    max_size=2,
)


@st.composite
def rules(draw: st.DrawFn, month_days: st.SearchStrategy[int]) -> Rule:
    frequency = draw(FREQUENCIES)
    text = f"FREQ={frequency};INTERVAL={draw(st.integers(1, 8))}"
    parts = {
        "BYMONTH": draw(st.lists(st.integers(1, 12), max_size=3)),
        "BYMONTHDAY": draw(st.lists(month_days, max_size=3)) if frequency != "WEEKLY" else [],
        "BYDAY": draw(WEEKDAYS | NUMBERED if frequency in {"MONTHLY", "YEARLY"} else WEEKDAYS),
        "BYSETPOS": draw(st.lists(st.sampled_from([1, 2, -1]), max_size=1)),
    }
    if not any(parts[name] for name in ("BYMONTH", "BYMONTHDAY", "BYDAY")):
        parts["BYSETPOS"] = []
    text += "".join(
        f";{name}={','.join(map(str, value))}" for name, value in parts.items() if value
    )
    text += f";WKST={draw(st.sampled_from(['MO', 'SU', 'SA']))}"
    try:
        return Rule.read(text)
    except BadRule:
        assume(False)  # noqa: FBT003 - its only argument
        raise


IN_MONTHS: Final = st.integers(1, 28) | st.integers(-28, -1)
ALL_DAYS: Final = st.integers(1, 31) | st.integers(-5, -1)
STARTS: Final = st.dates(date(1995, 1, 1), date(2035, 1, 1))
AFTER: Final = st.integers(0, 16_000).map(lambda days: LONG_AGO + timedelta(35_000 + days))
ZONES: Final = st.sampled_from(
    [
        *("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"),
        *("Asia/Riyadh", "America/Sao_Paulo", "Africa/Casablanca"),
    ]
)
CADENCES: Final = st.builds(
    Cadence, rules(ALL_DAYS), ZONES, STARTS, st.times().map(lambda at: at.replace(microsecond=0))
)
WEEKS: Final = st.lists(
    st.builds(Workdays, st.frozensets(st.integers(1, 7), min_size=1)), max_size=2
)
PAUSES: Final = st.lists(
    st.tuples(STARTS, st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1))), max_size=2
)


@settings(deadline=None, max_examples=60)
@given(rules(IN_MONTHS), st.dates(date(2020, 1, 1), date(2028, 1, 1)))
def test_it_means_what_rfc_5545_means(rule: Rule, starts_on: date) -> None:
    """Where no day falls back, the whole rule as dateutil reads it has the same days.

    Of the week in which a rule starts, dateutil chooses by BYSETPOS among what is left of it.
    """
    assume(starts_on.day <= 28)
    begin = datetime.combine(starts_on + timedelta(7), time())
    ours = days(Cadence(rule, "UTC", starts_on, time()), 10, begin.replace(tzinfo=UTC))
    assume(len(ours) == 10)  # a rule that is over has dateutil look on until the year 9999

    whole = rrulestr(rule.text, dtstart=datetime.combine(starts_on, time()))

    assert ours == [f"{one:%Y-%m-%d}" for one in whole.xafter(begin, count=10)]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 53), st.integers(1, 7), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_weeks_are_numbered_as_iso_does(number: int, weekday: int, starts_on: date) -> None:
    name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday - 1]
    weekly = a_cadence(f"FREQ=YEARLY;BYWEEKNO={number};BYDAY={name}", starts_on)

    found = days(weekly, 8)

    everything = (starts_on + timedelta(n) for n in range(60 * 366))
    matches = (f"{d}" for d in everything if d.isocalendar()[1:] == (number, weekday))
    assert found == [next(matches) for _ in range(8)]


@settings(deadline=None, max_examples=60)
@given(CADENCES, AFTER, WEEKS, PAUSES)
def test_slots_are_in_order_and_respect_calendars_and_pauses(
    cadence: Cadence,
    after: datetime,
    workdays: list[Workdays],
    pauses: list[tuple[date, date | None]],
) -> None:
    zone = ZoneInfo(cadence.zone)
    found = slots(cadence, after=after, count=12, workdays=workdays, pauses=pauses)
    every = [one.nominal for one in slots(cadence, after=after, count=40)]

    assert all(one.nominal > after and one.at >= one.nominal for one in found)
    assert all(a.at < b.nominal for a, b in pairwise(found))
    for one in found:
        met, meant = one.at.astimezone(zone), one.nominal.astimezone(zone)
        for there in (met, meant):
            if there.time() != cadence.at:  # only where that time does not exist
                gap = datetime.combine(there.date(), cadence.at, zone)
                assert gap.astimezone(UTC).astimezone(zone).time() != cadence.at
            assert not any(a <= there.date() and (b is None or there.date() < b) for a, b in pauses)
        if one.nominal in every[:-1] and not all(w.is_working(met.date()) for w in workdays):
            then = every[every.index(one.nominal) + 1].astimezone(zone).date()
            between = (met.date() + timedelta(n) for n in range((then - met.date()).days))
            assert not any(all(w.is_working(d) for w in workdays) for d in between)


@settings(deadline=None, max_examples=60)
@given(CADENCES, AFTER, WEEKS, PAUSES, st.integers(1, 5), st.integers(1, 5))
def test_one_can_go_on_where_one_was(
    cadence: Cadence,
    after: datetime,
    workdays: list[Workdays],
    pauses: list[tuple[date, date | None]],
    first: int,
    more: int,
) -> None:
    def some(after: datetime, count: int) -> list[Slot]:
        return slots(cadence, after=after, count=count, workdays=workdays, pauses=pauses)

    found = some(after, first)
    rest = some(found[-1].nominal, more) if len(found) == first else []

    assert some(after, first + more) == found + rest


@settings(deadline=None, max_examples=60)
@given(CADENCES, st.dates(date(2000, 1, 1), date(2035, 1, 1)), AFTER)
def test_half_an_interval_lies_after_a_meeting(
    cadence: Cadence, met_on: date, after: datetime
) -> None:
    zone = ZoneInfo(cadence.zone)
    found = following(cadence, met_on=met_on, after=after, count=3)
    every = slots(cadence, after=after, count=3)

    for one in found:
        away = one.nominal.astimezone(zone).date() - met_on
        assert 2 * away.days >= interval_days(cadence.rule) - 2  # a zone may leave a day out
    if every and 2 * (every[0].nominal.astimezone(zone).date() - met_on).days > (
        interval_days(cadence.rule) + 2
    ):
        assert found == every
