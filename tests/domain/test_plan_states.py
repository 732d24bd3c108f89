"""Plans and milestones: which state follows which, what is told of it, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.entity import new_id
from app.domain.errors import DomainError
from app.domain.event import Event
from app.domain.plans.errors import (
    MilestoneNotOpen,
    MilestoneNotPlanned,
    PlanClosed,
    PlanNotProposed,
)
from app.domain.plans.events.milestones import MilestoneReached
from app.domain.plans.models import MilestoneKind, MilestoneStatus, PlanStatus
from tests.factories import NOW, a_goal, a_milestone, a_plan

PLANNED, IN_PROGRESS = MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS
REACHED, WAIVED = MilestoneStatus.REACHED, MilestoneStatus.WAIVED
BLOCKED = MilestoneStatus.BLOCKED


def told(events: list[Event]) -> list[str]:
    return [type(event).name for event in events]


# Plans


def test_a_plan_begins_as_a_draft_and_says_whose_it_is() -> None:
    plan = a_plan()
    [event] = plan.created()

    assert plan.status is PlanStatus.DRAFT
    assert event.model_dump(mode="json") == {
        "id": str(plan.id),
        "version": 1,
        "person_id": str(plan.person_id),
        "status": "draft",
    }


def test_a_draft_is_proposed_and_agreed_to_once() -> None:
    plan, jonas = a_plan(), new_id()

    assert told(plan.propose(by=plan.person_id, at=NOW)) == ["plan.proposed"]
    assert told(plan.agree(by=jonas, at=NOW)) == ["plan.activated"]
    assert (plan.status, plan.version) == (PlanStatus.ACTIVE, 3)
    assert (plan.proposed_by_id, plan.agreed_by_id) == (plan.person_id, jonas)
    with pytest.raises(PlanNotProposed):
        plan.agree(by=jonas, at=NOW)
    assert plan.version == 3


def test_a_plan_that_should_be_different_is_proposed_again() -> None:
    plan = a_plan()
    plan.propose(by=plan.person_id, at=NOW)

    assert told(plan.request_changes("A later date")) == ["plan.changes_requested"]
    assert plan.requested_changes == "A later date"
    assert told(plan.propose(by=plan.person_id, at=NOW)) == ["plan.proposed"]
    assert plan.requested_changes is None


@pytest.mark.parametrize("status", [PlanStatus.DRAFT, PlanStatus.ACTIVE])
def test_an_open_plan_takes_new_steps(status: PlanStatus) -> None:
    a_plan(status=status).check_open()


@pytest.mark.parametrize("status", [PlanStatus.COMPLETED, PlanStatus.CLOSED_EARLY])
def test_a_closed_plan_takes_nothing_any_more(status: PlanStatus) -> None:
    with pytest.raises(PlanClosed):
        a_plan(status=status).check_open()


def test_a_new_goal_names_its_plan_and_its_person_and_none_of_its_words() -> None:
    plan = a_plan()
    [event] = a_goal(plan, title="a secret wish", aspiration="very secret").created()

    assert told([event]) == ["goal.created"]
    assert set(event.model_dump()) == {"id", "version", "plan_id", "person_id", "status"}
    assert "secret" not in event.model_dump_json()


# Milestones: every verb in every state

START, REACH, REVISE = "start", "reach", "revise"
VERBS: dict[str, Any] = {
    START: lambda one: one.start(at=NOW),
    REACH: lambda one: one.reach(at=NOW),
    REVISE: lambda one: one.revise({"title": "Give two talks"}),
}
STEPS: dict[tuple[MilestoneStatus, str], MilestoneStatus | type[DomainError]] = {
    (PLANNED, START): IN_PROGRESS,
    (PLANNED, REACH): REACHED,
    (PLANNED, REVISE): PLANNED,
    (IN_PROGRESS, START): MilestoneNotPlanned,
    (IN_PROGRESS, REACH): REACHED,
    (IN_PROGRESS, REVISE): IN_PROGRESS,
    (BLOCKED, START): MilestoneNotPlanned,
    (BLOCKED, REACH): REACHED,
    (BLOCKED, REVISE): BLOCKED,
    (REACHED, START): MilestoneNotPlanned,
    (REACHED, REACH): MilestoneNotOpen,
    (REACHED, REVISE): MilestoneNotOpen,
    (WAIVED, START): MilestoneNotPlanned,
    (WAIVED, REACH): MilestoneNotOpen,
    (WAIVED, REVISE): MilestoneNotOpen,
}


def test_every_verb_is_tried_in_every_state() -> None:
    assert set(STEPS) == {(status, verb) for status in MilestoneStatus for verb in VERBS}


@pytest.mark.parametrize(("step", "outcome"), STEPS.items(), ids=str)
def test_a_milestone_goes_only_where_it_may(
    step: tuple[MilestoneStatus, str], outcome: MilestoneStatus | type[DomainError]
) -> None:
    status, verb = step
    milestone = a_milestone(status=status)
    before = milestone.model_dump()
    if isinstance(outcome, MilestoneStatus):
        events = VERBS[verb](milestone)

        assert milestone.status is outcome
        assert milestone.version == 2
        assert [event.version for event in events] == [2]
        assert {event.id for event in events} == {milestone.id}
    else:
        with pytest.raises(outcome):
            VERBS[verb](milestone)
        assert milestone.model_dump() == before


def test_starting_says_when() -> None:
    milestone = a_milestone()

    assert told(milestone.start(at=NOW)) == ["milestone.started"]
    assert milestone.started_at == NOW


def test_a_reached_milestone_is_done_even_if_nobody_said_that_it_was_begun() -> None:
    milestone = a_milestone(progress=30)

    assert told(milestone.reach(at=NOW)) == ["milestone.reached"]
    assert (milestone.progress, milestone.started_at, milestone.reached_at) == (100, NOW, NOW)


def test_reaching_keeps_when_it_was_begun_and_names_the_evidence() -> None:
    earlier = NOW - timedelta(days=3)
    milestone = a_milestone(status=IN_PROGRESS, started_at=earlier)
    shown = uuid4()
    [event] = milestone.reach(at=NOW, evidence_id=shown)

    assert milestone.started_at == earlier
    assert isinstance(event, MilestoneReached)
    assert event.evidence_id == shown


def test_describing_it_as_it_is_changes_and_tells_nothing() -> None:
    milestone = a_milestone(title="Give a talk")

    assert milestone.revise({"title": "Give a talk"}) == []
    assert milestone.revise({}) == []
    assert milestone.version == 1


def test_one_change_of_many_fields_tells_each_kind_of_subscriber_once() -> None:
    milestone = a_milestone()
    events = milestone.revise(
        {
            "title": "a secret title",
            "kind": MilestoneKind.TRAINING,
            "success_measure": "a secret measure",
            "progress": 40,
        }
    )

    assert told(events) == ["milestone.progressed", "milestone.updated"]
    assert events[-1].model_dump()["changed"] == ("kind", "success_measure", "title")
    assert {event.version for event in events} == {milestone.version} == {2}
    assert not any("secret" in event.model_dump_json() for event in events)


changes = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Give a talk", "Give two talks"]),
        "kind": st.sampled_from(MilestoneKind),
        "success_measure": st.none() | st.text(max_size=5),
        "progress": st.integers(0, 100),
    },
)
verbs = st.one_of(
    st.just(VERBS[START]),
    st.just(VERBS[REACH]),
    changes.map(lambda fields: lambda one: one.revise(fields)),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(status=st.sampled_from(MilestoneStatus), does=st.lists(verbs, max_size=8))
def test_whatever_happens_the_version_counts_what_was_told(
    status: MilestoneStatus, does: list[Any]
) -> None:
    milestone = a_milestone(status=status)
    for verb in does:
        before, version = milestone.model_dump(), milestone.version
        try:
            events = verb(milestone)
        except DomainError:
            events = []
        changed = milestone.model_dump() != before
        assert changed == bool(events)
        assert milestone.version == version + changed
        assert all(event.version == milestone.version for event in events)
        assert (milestone.status is REACHED) == (milestone.reached_at is not None)
