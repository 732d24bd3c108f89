"""When somebody is asked which question: rules without a database."""

from datetime import date, timedelta

import pytest

from app.domain.reflections.errors import PromptNotWaiting, PromptPutOffElsewhere
from app.domain.reflections.models import ReflectionRhythm
from app.domain.reflections.prompts import KNOWN, PROMPTS, following
from app.domain.reflections.slots import first_day, next_day
from app.domain.reflections.states import Every
from tests.architecture.test_wording import BLAMING, words

FRIDAY = date(2026, 11, 27)


def rhythm(every: Every = Every.WEEKLY, weekday: int = 5) -> ReflectionRhythm:
    one = ReflectionRhythm(prompt_id=following().id)
    one.settle(every, weekday, None, FRIDAY)
    return one


def test_there_are_many_questions_each_with_an_id_of_its_own() -> None:
    assert len(KNOWN) == len(PROMPTS) >= 24
    assert len({one.question for one in PROMPTS}) == len(PROMPTS)
    for one in PROMPTS:
        assert one.question.endswith("?")
        assert not BLAMING.search(words(one.question))


def test_every_question_has_its_turn_before_one_comes_again() -> None:
    turn, seen = following().id, []
    for _ in PROMPTS:
        seen.append(turn)
        turn = following(turn).id
    assert sorted(seen) == sorted(KNOWN)
    assert turn == seen[0]


@pytest.mark.parametrize(
    ("every", "weekday", "expected"),
    [
        (Every.WEEKLY, 5, date(2026, 12, 4)),
        (Every.WEEKLY, 1, date(2026, 11, 30)),
        (Every.WEEKLY, 7, date(2026, 12, 6)),
        (Every.FORTNIGHTLY, 5, date(2026, 12, 11)),
        (Every.FORTNIGHTLY, 1, date(2026, 12, 7)),
        (Every.MONTHLY, 5, date(2026, 12, 4)),
        (Every.MONTHLY, 2, date(2026, 12, 1)),
        (Every.QUARTERLY, 5, date(2027, 1, 1)),
        (Every.QUARTERLY, 4, date(2027, 1, 7)),
        (Every.OFF, 5, None),
    ],
)
def test_the_day_after_an_answer(every: Every, weekday: int, expected: date | None) -> None:
    assert next_day(every, weekday, FRIDAY) == expected


@pytest.mark.parametrize("every", [one for one in Every if one is not Every.OFF])
def test_every_day_of_the_rhythm_is_the_chosen_weekday_and_lies_ahead(every: Every) -> None:
    longest = {Every.WEEKLY: 13, Every.FORTNIGHTLY: 20, Every.MONTHLY: 37, Every.QUARTERLY: 99}
    for day in (FRIDAY + timedelta(days=n) for n in range(400)):
        for weekday in range(1, 8):
            found = next_day(every, weekday, day)
            assert found is not None
            assert found.isoweekday() == weekday
            assert 0 < (found - day).days <= longest[every]
            assert 0 <= (first_day(weekday, day) - day).days < 7


def test_the_first_question_comes_on_the_next_such_day_today_included() -> None:
    assert rhythm().waits(FRIDAY)
    later = rhythm(Every.QUARTERLY, 1)
    assert later.next_on == date(2026, 11, 30)
    assert not later.waits(FRIDAY)
    assert rhythm(Every.OFF).next_on is None


def test_an_answer_moves_on_and_an_early_one_keeps_the_day() -> None:
    one = rhythm()
    first = one.prompt_id
    one.answered("advice", FRIDAY)
    assert one.prompt_id == first
    one.answered(first, FRIDAY)
    assert (one.prompt_id, one.next_on) == (following(first).id, date(2026, 12, 4))
    one.answered(one.prompt_id, FRIDAY)
    assert one.next_on == date(2026, 12, 4)


def test_what_waits_can_be_left_out_once() -> None:
    one = rhythm()
    first = one.prompt_id
    one.skip(first, FRIDAY)
    for prompt_id in (first, one.prompt_id):
        with pytest.raises(PromptNotWaiting):
            one.skip(prompt_id, FRIDAY)
        with pytest.raises(PromptNotWaiting):
            one.snooze(prompt_id, FRIDAY + timedelta(days=1), FRIDAY)


def test_what_is_put_off_waits_again_on_that_day() -> None:
    one = rhythm()
    for days in (-1, 0, 93):
        with pytest.raises(PromptPutOffElsewhere):
            one.snooze(one.prompt_id, FRIDAY + timedelta(days=days), FRIDAY)
    one.snooze(one.prompt_id, FRIDAY + timedelta(days=92), FRIDAY)
    assert not one.waits(FRIDAY + timedelta(days=91))
    assert one.waits(FRIDAY + timedelta(days=92))
    assert one.prompt_id == following().id


def test_another_rhythm_keeps_what_waits_and_moves_what_does_not() -> None:
    one = rhythm()
    one.settle(Every.MONTHLY, 2, "Asia/Tokyo", FRIDAY)
    assert (one.next_on, one.time_zone) == (FRIDAY, "Asia/Tokyo")
    one.skip(one.prompt_id, FRIDAY)
    assert one.next_on == date(2026, 12, 1)
    one.settle(Every.MONTHLY, 2, None, FRIDAY)
    assert one.next_on == date(2026, 12, 1)
    one.settle(Every.FORTNIGHTLY, 1, None, FRIDAY)
    assert one.next_on == date(2026, 12, 7)
    one.settle(Every.OFF, 1, None, FRIDAY)
    assert (one.next_on, one.waits(FRIDAY)) == (None, False)
    one.settle(Every.WEEKLY, 5, None, FRIDAY)
    assert one.waits(FRIDAY)
