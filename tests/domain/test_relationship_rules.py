"""What a relation has to be, without a database."""

from datetime import timedelta

import pytest

from app.domain.people.errors import (
    CoverIncomplete,
    EndsBeforeItStarts,
    RelatedToThemselves,
    RelationshipOver,
)
from app.domain.people.states import RelationshipKind
from tests.factories import TODAY, a_person, a_relationship

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ends_in", "on", "holds"),
    [
        (None, -1, False),
        (None, 0, True),
        (None, 999, True),
        (5, 4, True),
        (5, 5, False),
        (0, 0, False),
    ],
)
def test_a_relation_holds_from_its_first_day_until_before_its_end(
    ends_in: int | None, on: int, *, holds: bool
) -> None:
    ends_on = None if ends_in is None else TODAY + ends_in * DAY
    tie = a_relationship(starts_on=TODAY, ends_on=ends_on)

    assert tie.holds_on(TODAY + on * DAY) is holds


def test_nobody_is_related_to_themselves() -> None:
    person = a_person()

    with pytest.raises(RelatedToThemselves):
        a_relationship(person_id=person.id, related_id=person.id).check_whole()


@pytest.mark.parametrize("days", [0, -1])
def test_a_relation_lasts_a_day_at_least(days: int) -> None:
    with pytest.raises(EndsBeforeItStarts):
        a_relationship(starts_on=TODAY, ends_on=TODAY + days * DAY).check_whole()


@pytest.mark.parametrize(
    ("days", "reason", "wrong"),
    [
        (92, "Leave", []),
        (1, "Leave", []),
        (93, "Leave", ["/endsOn"]),
        (None, "Leave", ["/endsOn"]),
        (10, None, ["/reason"]),
        (None, None, ["/endsOn", "/reason"]),
    ],
)
def test_a_cover_is_short_and_has_a_reason(
    days: int | None, reason: str | None, wrong: list[str]
) -> None:
    ends_on = None if days is None else TODAY + days * DAY
    tie = a_relationship(kind=RelationshipKind.COVER, ends_on=ends_on, reason=reason)
    if not wrong:
        tie.check_whole()
        return
    with pytest.raises(CoverIncomplete) as refused:
        tie.check_whole()
    assert [fault.pointer for fault in refused.value.faults] == wrong


def test_what_is_over_does_not_end_again() -> None:
    tie = a_relationship(starts_on=TODAY - 9 * DAY, ends_on=TODAY)

    tie.check_open(TODAY - DAY)
    with pytest.raises(RelationshipOver):
        tie.check_open(TODAY)
