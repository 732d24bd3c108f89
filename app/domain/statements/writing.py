"""How an event is said in xAPI (1.0.3 and 2.0): the verbs, the nouns, and the statement itself.

A verb is one of those that learning record stores know. An event that none of them fits is not
said: that a deadline passed is no failure of anybody.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from app.domain.outbox import OutboxEvent

ADL: Final = "http://adlnet.gov/expapi"
STREAMS: Final = "http://activitystrea.ms/schema/1.0"
PROGRESS: Final = "https://w3id.org/xapi/cmi5/result/extensions/progress"
"""In percent, from 0 to 100."""
PLATFORM: Final = "Career Conversations"
LANGUAGE: Final = "en"

PLAIN_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!$&'*+/=_{|}~^-]+@[A-Za-z0-9.-]+")
"""What stands in a `mailto:` as it is. Whoever has another address has an account instead."""


class Identity(NamedTuple):
    """How a learning record store tells a person from others."""

    work_email: str | None
    external_id: str


@dataclass(frozen=True, slots=True)
class Noun:
    """What a statement is about."""

    name: str
    path: str
    type: str
    who: str
    """The field of the event that names the actor."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What the actor does, and what that says of the outcome."""

    id: str
    display: str
    completion: bool | None = None
    success: bool | None = None


PLAN: Final = Noun("Plan", "plans", f"{STREAMS}/collection", "personId")
GOAL: Final = Noun("Goal", "goals", f"{ADL}/activities/objective", "personId")
MILESTONE: Final = Noun("Milestone", "milestones", f"{STREAMS}/task", "ownerId")

REGISTERED: Final = Verb(f"{ADL}/verbs/registered", "registered")
INITIALIZED: Final = Verb(f"{ADL}/verbs/initialized", "initialized")
PROGRESSED: Final = Verb(f"{ADL}/verbs/progressed", "progressed")
SUSPENDED: Final = Verb(f"{ADL}/verbs/suspended", "suspended")
RESUMED: Final = Verb(f"{ADL}/verbs/resumed", "resumed", completion=False)
ENDED: Final = Verb(f"{ADL}/verbs/completed", "completed", completion=True)
ACHIEVED: Final = Verb(f"{ADL}/verbs/completed", "completed", completion=True, success=True)
CANCELED: Final = Verb(f"{STREAMS}/cancel", "canceled", completion=False)

SAID: Final[Mapping[Noun, Mapping[str, Verb]]] = {
    PLAN: {
        "plan.created": REGISTERED,
        "plan.activated": INITIALIZED,
        "plan.completed": ENDED,
        "plan.closed": CANCELED,
        "plan.reopened": RESUMED,
    },
    GOAL: {
        "goal.created": REGISTERED,
        "goal.started": INITIALIZED,
        "goal.achieved": ACHIEVED,
        "goal.adjusted": CANCELED,
        "goal.released": CANCELED,
        "goal.reopened": RESUMED,
    },
    MILESTONE: {
        "milestone.created": REGISTERED,
        "milestone.owner_changed": REGISTERED,
        "milestone.started": INITIALIZED,
        "milestone.progressed": PROGRESSED,
        "milestone.blocked": SUSPENDED,
        "milestone.unblocked": RESUMED,
        "milestone.reached": ACHIEVED,
        "milestone.waived": CANCELED,
        "milestone.reopened": RESUMED,
    },
}


def statement_id(event_id: UUID) -> UUID:
    """The same each time. Some stores take no UUID of a version above 5, which events have."""
    return uuid5(event_id, "statement")


def statement(event: OutboxEvent, noun: Noun, who: Identity) -> str:
    """One statement, in JSON. The event has its `source`, which all addresses begin with."""
    verb = SAID[noun][event.type]
    said = {
        "id": str(statement_id(event.id)),
        "actor": _agent(event, who),
        "verb": {"id": verb.id, "display": {LANGUAGE: verb.display}},
        "object": _activity(event, noun, event.data["id"], described=True),
        "result": _result(event, verb),
        "context": _context(event),
        "timestamp": event.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    given = {name: value for name, value in said.items() if value}
    return json.dumps(given, separators=(",", ":"), ensure_ascii=False)


def _agent(event: OutboxEvent, who: Identity) -> dict[str, Any]:
    if who.work_email and PLAIN_ADDRESS.fullmatch(who.work_email):
        return {"objectType": "Agent", "mbox": f"mailto:{who.work_email}"}
    account = {"homePage": _base_url(event), "name": who.external_id}
    return {"objectType": "Agent", "account": account}


def _activity(
    event: OutboxEvent, noun: Noun, id: str, *, described: bool = False
) -> dict[str, Any]:
    activity: dict[str, Any] = {
        "objectType": "Activity",
        "id": f"{event.source}/{noun.path}/{id}",
    }
    if described:
        activity["definition"] = {"type": noun.type, "name": {LANGUAGE: noun.name}}
    return activity


def _result(event: OutboxEvent, verb: Verb) -> dict[str, Any]:
    outcome: dict[str, Any] = {"completion": verb.completion, "success": verb.success}
    result = {name: value for name, value in outcome.items() if value is not None}
    if "progress" in event.data:
        result["extensions"] = {PROGRESS: event.data["progress"]}
    return result


def _context(event: OutboxEvent) -> dict[str, Any]:
    """Where it belongs: a milestone to its goal and its plan, a goal to its plan."""
    above = [(GOAL, event.data.get("goalId")), (PLAN, event.data.get("planId"))]
    parents = [_activity(event, noun, id) for noun, id in above if id is not None]
    home = f"{_base_url(event)}/xapi/extensions"
    extensions = {
        f"{home}/{address}": event.data[field]
        for field, address in (("status", "status"), ("dueOn", "due-on"))
        if field in event.data
    }
    context: dict[str, Any] = {"platform": PLATFORM, "extensions": extensions}
    if parents:
        context["contextActivities"] = {"parent": parents[:1]}
        if parents[1:]:
            context["contextActivities"]["grouping"] = parents[1:]
    return context


def _base_url(event: OutboxEvent) -> str:
    return (event.source or "").removesuffix("/v1")
