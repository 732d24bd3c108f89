"""On which days somebody is asked. Pure: of days and words, without a clock."""

from datetime import date, timedelta

from app.domain.reflections.states import Every

MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3}


def first_day(weekday: int, today: date) -> date:
    """The first such weekday (1 is Monday), today included."""
    return today + timedelta(days=(weekday - today.isoweekday()) % 7)


def next_day(every: Every, weekday: int, today: date) -> date | None:
    """When the next question comes, if one was answered today.

    Weekly and fortnightly: such a weekday of next week, or of the week after. Monthly and
    quarterly: the first one of the next month, or of the next quarter of the year.
    """
    if every is Every.OFF:
        return None
    if every in MONTHS:
        return first_day(weekday, _begin(today, MONTHS[every]))
    monday = today - timedelta(days=today.isoweekday() - 1)
    weeks = 1 if every is Every.WEEKLY else 2
    return monday + timedelta(weeks=weeks, days=weekday - 1)


def _begin(today: date, months: int) -> date:
    """The first day of the next period of so many months of the calendar."""
    month = (today.month - 1) // months * months + months
    return date(today.year + month // 12, month % 12 + 1, 1)
