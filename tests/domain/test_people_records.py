"""People and relationships: how a record changes, and what is told of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people.commands import PersonRecord
from app.domain.people.models import PersonStatus, RelationshipKind
from tests.factories import TODAY, a_person, a_relationship


def test_a_record_that_says_the_same_changes_and_tells_nothing() -> None:
    person = a_person(title="Engineer")

    assert person.revise({"title": "Engineer", "display_name": "Amina"}) == []
    assert person.version == 1


def test_a_change_names_the_fields_and_not_what_they_say() -> None:
    person = a_person(title="Engineer")
    [event] = person.revise({"work_email": "secret@example.org", "title": "Staff engineer"})

    assert (person.title, person.version) == ("Staff engineer", 2)
    assert event.model_dump() == {
        "id": person.id,
        "version": 2,
        "external_id": "e-1",
        "status": "active",
        "changed": ("title", "work_email"),
    }


def test_leaving_is_told_beside_the_change() -> None:
    person = a_person()
    events = person.revise({"status": PersonStatus.LEFT})

    assert [type(event).name for event in events] == ["person.updated", "person.left"]
    assert [event.version for event in events] == [2, 2]


@pytest.mark.parametrize("status", [PersonStatus.ACTIVE, PersonStatus.ON_LEAVE])
def test_coming_back_is_a_change_like_any_other(status: PersonStatus) -> None:
    events = a_person(status=PersonStatus.LEFT).revise({"status": status})

    assert [type(event).name for event in events] == ["person.updated"]


def test_who_left_does_not_leave_again() -> None:
    events = a_person(status=PersonStatus.LEFT).revise(
        {"status": PersonStatus.LEFT, "department": "Alumni"}
    )

    assert [type(event).name for event in events] == ["person.updated"]


records = st.fixed_dictionaries(
    {},
    optional={
        "user_name": st.sampled_from(["amina", "amina.k"]),
        "title": st.none() | st.sampled_from(["Engineer", "Staff engineer"]),
        "status": st.sampled_from(PersonStatus),
        "starts_on": st.none() | st.dates(),
    },
)


@given(st.lists(records, max_size=6))
def test_the_version_counts_the_differences(told: list[dict[str, Any]]) -> None:
    person = a_person()
    for fields in told:
        before, version = person.model_dump(exclude={"version"}), person.version
        events = person.revise(fields)
        differs = person.model_dump(exclude={"version"}) != before
        assert bool(events) == differs
        assert person.version == version + differs
        assert person.revise(fields) == []


def test_a_record_knows_whether_it_names_a_manager_even_if_nobody() -> None:
    known = {"externalId": "e-1", "userName": "amina", "displayName": "Amina"}

    assert not PersonRecord.model_validate(known).names_manager
    assert PersonRecord.model_validate(known | {"managerExternalId": None}).names_manager
    assert "manager_external_id" not in PersonRecord.model_validate(known).fields()


@pytest.mark.parametrize(
    ("ended", "kept"),
    [
        (TODAY + timedelta(days=5), TODAY + timedelta(days=5)),
        (TODAY, TODAY),
        (TODAY - timedelta(days=5), TODAY),
    ],
)
def test_a_relation_ends_on_the_day_or_never_was(ended: date, kept: date) -> None:
    tie = a_relationship(starts_on=TODAY)
    [event] = tie.end(ended)

    assert (tie.ends_on, tie.version) == (kept, 2)
    assert event.model_dump() == {
        "id": tie.id,
        "version": 2,
        "kind": RelationshipKind.MANAGER,
        "person_id": tie.person_id,
        "related_id": tie.related_id,
        "ends_on": kept,
    }
