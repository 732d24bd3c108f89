"""Slots of a cadence: clocks that change, days that months lack, days off, pauses."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from app.domain import cadence as kernel
from app.domain.cadence import Cadence, Rule, calendar_text, following, slots
from app.domain.workdays import Workdays
from tests.domain.test_recurrence import MOST_STEPS, Steps

LONG_AGO: Final = datetime(1900, 1, 1, tzinfo=UTC)
ORDINARY: Final = Workdays((1, 2, 3, 4, 5))
UNTIL_JUNE: Final = "FREQ=YEARLY;INTERVAL=1;UNTIL=20260630T080000Z"
GULF: Final = Workdays((7, 1, 2, 3, 4))


def a_cadence(
    text: str,
    starts_on: date = date(2026, 1, 1),
    zone: str = "Europe/Stockholm",
    at: time = time(10),
) -> Cadence:
    return Cadence(Rule.read(text), zone, starts_on, at)


def days(cadence: Cadence, count: int, after: datetime = LONG_AGO) -> list[str]:
    found = slots(cadence, after=after, count=count)
    return [f"{one.nominal.astimezone(ZoneInfo(cadence.zone)):%Y-%m-%d}" for one in found]


@pytest.mark.parametrize(
    ("zone", "starts_on", "at", "utc"),
    [
        # One hour on (29 March 2026), 02:30 is left out: 03:30 in summer time.
        ("Europe/Stockholm", date(2026, 3, 28), time(2, 30), ["01:30", "01:30", "00:30"]),
        # One hour back (25 October 2026), 02:30 comes twice: the first of both.
        ("Europe/Stockholm", date(2026, 10, 24), time(2, 30), ["00:30", "00:30", "01:30"]),
        ("America/New_York", date(2026, 3, 7), time(2, 30), ["07:30", "07:30", "06:30"]),
        ("America/New_York", date(2026, 10, 31), time(1, 30), ["05:30", "05:30", "06:30"]),
        # Half an hour on (4 October 2026), 02:15 is left out: 02:45.
        ("Australia/Lord_Howe", date(2026, 10, 3), time(2, 15), ["15:45", "15:45", "15:15"]),
        # Half an hour back (5 April 2026), 01:45 comes twice.
        ("Australia/Lord_Howe", date(2026, 4, 4), time(1, 45), ["14:45", "14:45", "15:15"]),
        ("Europe/Stockholm", date(2026, 3, 28), time(10), ["09:00", "08:00", "08:00"]),
    ],
)
def test_clocks_change_and_the_time_on_the_wall_stays(
    zone: str, starts_on: date, at: time, utc: list[str]
) -> None:
    found = slots(a_cadence("FREQ=DAILY", starts_on, zone, at), after=LONG_AGO, count=3)

    assert [f"{one.nominal:%H:%M}" for one in found] == utc
    assert all(one.at == one.nominal for one in found)


def test_a_day_that_a_zone_left_out_is_no_second_slot() -> None:
    """Samoa went from the 29th to the 31st of December 2011."""
    samoa = a_cadence("FREQ=DAILY", date(2011, 12, 29), "Pacific/Apia")

    assert days(samoa, 3) == ["2011-12-29", "2011-12-31", "2012-01-01"]


@pytest.mark.parametrize(
    ("text", "starts_on", "expected"),
    [
        ("FREQ=MONTHLY", date(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", date(2028, 1, 1), ["2028-01-30", "2028-02-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=28,31", date(2026, 2, 1), ["2026-02-28", "2026-03-28"]),
        ("FREQ=YEARLY", date(2024, 2, 29), ["2024-02-29", "2025-02-28"]),
        ("FREQ=YEARLY;BYMONTH=2", date(2027, 1, 31), ["2027-02-28", "2028-02-29"]),
        ("FREQ=MONTHLY;INTERVAL=12", date(2024, 2, 29), ["2024-02-29", "2025-02-28"]),
        ("FREQ=MONTHLY;INTERVAL=3", date(2026, 5, 31), ["2026-05-31", "2026-08-31", "2026-11-30"]),
        ("FREQ=DAILY;BYMONTHDAY=31", date(2026, 4, 1), ["2026-04-30", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=TH", date(2026, 4, 1), ["2026-04-30", "2026-12-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1,31;BYSETPOS=-1", date(2026, 4, 1), ["2026-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=29;COUNT=2", date(2027, 2, 1), ["2027-02-28", "2027-03-29"]),
    ],
)
def test_a_day_that_a_month_lacks_falls_back_to_its_last(
    text: str, starts_on: date, expected: list[str]
) -> None:
    assert days(a_cadence(text, starts_on), len(expected)) == expected


@pytest.mark.parametrize(
    ("text", "starts_on", "expected"),
    [
        # Weeks that begin on a Sunday: the Sunday before goes with the Thursday after it.
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU;WKST=SU",
            date(2026, 1, 4),
            ["2026-01-04", "2026-01-08", "2026-01-18"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU",
            date(2026, 1, 4),
            ["2026-01-04", "2026-01-15", "2026-01-18"],
        ),
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 1, 1), ["2026-01-30", "2026-02-27"]),
        ("FREQ=YEARLY;BYDAY=20MO", date(1997, 5, 19), ["1997-05-19", "1998-05-18"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", date(1997, 5, 1), ["1997-05-12", "1998-05-11"]),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", date(2020, 1, 1), ["2020-12-28", "2021-12-27"]),
        (
            "FREQ=WEEKLY;UNTIL=20260115",
            date(2026, 1, 1),
            ["2026-01-01", "2026-01-08", "2026-01-15"],
        ),
        ("FREQ=WEEKLY;UNTIL=20260115T085959Z", date(2026, 1, 1), ["2026-01-01", "2026-01-08"]),
        ("FREQ=DAILY;COUNT=2", date(2026, 1, 1), ["2026-01-01", "2026-01-02"]),
        ("FREQ=DAILY", date(2200, 12, 30), ["2200-12-30", "2200-12-31"]),
        # It never meets a Monday.
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", date(2026, 1, 1), []),
    ],
)
def test_what_rules_mean(text: str, starts_on: date, expected: list[str]) -> None:
    wanted = 3 if "UNTIL" in text or "COUNT" in text or starts_on.year > 2100 else len(expected)

    assert days(a_cadence(text, starts_on), max(wanted, 1)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=366",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366",
        "FREQ=YEARLY;INTERVAL=10;BYDAY=53MO;BYMONTHDAY=31",
    ],
)
@pytest.mark.parametrize("after", [LONG_AGO, datetime(2150, 1, 1, tzinfo=UTC)])
def test_a_search_for_nothing_ends(
    text: str, after: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cadence = a_cadence(text, date(2026, 2, 3))
    steps = Steps()
    monkeypatch.setattr(kernel, "rrule", steps)

    found = slots(cadence, after=after, count=1)

    assert not found or found[0].nominal > after
    assert steps.count <= 2 * MOST_STEPS


def test_times_beyond_the_calendar_have_no_slots() -> None:
    daily = a_cadence("FREQ=DAILY")

    assert slots(daily, after=datetime.max.replace(tzinfo=UTC), count=3) == []
    assert len(slots(daily, after=datetime.min.replace(tzinfo=UTC), count=3)) == 3
    assert slots(daily, after=LONG_AGO, count=0) == slots(daily, after=LONG_AGO, count=-1) == []


def test_a_slot_on_a_weekend_moves_to_the_next_working_day() -> None:
    """The 1st of August 2026 is a Saturday, of May a Friday."""
    first = a_cadence("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", date(2026, 5, 1))

    def met(*workdays: Workdays) -> list[str]:
        return [
            f"{one.at:%m-%d}" for one in slots(first, after=LONG_AGO, count=2, workdays=workdays)
        ]

    assert met() == ["05-01", "08-01"]
    assert met(ORDINARY) == ["05-01", "08-03"]
    assert met(GULF) == ["05-03", "08-02"]
    assert met(ORDINARY, GULF) == ["05-04", "08-03"]
    assert met(Workdays(ORDINARY.week, {date(2026, 5, 1)}), GULF) == ["05-04", "08-03"]


def test_a_slot_stays_where_the_next_one_comes_first() -> None:
    daily = a_cadence("FREQ=DAILY", date(2026, 11, 27))
    weekly = a_cadence("FREQ=WEEKLY", date(2026, 11, 27))
    away = Workdays((1, 2, 3, 4, 5), {date(2026, 11, 27) + timedelta(n) for n in range(7)})
    never = (Workdays((1,)), Workdays((2,)))

    for one in (daily, weekly):
        for calendars in ((away,), never):
            found = slots(one, after=LONG_AGO, count=4, workdays=calendars)
            assert found[0].at == found[0].nominal
    assert [s.at.day for s in slots(daily, after=LONG_AGO, count=2, workdays=(ORDINARY,))] == [
        27,
        28,
    ]


def test_a_pause_leaves_out_what_lies_in_it() -> None:
    weekly = a_cadence("FREQ=WEEKLY", date(2026, 6, 1))
    pauses = [(date(2026, 6, 8), date(2026, 6, 29)), (date(2026, 7, 7), None)]

    found = slots(weekly, after=LONG_AGO, count=9, pauses=pauses)

    assert [f"{one.nominal:%m-%d}" for one in found] == ["06-01", "06-29", "07-06"]


def test_nobody_meets_in_a_pause_because_of_a_day_off() -> None:
    """From the Saturday it would move to the Monday, when the pause has begun."""
    saturdays = a_cadence("FREQ=MONTHLY;BYDAY=2SA", date(2026, 6, 1))
    pauses = [(date(2026, 6, 15), date(2026, 7, 1))]

    found = slots(saturdays, after=LONG_AGO, count=1, workdays=[ORDINARY], pauses=pauses)

    assert [f"{one.nominal:%m-%d} {one.at:%m-%d}" for one in found] == ["07-11 07-13"]


def test_pauses_begin_and_end_where_the_cadence_is() -> None:
    """In Auckland it is the 2nd at 09:00, while it is still the 1st in UTC."""
    there = a_cadence("FREQ=DAILY", date(2026, 6, 1), "Pacific/Auckland", time(9))

    found = slots(there, after=LONG_AGO, count=2, pauses=[(date(2026, 6, 2), date(2026, 6, 3))])

    assert [f"{one.nominal:%m-%dT%H}" for one in found] == ["05-31T21", "06-02T21"]


@pytest.mark.parametrize(
    ("met_on", "expected"),
    [
        (date(2026, 1, 10), ["02-01", "03-01"]),  # as planned: more than half a month away
        (date(2026, 1, 25), ["03-01", "04-01"]),  # a little before the next: that was it
        (date(2026, 2, 1), ["03-01", "04-01"]),
        (date(2026, 2, 10), ["03-01", "04-01"]),  # later than the next slot
        (date(2026, 2, 20), ["04-01", "05-01"]),
        (date(2025, 12, 1), ["02-01", "03-01"]),  # before the moment from which it is asked
    ],
)
def test_after_a_meeting_the_next_one_is_not_just_then(met_on: date, expected: list[str]) -> None:
    monthly = a_cadence("FREQ=MONTHLY;BYMONTHDAY=1", date(2025, 12, 1))
    after = datetime(2026, 1, 1, 12, tzinfo=UTC)

    found = following(monthly, met_on=met_on, after=after, count=2)

    assert [f"{one.nominal:%m-%d}" for one in found] == expected


def test_another_zone_moves_what_is_ahead_and_doubles_nothing() -> None:
    before = a_cadence("FREQ=WEEKLY", date(2026, 6, 1), "Europe/Stockholm", time(9))
    after = Cadence(before.rule, "America/New_York", before.starts_on, before.at)
    met = slots(before, after=LONG_AGO, count=2)

    ahead = slots(after, after=met[-1].nominal + timedelta(hours=6), count=3)

    assert [f"{one.nominal:%m-%d %H}" for one in met] == ["06-01 07", "06-08 07"]
    assert [f"{one.nominal:%m-%d %H}" for one in ahead] == ["06-15 13", "06-22 13", "06-29 13"]
    there = [ZoneInfo(one.zone) for one in (before, after)]
    dates = [one.nominal.astimezone(there[0]).date() for one in met]
    dates += [one.nominal.astimezone(there[1]).date() for one in ahead]
    assert len(set(dates)) == len(dates)


@pytest.mark.parametrize(
    ("text", "begins", "repeats"),
    [
        (
            "FREQ=MONTHLY;BYDAY=2TU",
            "DTSTART;TZID=Europe/Stockholm:20260113T100000",
            "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU",
        ),
        (
            "FREQ=YEARLY;BYMONTHDAY=31;UNTIL=20260630",
            "DTSTART;TZID=Europe/Stockholm:20260131T100000",
            f"RRULE:RSCALE=GREGORIAN;{UNTIL_JUNE};BYMONTHDAY=31;SKIP=BACKWARD",
        ),
    ],
)
def test_what_calendars_read(text: str, begins: str, repeats: str) -> None:
    assert calendar_text(a_cadence(text)).splitlines() == [begins, repeats]
