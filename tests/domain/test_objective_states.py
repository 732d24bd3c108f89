"""The rules of objectives and of private goals, without a database."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.domain.errors import DomainError
from app.domain.objectives.errors import (
    ObjectiveEndsBeforeItStarts,
    ObjectiveNotActive,
    ObjectiveStillActive,
)
from app.domain.objectives.models import Objective
from app.domain.objectives.states import ObjectiveKind, ObjectiveStatus
from app.domain.plans.errors import GoalOfSomebodyElse
from app.domain.plans.models import Goal, Milestone, MilestoneKind


def objective(status: str = "active") -> Objective:
    return Objective(
        title="Be heard",
        kind=ObjectiveKind.TEAM,
        owner_id=uuid4(),
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 6, 30),
        status=ObjectiveStatus(status),
    )


def goal(person_id: UUID | None = None, *, is_private: bool = False) -> Goal:
    return Goal(
        plan_id=uuid4(), person_id=person_id or uuid4(), title="Speak", is_private=is_private
    )


@pytest.mark.parametrize("status", ObjectiveStatus)
@pytest.mark.parametrize(
    ("step", "sources", "target", "refusal"),
    [
        ("achieve_objective", {"active"}, "achieved", ObjectiveNotActive),
        ("release_objective", {"active"}, "released", ObjectiveNotActive),
        ("reopen_objective", {"achieved", "released"}, "active", ObjectiveStillActive),
    ],
)
def test_a_step_begins_where_it_may_and_is_told_of(
    status: str, step: str, sources: set[str], target: str, refusal: type[DomainError]
) -> None:
    one = objective(status)
    if status not in sources:
        with pytest.raises(refusal):
            one.take(step)
        assert (one.status, one.version) == (status, 1)
        return
    [event] = one.take(step)
    assert (one.status, one.version, event.version) == (target, 2, 2)


def test_a_period_lasts_a_day_at_least() -> None:
    one = objective()
    one.revise({"ends_on": one.starts_on})
    with pytest.raises(ObjectiveEndsBeforeItStarts):
        one.revise({"starts_on": date(2030, 1, 2)})


def test_an_event_names_what_is_different_and_not_how() -> None:
    [event] = objective().revise({"title": "Be seen", "kind": ObjectiveKind.TEAM})
    told = event.model_dump_json()

    assert '"changed":["title"]' in told
    assert "seen" not in told


def test_what_says_the_same_is_no_change_even_afterwards() -> None:
    one = objective("achieved")

    assert one.revise({"title": one.title}) == []
    with pytest.raises(ObjectiveNotActive):
        one.revise({"title": "Be seen"})


def test_only_the_person_decides_about_privacy() -> None:
    amina, jonas = uuid4(), uuid4()
    for is_private in (True, False):
        one = goal(amina, is_private=is_private)
        one.check_keeper(amina, {"is_private": not is_private})
        one.check_keeper(jonas, {"is_private": is_private, "title": "Other"})
        with pytest.raises(GoalOfSomebodyElse):
            one.check_keeper(jonas, {"is_private": not is_private})


@pytest.mark.parametrize("is_private", [True, False])
def test_every_event_of_what_is_private_knows_that_it_is(*, is_private: bool) -> None:
    one = goal(is_private=is_private)
    step = Milestone(
        plan_id=one.plan_id,
        person_id=one.person_id,
        owner_id=uuid4(),
        kind=MilestoneKind.TRAINING,
        title="A step",
        due_on=date(2031, 1, 1),
        is_private=is_private,
    )
    events = [
        *one.created(),
        *one.aligned(uuid4()),
        *one.revise({"title": "Other"}),
        *one.take("achieve_goal"),
        *step.created(),
        *step.revise({"progress": 10, "title": "Other"}),
        *step.take("start_milestone"),
    ]

    assert {event.is_private for event in events} == {is_private}


def test_the_event_that_makes_a_goal_private_is_private_too() -> None:
    hidden = goal()
    [event] = hidden.revise({"is_private": True})
    assert event.is_private
    [event] = hidden.revise({"is_private": False})
    assert not event.is_private
