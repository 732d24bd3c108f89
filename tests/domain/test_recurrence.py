"""Rules of recurrence: what is read, what is refused, and that the search always ends."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from dateutil.rrule import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import cadence
from app.domain.cadence import BadRule, Rule, interval_days

MOST_STEPS = 40 * 366 + 400
"""Days that are looked at before a rule is given up."""


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU"),
        ("RRULE:freq=monthly;byday=+2tu;", "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU"),
        (
            "WKST=SU;BYDAY=TH,SU;INTERVAL=2;FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU;WKST=SU",
        ),
        ("FREQ=WEEKLY;WKST=MO", "FREQ=WEEKLY;INTERVAL=1"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1,31,31,1;COUNT=4",
            "FREQ=MONTHLY;INTERVAL=1;COUNT=4;BYMONTHDAY=1,31,-1",
        ),
        ("FREQ=DAILY;UNTIL=20271231", "FREQ=DAILY;INTERVAL=1;UNTIL=20271231"),
        ("FREQ=DAILY;UNTIL=20271231T120000Z", "FREQ=DAILY;INTERVAL=1;UNTIL=20271231T120000Z"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=29"),
        ("FREQ=YEARLY;BYWEEKNO=53", "FREQ=YEARLY;INTERVAL=1;BYWEEKNO=53"),
        ("FREQ=YEARLY;BYDAY=53MO", "FREQ=YEARLY;INTERVAL=1;BYDAY=53MO"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
    ],
)
def test_a_rule_has_one_form(text: str, normal: str) -> None:
    rule = Rule.read(text)

    assert rule.text == normal
    assert Rule.read(normal) == rule


HOSTILE = [
    "",
    ";",
    "RRULE:",
    "MONTHLY",
    "FREQ=",
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=HOURLY",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=DAILY\nFREQ=WEEKLY",
    "FREQ=DAILY\nRRULE:FREQ=WEEKLY",
    "DTSTART:20260101T100000\nRRULE:FREQ=DAILY",
    "FREQ=DAILY;BYHOUR=1,2,3",
    "FREQ=DAILY;BYMINUTE=1",
    "FREQ=DAILY;BYSECOND=1",
    "FREQ=YEARLY;BYEASTER=0",
    "RSCALE=HEBREW;FREQ=YEARLY;SKIP=FORWARD",
    "FREQ=MONTHLY;SKIP=BACKWARD",
    "FREQ=DAILY;X-WR=1",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=367",
    "FREQ=DAILY;INTERVAL=1,2",
    "FREQ=YEARLY;INTERVAL=11",
    "FREQ=DAILY;INTERVAL=99999999999999999999",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=401",
    "FREQ=DAILY;COUNT=2;UNTIL=20270101",
    "FREQ=DAILY;UNTIL=2027123",
    "FREQ=DAILY;UNTIL=20270230",
    "FREQ=DAILY;UNTIL=18990101",
    "FREQ=DAILY;UNTIL=99991231",
    "FREQ=DAILY;UNTIL=20270101T120000",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=-29",
    "FREQ=WEEKLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYYEARDAY=1",
    "FREQ=MONTHLY;BYWEEKNO=1",
    "FREQ=WEEKLY;BYDAY=2TU",
    "FREQ=DAILY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=MONTHLY;BYDAY=0MO",
    "FREQ=YEARLY;BYDAY=54MO",
    "FREQ=YEARLY;BYMONTH=2;BYDAY=6MO",
    "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=MO,2TU",
    "FREQ=MONTHLY;BYDAY=XX",
    "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
    "FREQ=WEEKLY;WKST=XX",
    "FREQ=DAILY;BYMONTH=13",
    "FREQ=DAILY;BYMONTH=" + ",".join(["1"] * 32),
    "FREQ=DAILY;BYMONTH=" + "1" * 300,
    "FREQ=DAILY;" + "A" * 500,
    "FREQ=DA\u0131LY",
    "FREQ=DAILY;INTERVAL=\u0663",
    "FREQ=DAILY\x00",
]
BARREN = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30,31",
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2TU",
    "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=6",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO;BYMONTHDAY=28",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
]


class Steps:
    """Counts the days that are looked at."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Iterator[datetime]:
        for moment in rrule(*args, **kwargs):
            self.count += 1
            yield moment


@pytest.mark.parametrize("text", [*HOSTILE, *BARREN])
def test_what_is_no_rule_here_is_refused_in_words(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps()
    monkeypatch.setattr(cadence, "rrule", steps)

    with pytest.raises(BadRule) as refused:
        Rule.read(text)

    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 200
    assert steps.count <= MOST_STEPS
    assert (steps.count > 0) == (text in BARREN)


WORDS = st.sampled_from(
    [
        *("FREQ=", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", ";", ";", ",", "INTERVAL=", "COUNT="),
        *("UNTIL=", "BYDAY=", "BYMONTH=", "BYMONTHDAY=", "BYSETPOS=", "BYWEEKNO=", "WKST="),
        *("1", "-1", "2", "29", "30", "31", "53", "366", "MO", "2TU", "-1FR", "BYYEARDAY=", "\n"),
    ]
)
TEXTS = st.text(max_size=40) | st.lists(WORDS, max_size=14).map("".join)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["", "FREQ=YEARLY;", "FREQ=MONTHLY;", "FREQ=WEEKLY;", "FREQ=DAILY;"]))
def test_whatever_is_written_is_a_rule_or_is_refused(text: str, before: str) -> None:
    try:
        rule = Rule.read(before + text)
    except BadRule:
        return
    assert Rule.read(rule.text) == rule
    assert interval_days(rule) >= 1


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=DAILY", 1),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 1),
        ("FREQ=WEEKLY", 7),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 14),
        ("FREQ=MONTHLY", 30),
        ("FREQ=MONTHLY;BYDAY=MO", 7),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", 91),
        ("FREQ=YEARLY", 365),
        ("FREQ=WEEKLY;INTERVAL=6;COUNT=1", 42),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=19500101", 10),
    ],
)
def test_how_far_slots_are_apart(text: str, days: int) -> None:
    assert interval_days(Rule.read(text)) == days


def test_a_day_is_the_last_on_which_there_is_a_slot() -> None:
    assert Rule.read("FREQ=DAILY;UNTIL=22001231").text.endswith(f"{date(2200, 12, 31):%Y%m%d}")
