"""Working days: any week, any days off, and always an end to the counting."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.workdays import FARTHEST, Workdays

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
NEAR = st.dates(date(2026, 6, 1), date(2026, 7, 15))
WEEKS = st.frozensets(st.integers(1, 7), min_size=1)
CALENDARS = st.builds(Workdays, WEEKS, st.frozensets(NEAR, max_size=40))
ORDINARY = Workdays((1, 2, 3, 4, 5))


def test_some_work_sunday_to_thursday() -> None:
    gulf = Workdays((7, 1, 2, 3, 4))
    friday, sunday = date(2026, 6, 5), date(2026, 6, 7)

    assert gulf.on_or_after(friday) == sunday
    assert ORDINARY.on_or_after(friday) == friday
    assert gulf.before(sunday, 1) == date(2026, 6, 4)


def test_a_day_off_is_passed_over() -> None:
    monday = date(2026, 6, 1)
    off = Workdays((1, 2, 3, 4, 5), {monday, date(2026, 5, 29)})

    assert off.on_or_after(date(2026, 5, 29)) == date(2026, 6, 2)
    assert off.before(date(2026, 6, 2), 1) == date(2026, 5, 28)


@given(CALENDARS, NEAR | DAYS)
def test_the_first_working_day_is_one_and_none_is_nearer(days: Workdays, day: date) -> None:
    found = days.on_or_after(day)

    assert days.is_working(found)
    between = (day + timedelta(n) for n in range((found - day).days))
    assert not any(days.is_working(one) for one in between)


@given(CALENDARS, NEAR | DAYS, st.integers(1, 30))
def test_so_many_working_days_lie_between(days: Workdays, day: date, count: int) -> None:
    then, earlier = days.moved(day, count), days.before(day, count)

    for first, last in ((day + timedelta(1), then), (earlier, day - timedelta(1))):
        passed = [first + timedelta(n) for n in range((last - first).days + 1)]
        assert sum(days.is_working(one) for one in passed) == count
    assert days.is_working(then)
    assert days.is_working(earlier)


@given(CALENDARS, NEAR, st.integers(-30, 30))
def test_back_again_is_where_one_was(days: Workdays, day: date, count: int) -> None:
    day = days.on_or_after(day)

    assert days.moved(days.moved(day, count), -count) == day


@given(NEAR, st.integers(-30, 30))
def test_where_everything_is_off_a_day_counts_as_it_is(day: date, count: int) -> None:
    every = frozenset(day + timedelta(n) for n in range(-FARTHEST * 2, FARTHEST * 2))
    off = Workdays((1, 2, 3, 4, 5, 6, 7), every)

    assert off.on_or_after(day) == day
    assert off.moved(day, count) == day + timedelta(days=count)
