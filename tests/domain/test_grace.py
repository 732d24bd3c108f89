"""Until when two people can still meet: what it means, and the same in Python and in SQL."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, cast, column, select, values

from app.domain.actor import Actor
from app.domain.conversations.errors import ConversationOver
from app.domain.conversations.grace import Together, both_work
from app.domain.conversations.models import AHEAD, Conversation, ConversationStatus
from app.domain.conversations.views import missed
from app.domain.entity import Moment, choice
from app.domain.transaction import Database
from app.domain.workdays import Workdays
from tests.factories import a_conversation

ORDINARY: Final = Workdays((1, 2, 3, 4, 5))
GULF: Final = Workdays((7, 1, 2, 3, 4))
HERE: Final = Together(ORDINARY, "Europe/Stockholm")
FRIDAY: Final = datetime(2031, 5, 9, 13, tzinfo=UTC)
STEPS: Final = [{"afterDays": 2, "to": "participants"}, {"afterDays": 2, "to": "people_partner"}]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("together", "grace_days", "missed_at", "told_at"),
    [
        (HERE, 5, "2031-05-16T22:00", "2031-05-17T06:00"),
        (HERE, 0, "2031-05-09T22:00", "2031-05-10T06:00"),
        (Together(both_work([ORDINARY, GULF]), "UTC"), 5, "2031-05-20T00:00", "2031-05-20T08:00"),
        # In Auckland it is Saturday when they meet.
        (Together(ORDINARY, "Pacific/Auckland"), 1, "2031-05-12T12:00", "2031-05-12T20:00"),
        (Together(ORDINARY, "America/New_York"), 1, "2031-05-13T04:00", "2031-05-13T12:00"),
        (
            Together(Workdays((1, 2, 3, 4, 5), {date(2031, 5, 12)}), "UTC"),
            1,
            "2031-05-14T00:00",
            "2031-05-14T08:00",
        ),
        # They never work on the same day: then each day counts.
        (Together(both_work([Workdays((1,)), Workdays((2,))]), "UTC"), 3, "2031-05-13", None),
    ],
)
def test_they_can_meet_until_the_last_working_day_of_both(
    together: Together, grace_days: int, missed_at: str, told_at: str | None
) -> None:
    found = together.missed_at(FRIDAY, grace_days)

    assert found == at(missed_at)
    if told_at is not None:
        assert together.told_at(found) == at(told_at)


def test_nobody_is_told_before_it_is_over_wherever_they_went_since() -> None:
    tokyo, back = Together(ORDINARY, "Asia/Tokyo"), Together(ORDINARY, "UTC")
    over = tokyo.missed_at(FRIDAY, 1)

    assert back.told_at(over) == over


def told(one: Conversation, now: datetime, together: Together = HERE) -> list[str]:
    return [
        f"{event.name} {getattr(event, 'to', '')}{getattr(event, 'step', '')}".strip()
        for event in one.look_at_clock(now, together, STEPS[:1])
    ]


def test_each_thing_is_told_once_and_the_clock_looks_again_only_when_it_has_to() -> None:
    one = a_conversation(scheduled_at=FRIDAY, reminders=STEPS)
    one.reckon(HERE)
    morning, reminder = at("2031-05-17T06:00"), at("2031-05-20T06:00")

    assert one.look_at == morning
    assert told(one, morning - timedelta(seconds=1)) == []
    assert told(one, morning) == ["conversation.missed"]
    assert one.look_at == reminder
    assert told(one, reminder - timedelta(seconds=1)) == []
    both = ["participants1", "people_partner2"]
    assert told(one, reminder) == [f"conversation.reminder_due {step}" for step in both]
    assert one.look_at is None
    assert told(one, reminder + timedelta(days=90)) == []
    assert one.version == 1


def test_what_the_organisation_declared_is_taken_over_where_nothing_was() -> None:
    one = a_conversation(scheduled_at=FRIDAY)

    assert told(one, at("2031-08-01T00:00")) == [
        "conversation.missed",
        "conversation.reminder_due participants1",
    ]
    assert one.reminders == STEPS[:1]


def test_another_date_is_told_of_as_of_the_first_one() -> None:
    one = a_conversation(scheduled_at=FRIDAY, reminders=STEPS)
    much_later = at("2031-08-01T00:00")
    told(one, much_later)
    one.reschedule(FRIDAY, 30)
    one.reckon(HERE)
    assert one.is_missed(much_later)
    assert told(one, much_later) == []

    one.reschedule(much_later, None)
    assert not one.is_missed(much_later + timedelta(days=90))  # before it was reckoned
    assert one.look_at is not None
    assert one.look_at < much_later
    one.reckon(HERE)
    assert not one.is_missed(much_later)
    assert (one.missed_told_at, one.reminders_told) == (None, 0)
    assert len(told(one, at("2031-10-01T00:00"))) == 3


def test_steps_whose_day_has_come_are_left_out_when_others_are_declared() -> None:
    one = a_conversation(scheduled_at=FRIDAY, reminders=STEPS)
    monday = at("2031-05-19T12:00")
    told(one, monday)
    one.remind([{"afterDays": 1, "to": "participants"}, *STEPS[1:]], monday, HERE)
    assert one.reminders_told == 1
    assert told(one, at("2031-06-01T00:00")) == ["conversation.reminder_due people_partner2"]
    one.remind([], monday, HERE)
    assert (one.look_at, told(one, monday)) == (None, [])
    one.remind(STEPS, monday, HERE)
    assert one.look_at == at("2031-05-20T06:00")


@pytest.mark.parametrize("status", [one for one in ConversationStatus if one not in AHEAD])
def test_what_is_over_is_not_missed_and_has_no_reminders(status: ConversationStatus) -> None:
    one = a_conversation(status=status, scheduled_at=FRIDAY)
    one.reckon(HERE)

    assert not one.is_missed(at("2032-01-01T00:00"))
    with pytest.raises(ConversationOver):
        one.remind([], FRIDAY, HERE)


NEAR: Final = st.integers(-3, 3).map(lambda hours: FRIDAY + timedelta(hours=hours))
ROWS: Final = st.lists(
    st.tuples(st.sampled_from(ConversationStatus), NEAR, st.none() | NEAR, st.none() | NEAR),
    min_size=1,
    max_size=20,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(NEAR, ROWS)
async def test_sql_and_python_call_the_same_missed(
    database: Database, now: datetime, rows: list[tuple[Any, ...]]
) -> None:
    names = ("status", "scheduled_at", "reckoned_for", "missed_at")
    made = [a_conversation(**dict(zip(names, row, strict=True))) for row in rows]
    async with database.transaction(Actor.system(uuid4()), now) as tx:
        table = values(
            column("place", Integer),
            column("status", choice(ConversationStatus)),
            *(column(name, Moment) for name in names[1:]),
            name="conversation",
        ).data([(place, *row) for place, row in enumerate(rows)])
        moments = (cast(table.c[name], Moment).label(name) for name in names[1:])
        row = select(table.c.place, table.c.status, *moments).subquery()
        query = select(row.c.place).where(missed(tx.me, row.c))
        found = set((await tx.session.scalars(query, tx.parameters)).all())

    assert found == {place for place, one in enumerate(made) if one.is_missed(now)}
