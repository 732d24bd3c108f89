"""A declared model against what is stored: found again, different, new, or no longer named."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.competencies.commands import SyncKind
from app.domain.competencies.declared import DeclaredCompetency
from app.domain.competencies.models import Competency, CompetencyStatus
from app.domain.competencies.syncing import Difference, compare
from tests.factories import a_competency, a_declared_competency, a_declared_model, a_framework


def differences(stored: list[Competency], *declared: DeclaredCompetency) -> Difference:
    return compare(a_declared_model(*declared), stored)


def told(difference: Difference) -> list[tuple[SyncKind, str, tuple[str, ...]]]:
    return [(one.kind, one.code, one.fields) for one in difference.changes]


def applied(difference: Difference, stored: list[Competency]) -> list[Competency]:
    """What is stored after a sync, as the service does it."""
    for known, fields in difference.changed:
        known.revise(fields)
    for one in difference.retired:
        one.status = CompetencyStatus.RETIRED
    return [*stored, *(a_competency(**fields) for fields in difference.new)]


def test_the_first_sync_makes_everything() -> None:
    difference = differences([], a_declared_competency())

    assert told(difference) == [(SyncKind.CREATED, "COM", ())]
    assert difference.new[0]["status"] is CompetencyStatus.ACTIVE


def test_what_says_the_same_is_left_alone() -> None:
    difference = differences([a_competency()], a_declared_competency())

    assert told(difference) == []
    assert difference.unchanged == 1


def test_what_is_different_is_named_field_by_field() -> None:
    stored = a_competency(name="Talks")
    difference = differences([stored], a_declared_competency(category="People"))

    assert told(difference) == [(SyncKind.UPDATED, "COM", ("category", "name"))]
    assert stored.revise(difference.changed[0][1]) == ("category", "name")
    assert (stored.category, stored.name) == ("People", "Communicates")


def test_what_is_no_longer_named_is_retired_once_and_comes_back_when_it_is_named_again() -> None:
    stored = [a_competency()]
    gone = differences(stored)
    stored = applied(gone, stored)

    assert told(gone) == [(SyncKind.RETIRED, "COM", ())]
    assert told(differences(stored)) == []
    assert told(differences(stored, a_declared_competency())) == [
        (SyncKind.UPDATED, "COM", ("status",))
    ]


def test_the_sources_own_id_outlives_a_new_code() -> None:
    stored = a_competency(identifier="urn:1", code="OLD")
    difference = differences([stored], a_declared_competency(identifier="urn:1", code="NEW"))

    assert told(difference) == [(SyncKind.UPDATED, "NEW", ("code",))]
    assert difference.changed[0][0] is stored


def test_a_code_finds_what_has_no_id_yet() -> None:
    difference = differences([a_competency()], a_declared_competency(identifier="urn:1"))

    assert told(difference) == [(SyncKind.UPDATED, "COM", ("identifier",))]


def test_frameworks_tell_how_much_changed_and_no_words() -> None:
    [event] = a_framework(title="a secret title").published(1, 2, 3)

    assert event.model_dump(exclude={"id"}) == {
        "version": 1,
        "code": "engineering",
        "created": 1,
        "updated": 2,
        "retired": 3,
    }


CODES = ["A", "B", "C", "D"]
one_of_each_code = st.lists(
    st.builds(
        dict,
        code=st.sampled_from(CODES),
        name=st.sampled_from(["One", "Two"]),
        identifier=st.none(),
    ),
    unique_by=lambda one: one["code"],
)


@given(st.lists(one_of_each_code, min_size=1, max_size=4))
def test_after_a_sync_the_stored_model_says_what_the_source_says(
    sources: list[list[dict[str, Any]]],
) -> None:
    stored: list[Competency] = []
    for source in sources:
        declared = [a_declared_competency(**one) for one in source]
        stored = applied(differences(stored, *declared), stored)

        active = {one.code: one.name for one in stored if one.status is CompetencyStatus.ACTIVE}
        assert active == {one["code"]: one["name"] for one in source}
        assert len({one.code for one in stored}) == len(stored)
        assert differences(stored, *declared).changes == []
