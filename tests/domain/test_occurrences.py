"""Which occurrences a series should have, reckoned without a database."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.domain.cadence import Cadence, Rule, slots
from app.domain.conversations.models import Conversation, ConversationStatus
from app.domain.conversations.models.occurrences import Break, Outlook, Taken, reckon
from app.domain.conversations.states import EndedBecause
from app.domain.entity import new_id
from app.domain.workdays import Workdays
from tests.factories import a_conversation

NOW = datetime(2031, 1, 1, 8, tzinfo=UTC)
MONTHLY = Cadence(Rule.read("FREQ=MONTHLY;BYDAY=1TU"), "UTC", NOW.date(), time(10))
FIRST = [one.nominal for one in slots(MONTHLY, after=NOW, count=4)]


def an_outlook(**given: Any) -> Outlook:
    return Outlook(**{"now": NOW, "cadence": MONTHLY, "lookahead": 2, **given})


def an_occurrence(nth: int, **given: Any) -> Conversation:
    known = {"series_id": new_id(), "slot_at": FIRST[nth], "scheduled_at": FIRST[nth]}
    return a_conversation(**{**known, **given})


def leave(begins: date, ends: date | None) -> Break:
    return Break(begins, ends, EndedBecause.LEAVE)


def test_as_many_are_made_as_are_wanted_ahead() -> None:
    for lookahead in range(1, 5):
        made = reckon(an_outlook(lookahead=lookahead), [], []).make
        assert [one.nominal for one in made] == FIRST[:lookahead]


def test_what_is_there_is_not_made_again_and_fewer_ahead_take_nothing_away() -> None:
    loose = [an_occurrence(nth) for nth in range(3)]
    changes = reckon(an_outlook(lookahead=1), [], loose)
    assert (changes.make, changes.leave_out) == ([], [])
    assert [slot.nominal for _, slot in changes.settle] == FIRST[:3]


def test_a_slot_that_was_skipped_is_not_made_again() -> None:
    taken = [Taken(FIRST[0], FIRST[0], is_ahead=False, is_moved=False)]
    made = reckon(an_outlook(), taken, []).make
    assert [one.nominal for one in made] == FIRST[1:3]


@pytest.mark.parametrize("ends", [None, NOW.date() + timedelta(days=3 * 366)])
def test_nobody_waits_for_who_is_away_without_an_end(ends: date | None) -> None:
    outlook = an_outlook(breaks=(leave(NOW.date(), ends),))
    changes = reckon(outlook, [], [an_occurrence(0)])
    assert changes.make == []
    assert [because for _, because in changes.leave_out] == [EndedBecause.LEAVE]


def test_a_long_leave_leaves_one_next_slot_behind_it() -> None:
    outlook = an_outlook(lookahead=1, breaks=(leave(NOW.date(), date(2031, 9, 10)),))
    changes = reckon(outlook, [], [an_occurrence(0), an_occurrence(1)])
    assert [because for _, because in changes.leave_out] == [EndedBecause.LEAVE] * 2
    assert [one.at.date() for one in changes.make] == [date(2031, 10, 7)]


def test_a_rule_that_is_over_leaves_out_what_it_has_no_date_for() -> None:
    over = Cadence(Rule.read("FREQ=WEEKLY;UNTIL=20301231"), "UTC", NOW.date(), time(10))
    changes = reckon(an_outlook(cadence=over), [], [an_occurrence(0)])
    assert [because for _, because in changes.leave_out] == [EndedBecause.CADENCE]


def test_other_working_days_move_what_is_there_within_its_slot() -> None:
    holiday = Workdays(frozenset({1, 2, 3, 4, 5}), frozenset({date(2031, 1, 7)}))
    [(one, slot)] = reckon(
        an_outlook(lookahead=1, workdays=(holiday,)), [], [an_occurrence(0)]
    ).settle
    events = one.put_at(slot, 60, one.topic)
    assert (one.slot_at, one.scheduled_at) == (FIRST[0], FIRST[0] + timedelta(days=1))
    assert [event.name for event in events] == ["conversation.rescheduled"]
    assert one.rescheduled_count == 0
    assert one.put_at(slot, 60, one.topic) == []


@pytest.mark.parametrize(
    "given",
    [
        {"status": ConversationStatus.PREPARING},
        {"rescheduled_count": 1},
        {"objected_by_id": new_id()},
    ],
)
def test_what_somebody_did_something_with_is_theirs(given: dict[str, Any]) -> None:
    assert an_occurrence(0).is_untouched
    assert not an_occurrence(0, **given).is_untouched
