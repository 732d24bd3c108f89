"""Deadlines: what they mean, how they are moved, and the same in Python and in SQL."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import uuid4
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Integer, String, column, select, values

from app.domain.actor import Actor
from app.domain.entity import choice
from app.domain.plans.deadlines import local_day, reckon, told_day
from app.domain.plans.errors import DeadlineAgreed, DeadlineUnchanged, MilestoneNotOpen, PlanClosed
from app.domain.plans.models import OPEN, DeadlineChange, MilestoneStatus
from app.domain.plans.views import milestones as sql
from app.domain.transaction import Database
from app.domain.values import UNZONED
from app.domain.workdays import Workdays
from tests.factories import NOW, TODAY, a_milestone

ORDINARY = Workdays((1, 2, 3, 4, 5))
GULF = Workdays((7, 1, 2, 3, 4))
SATURDAY, MONDAY = date(2026, 6, 6), date(2026, 6, 8)


@pytest.mark.parametrize(
    ("due_on", "workdays", "grace", "ahead"),
    [
        (MONDAY, ORDINARY, 0, 7),
        (SATURDAY, ORDINARY, 2, 5),
        (date(2026, 6, 5), GULF, 2, 5),
        (date(2026, 6, 5), ORDINARY, 0, 7),
        (MONDAY, Workdays((1, 2, 3, 4, 5), {MONDAY}), 1, 7),
        (MONDAY, Workdays((1,)), 0, 35),
    ],
)
def test_one_is_in_time_until_the_next_working_day(
    due_on: date, workdays: Workdays, grace: int, ahead: int
) -> None:
    found = reckon(due_on, workdays)

    assert (found.grace_days, found.ahead_days) == (grace, ahead)


@pytest.mark.parametrize("status", MilestoneStatus)
def test_it_is_due_soon_and_then_missed_while_it_is_open(status: MilestoneStatus) -> None:
    milestone = a_milestone(status=status, due_on=SATURDAY)
    milestone.reckon(ORDINARY)
    days = {n: SATURDAY + timedelta(n) for n in range(-8, 9)}

    is_open = status in OPEN
    assert [n for n in days if milestone.is_due_soon(days[n])] == [*range(-5, 3)] * is_open
    assert [n for n in days if milestone.is_missed(days[n])] == [*range(3, 9)] * is_open


def test_what_ended_with_its_plan_is_neither() -> None:
    milestone = a_milestone(closed_on=TODAY)

    assert not milestone.is_due_soon(milestone.due_on)
    assert not milestone.is_missed(milestone.due_on + timedelta(days=30))


def test_a_moved_deadline_is_told_with_the_one_before_and_keeps_the_first() -> None:
    milestone = a_milestone(due_on=TODAY, due_soon_told_at=NOW, missed_told_at=NOW)
    [event] = milestone.move(SATURDAY, ORDINARY)
    milestone.move(MONDAY, ORDINARY)

    plain = event.model_dump()
    assert (type(event).name, event.version) == ("milestone.deadline_changed", 2)
    assert (plain["was_due_on"], plain["due_on"]) == (TODAY, SATURDAY)
    assert (milestone.baseline_on, milestone.due_on) == (TODAY, MONDAY)
    assert (milestone.due_soon_told_at, milestone.missed_told_at) == (None, None)
    assert (milestone.grace_days, milestone.ahead_days, milestone.version) == (0, 7, 3)


def test_only_an_open_one_is_moved_and_only_to_another_day() -> None:
    with pytest.raises(DeadlineUnchanged):
        a_milestone(due_on=TODAY).move(TODAY, ORDINARY)
    with pytest.raises(MilestoneNotOpen):
        a_milestone(status=MilestoneStatus.REACHED).move(MONDAY, ORDINARY)
    with pytest.raises(PlanClosed):
        a_milestone(closed_on=TODAY).move(MONDAY, ORDINARY)


def test_a_change_is_agreed_to_once_and_keeps_what_was_offered() -> None:
    change = DeadlineChange(
        milestone_id=uuid4(), person_id=uuid4(), from_on=TODAY, to_on=MONDAY, reason="a reason"
    )
    change.support_offered, who = "a day", uuid4()
    change.agree(who, NOW, None)

    assert (change.agreed_by_id, change.agreed_at, change.support_offered) == (who, NOW, "a day")
    with pytest.raises(DeadlineAgreed):
        change.agree(uuid4(), NOW, "two days")


# When it is told: from 08:00 on, by the clock on the owner's wall.


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("UTC", "2026-06-01T07:59:59", "2026-05-31"),
        ("UTC", "2026-06-01T08:00", "2026-06-01"),
        ("Pacific/Kiritimati", "2026-05-31T18:00", "2026-06-01"),
        ("Pacific/Kiritimati", "2026-05-31T17:59", "2026-05-31"),
        ("America/New_York", "2026-03-08T11:59", "2026-03-07"),  # the night lost an hour
        ("America/New_York", "2026-03-08T12:00", "2026-03-08"),
        ("Australia/Lord_Howe", "2026-04-04T21:29", "2026-04-04"),  # it gained half an hour
        ("Australia/Lord_Howe", "2026-04-04T21:30", "2026-04-05"),
        ("Africa/Casablanca", "2026-02-15T08:00", "2026-02-15"),  # Ramadan: UTC+0
        ("Africa/Casablanca", "2026-06-15T07:00", "2026-06-15"),
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-29"),  # the 31st, 00:00: no 30th was there
        ("Pacific/Apia", "2011-12-30T17:59", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T18:00", "2011-12-31"),
    ],
)
def test_it_is_told_from_eight_in_the_morning(zone: str, now: str, day: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert told_day(moment, zone) == date.fromisoformat(day)


RENAMED = {"CET", "EET", "MET", "WET", "EST", "MST", "HST"} | {
    f"{name}{hours}{name[0]}DT" for name, hours in (("CST", 6), ("EST", 5), ("MST", 7), ("PST", 8))
}
"""Names of before 1993 that the time zone database made links to cities in 2024: what they meant
earlier depends on which edition Python and PostgreSQL have.
"""


@cache
def zones() -> list[str]:
    return sorted(available_timezones() - UNZONED - RENAMED)


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # to 2024: later, tables of zones differ by their age
MOMENTS = st.integers(0, 25 * 365 * 1440).map(lambda minutes: EPOCH + timedelta(minutes=minutes))
STRANGE = st.sampled_from(
    [
        datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia leaves a day out
        datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York springs forward
        datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe falls back by half an hour
        datetime(2026, 2, 15, 2, tzinfo=UTC),  # Casablanca leaves summer for Ramadan
    ]
)
AROUND = st.builds(
    lambda at, minutes: at + timedelta(minutes=minutes), STRANGE, st.integers(-3000, 3000)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(now=AROUND | MOMENTS)
async def test_python_and_sql_agree_on_the_day_in_every_zone(
    database: Database, now: datetime
) -> None:
    async with database.transaction(Actor.system(uuid4()), now) as tx:
        table = values(column("zone", String), name="there").data([(one,) for one in zones()])
        query = select(
            table.c.zone, sql.local_day(tx.me, table.c.zone), sql.told_day(tx.me, table.c.zone)
        )
        found = (await tx.session.execute(query, tx.parameters)).all()

    assert len(found) == len(zones())
    assert [row for row in found if row[1] != local_day(now, row[0])] == []
    assert [row for row in found if row[2] != told_day(now, row[0])] == []


NEAR = st.dates(date(2026, 5, 20), date(2026, 6, 12))
CALENDARS = st.builds(
    Workdays,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.frozensets(NEAR, max_size=8),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(MilestoneStatus),
        NEAR | st.dates(date(1900, 1, 1), date(2200, 12, 31)),
        st.none() | NEAR,
        CALENDARS,
        st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]),
    ),
    min_size=1,
    max_size=100,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=NEAR, at=st.times(), rows=ROWS)
async def test_python_and_sql_agree_on_what_is_due_soon_and_missed(
    database: Database,
    today: date,
    at: time,
    rows: list[tuple[MilestoneStatus, date, date | None, Workdays, str]],
) -> None:
    now = datetime.combine(today, at, UTC)
    made, data = [], []
    for place, (status, due_on, closed_on, workdays, zone) in enumerate(rows):
        one = a_milestone(status=status, due_on=due_on, closed_on=closed_on)
        one.reckon(workdays)
        soon_on = due_on - timedelta(days=one.ahead_days)
        data.append((place, status, soon_on, one._ends_on, closed_on, zone))
        made.append((one, local_day(now, zone)))
    async with database.transaction(Actor.system(uuid4()), now) as tx:
        columns = (column(name, Date) for name in ("soon_on", "ends_on", "closed_on"))
        table = values(
            column("place", Integer),
            column("status", choice(MilestoneStatus)),
            *columns,
            column("zone", String),
            name="milestone",
        ).data(data)
        day = sql.local_day(tx.me, table.c.zone)
        found = []
        for rule in (sql.is_near, sql.is_past):
            query = select(table.c.place).where(sql.is_open(table.c), rule(tx.me, table.c, day))
            found.append(set((await tx.session.scalars(query, tx.parameters)).all()))

    assert found == [
        {place for place, (one, day) in enumerate(made) if one.is_due_soon(day)},
        {place for place, (one, day) in enumerate(made) if one.is_missed(day)},
    ]
