"""People and relationships: how a record changes, and what is told of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people.commands import PersonRecord
from app.domain.people.models import Person
from app.domain.people.states import PersonStatus, RelationshipKind
from tests.factories import TODAY, a_person, a_relationship


def test_a_record_that_says_the_same_changes_and_tells_nothing() -> None:
    person = a_person(title="Engineer")

    assert person.revise({"title": "Engineer", "display_name": "Amina"}, TODAY) == []
    assert person.version == 1


def test_a_change_names_the_fields_and_not_what_they_say() -> None:
    person = a_person(title="Engineer")
    [event] = person.revise({"work_email": "secret@example.org", "title": "Staff engineer"}, TODAY)

    assert (person.title, person.version) == ("Staff engineer", 2)
    assert event.model_dump() == {
        "id": person.id,
        "version": 2,
        "external_id": "e-1",
        "status": "active",
        "changed": ("title", "work_email"),
    }


def told(person: Person, **fields: Any) -> list[str]:
    return [type(event).name for event in person.revise(fields, TODAY)]


def test_leaving_is_told_beside_the_change() -> None:
    person = a_person()

    assert told(person, status=PersonStatus.LEFT) == ["person.updated", "person.left"]
    assert (person.version, person.left_on) == (2, TODAY)


def test_a_day_of_leaving_may_be_given_and_put_right() -> None:
    person, day = a_person(), TODAY - timedelta(days=5)
    told(person, status=PersonStatus.LEFT, left_on=day)
    assert person.left_on == day

    earlier = day - timedelta(days=1)
    assert told(person, status=PersonStatus.LEFT, left_on=earlier) == ["person.updated"]
    assert told(person, status=PersonStatus.LEFT) == []
    assert person.left_on == earlier


def test_coming_back_is_told_and_forgets_the_day_of_leaving() -> None:
    person = a_person(status=PersonStatus.LEFT, left_on=TODAY)

    assert told(person, status=PersonStatus.ACTIVE) == ["person.updated", "person.returned"]
    assert person.left_on is None


def test_a_leave_begins_and_ends_on_a_day() -> None:
    person, back = a_person(), TODAY + timedelta(days=90)
    [_, started] = person.revise({"status": PersonStatus.ON_LEAVE, "leave_ends_on": back}, TODAY)
    assert started.model_dump(exclude={"id"}) == {
        "version": 2,
        "external_id": "e-1",
        "starts_on": TODAY,
        "ends_on": back,
    }
    assert told(person, status=PersonStatus.ON_LEAVE) == []
    assert told(person, leave_ends_on=None) == ["person.updated"]
    assert told(person, leave_ends_on=back) == ["person.updated"]

    [_, ended] = person.revise({"status": PersonStatus.ACTIVE}, TODAY + timedelta(days=9))
    assert (ended.name, person.leave_ends_on) == ("person.leave_ended", None)
    assert ended.model_dump()["ends_on"] == TODAY + timedelta(days=9)


def test_who_leaves_during_a_leave_ends_it_and_who_comes_back_into_one_begins_it() -> None:
    person = a_person(status=PersonStatus.ON_LEAVE, leave_ends_on=TODAY)

    left = told(person, status=PersonStatus.LEFT)
    assert left == ["person.updated", "person.leave_ended", "person.left"]
    back = told(person, status=PersonStatus.ON_LEAVE)
    assert back == ["person.updated", "person.returned", "person.leave_started"]


def test_who_left_does_not_leave_again() -> None:
    person = a_person(status=PersonStatus.LEFT)

    assert told(person, status=PersonStatus.LEFT, department="Alumni") == ["person.updated"]


records = st.fixed_dictionaries(
    {},
    optional={
        "user_name": st.sampled_from(["amina", "amina.k"]),
        "title": st.none() | st.sampled_from(["Engineer", "Staff engineer"]),
        "status": st.sampled_from(PersonStatus),
        "starts_on": st.none() | st.dates(),
        "leave_ends_on": st.none() | st.dates(),
        "left_on": st.none() | st.dates(),
    },
)


@given(st.lists(records, max_size=6))
def test_the_version_counts_the_differences(changes: list[dict[str, Any]]) -> None:
    person = a_person()
    for fields in changes:
        before, version = person.model_dump(exclude={"version"}), person.version
        events = person.revise(fields, TODAY)
        differs = person.model_dump(exclude={"version"}) != before
        assert bool(events) == differs
        assert person.version == version + differs
        assert person.revise(fields, TODAY) == []
        assert person.left_on is None or person.status is PersonStatus.LEFT
        assert person.leave_ends_on is None or person.status is PersonStatus.ON_LEAVE


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
