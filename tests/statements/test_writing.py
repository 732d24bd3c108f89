"""Every event that can be said makes a statement that a strict store takes. No database."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.domain.entity import new_id
from app.domain.event import Event
from app.domain.features import import_features
from app.domain.outbox import OutboxEvent
from app.domain.statements.writing import PROGRESS, SAID, Identity, Noun, statement, statement_id
from app.domain.webhooks.formats import said_in_xapi
from tests.statements.rules import Refused, check

import_features()
SAYABLE = [(noun, name) for noun, verbs in SAID.items() for name in verbs]
SOURCE = "https://career.test/v1"
SOMEBODY = Identity("amina@northwind.example", "e-1")
VALUES: dict[str, Any] = {
    "version": 3,
    "status": "in_progress",
    "due_on": date(2030, 1, 31),
    "progress": 40,
    "ahead_of": (),
}


def an_event(name: str, **more: Any) -> OutboxEvent:
    kind = Event.catalogue[f"{name}.v1"]
    fields = {field: VALUES[field] if field in VALUES else new_id() for field in kind.model_fields}
    event = kind(**(fields | more))
    return OutboxEvent(
        id=new_id(),
        tenant_id=new_id(),
        created_at=datetime(2030, 1, 1, 12, tzinfo=UTC),
        type=name,
        revision=1,
        subject_id=event.id,
        sequence=1,
        actor_id=new_id(),
        data=json.loads(event.model_dump_json(by_alias=True)),
        source=SOURCE,
    )


def said(name: str, who: Identity = SOMEBODY, **more: Any) -> dict[str, Any]:
    [noun] = [noun for noun, verbs in SAID.items() if name in verbs]
    return check(statement(an_event(name, **more), noun, who))


@pytest.mark.parametrize(("noun", "name"), SAYABLE)
def test_a_statement_is_one(noun: Noun, name: str) -> None:
    event = an_event(name)
    made = check(statement(event, noun, SOMEBODY))

    assert UUID(made["id"]) == statement_id(event.id)
    assert made["timestamp"] == "2030-01-01T12:00:00.000000Z"
    assert made["object"]["id"] == f"{SOURCE}/{noun.path}/{event.subject_id}"
    assert made["actor"] == {"objectType": "Agent", "mbox": "mailto:amina@northwind.example"}


@pytest.mark.parametrize(("noun", "name"), SAYABLE)
def test_it_says_no_more_than_the_event(noun: Noun, name: str) -> None:
    """What differs between the statements of two events is in the event."""
    event, other = an_event(name), an_event(name)
    made, constant = (_leaves(json.loads(statement(one, noun, SOMEBODY))) for one in (event, other))
    differs = {str(one) for one, same in zip(made, constant, strict=True) if one != same}

    told = {str(statement_id(event.id)), *(str(value) for value in event.data.values())}
    assert differs
    assert {one.rpartition("/")[2] for one in differs} <= told


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def test_every_event_that_is_said_is_one_that_there_is() -> None:
    names = {kind.name for kind in Event.catalogue.values()}
    assert {name for _, name in SAYABLE} <= names
    assert said_in_xapi() == {name for _, name in SAYABLE}


def test_a_missed_deadline_is_no_statement() -> None:
    """None of the verbs fits: `failed` would blame."""
    assert "milestone.missed" not in said_in_xapi()


def test_the_end_of_a_step_is_a_success() -> None:
    assert said("milestone.reached", progress=100)["result"] == {
        "completion": True,
        "success": True,
        "extensions": {PROGRESS: 100},
    }
    assert said("plan.completed")["result"] == {"completion": True}
    assert said("milestone.waived")["result"]["completion"] is False
    assert "success" not in said("milestone.waived")["result"]
    assert "completion" not in said("milestone.progressed")["result"]
    assert said("milestone.started", progress=0)["result"] == {"extensions": {PROGRESS: 0}}
    assert "result" not in said("plan.activated")


def test_a_milestone_belongs_to_its_goal_and_a_goal_to_its_plan() -> None:
    def above(made: dict[str, Any]) -> dict[str, list[str]]:
        activities = made["context"].get("contextActivities", {})
        return {name: [one["id"] for one in those] for name, those in activities.items()}

    goal_id, plan_id = new_id(), new_id()
    goal, plan = f"{SOURCE}/goals/{goal_id}", f"{SOURCE}/plans/{plan_id}"
    of_goal = said("milestone.started", goal_id=goal_id, plan_id=plan_id)
    assert above(of_goal) == {"parent": [goal], "grouping": [plan]}
    assert above(said("milestone.started", goal_id=None, plan_id=plan_id)) == {"parent": [plan]}
    assert above(said("goal.started", plan_id=plan_id)) == {"parent": [plan]}
    assert above(said("plan.created")) == {}


def test_the_context_says_what_the_event_says() -> None:
    made = said("milestone.started")

    assert made["context"]["platform"] == "Career Conversations"
    assert made["context"]["extensions"] == {
        "https://career.test/xapi/extensions/status": "in_progress",
        "https://career.test/xapi/extensions/due-on": "2030-01-31",
    }


@pytest.mark.parametrize(
    "address", [None, "", "amina @example.com", "amína@example.com", "a?b@example.com", "a%b@c.de"]
)
def test_who_has_no_plain_address_has_an_account(address: str | None) -> None:
    made = said("plan.created", Identity(address, "e-1"))

    account = {"homePage": "https://career.test", "name": "e-1"}
    assert made["actor"] == {"objectType": "Agent", "account": account}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "no-uuid"),
        (("actor", "mbox"), "amina@northwind.example"),
        (("actor", "account"), {"homePage": SOURCE, "name": "e-1"}),
        (("actor", "name"), "Amina"),
        (("verb", "id"), "completed"),
        (("verb", "display"), {"not a language": "x"}),
        (("object", "id"), "milestones/1"),
        (("result", "success"), "yes"),
        (("result", "extensions"), {"progress": 1}),
        (("context", "platform"), ""),
        (("context", "contextActivities", "parent"), []),
        (("context", "registration"), None),
        (("timestamp",), "2030-01-01T12:00:00.000000"),
        (("timestamp",), "2030-01-01T12:00:00.000-00:00"),
        (("version",), "1.0.3"),
    ],
)
def test_the_rules_refuse_what_is_no_statement(path: tuple[str, ...], value: Any) -> None:
    made = said("milestone.reached")
    *above, last = path
    place = made
    for name in above:
        place = place[name]
    place[last] = value
    with pytest.raises(Refused):
        check(json.dumps(made))
