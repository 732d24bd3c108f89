"""Statements, how they are sent, and how the worker looks at them."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import Response

from app.domain.actor import Actor
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans import service as plans
from app.domain.plans.commands import AddResource
from app.domain.transaction import Database
from app.worker.clock import SOON, Clock
from tests.worker.test_worker import Finder
from tests.world import World

VERBS = "http://adlnet.gov/expapi/verbs/"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
COURSE = "https://learning.example.com/courses/42"
ELSEWHERE = "https://learning.example.com/courses/43"
ADDRESS = "Amina.Diallo@example.com"
AMINA = {"account": {"homePage": "https://example.com", "name": "amina"}}


def said(did: str = "completed", **more: Any) -> dict[str, Any]:
    """That Amina did something with the course."""
    given = {"actor": AMINA, "verb": {"id": f"{VERBS}{did}"}, "object": {"id": COURSE}}
    return {name: one for name, one in (given | more).items() if one is not ...}


def progressed(progress: Any, **more: Any) -> dict[str, Any]:
    return said("progressed", result={"extensions": {PROGRESS: progress}}, **more)


def voids(statement_id: str) -> dict[str, Any]:
    return said("voided", object={"objectType": "StatementRef", "id": statement_id})


async def sent(
    world: World,
    body: Any,
    who: str | Actor | None = "vendor",
    method: str = "POST",
    query: str = "",
    **headers: str,
) -> Response:
    named = {"x_experience_api_version": "2.0.0"} | headers
    return await world.rest(who, method, f"/xapi/statements{query}", body, **named)


async def reported(world: World, *statements: dict[str, Any]) -> list[str]:
    answer = await sent(world, list(statements))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def put(world: World, id: str, body: Any) -> Response:
    return await sent(world, body, method="PUT", query=f"?statementId={id}")


def refused(answer: Response, status: int, code: str) -> list[str]:
    """Where it is wrong."""
    assert answer.headers["content-type"] == "application/json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    return [one["pointer"] for one in answer.json().get("errors", [])]


async def looked(world: World, looking: Database, after: timedelta = timedelta()) -> int:
    """What the worker does when so much time has passed."""
    now = datetime.now(UTC) + after
    finder: Any = Finder(looking, world.tenant_id)
    return await Clock(finder, world.database, period_s=60, looks=SOON, now=lambda: now).once()


async def records(world: World, who: str = "vendor", query: str = "") -> list[dict[str, Any]]:
    answer = await world.rest(who, "GET", f"/v1/learning-records{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def record(world: World, statement_id: str, who: str = "vendor") -> dict[str, Any]:
    [found] = await records(world, who, f"?statementId={statement_id}")
    return found


async def outcome(world: World, statement_id: str) -> tuple[str, str | None]:
    found = await record(world, statement_id)
    return found["outcome"], found["reason"]


async def told(world: World, looking: Database, one: dict[str, Any]) -> tuple[str, str | None]:
    """What becomes of one statement."""
    [id] = await reported(world, one)
    await looked(world, looking)
    return await outcome(world, id)


async def course(
    world: World,
    id: str = COURSE,
    kind: str = "course",
    milestone: dict[str, Any] | None = None,
    **given: Any,
) -> str:
    """A milestone of Amina's that names a course."""
    step = milestone or await world.a_milestone(**given)
    named = {"course_id": id} if kind == "course" else {"url": id}
    command = AddResource.model_validate({"kind": kind} | named, by_name=True)
    ids = {"milestone_id": UUID(step["id"])}
    await world.do("amina", plans.add_resource, **ids, command=command)
    return str(step["id"])


async def milestone(world: World, id: str, who: str = "amina") -> dict[str, Any]:
    return dict(await world.find(who, plans.get_milestone, milestone_id=UUID(id)))


async def state(world: World, id: str) -> tuple[str, int]:
    found = await milestone(world, id)
    return found["status"], found["progress"]


async def evidence(world: World, id: str) -> list[dict[str, Any]]:
    listed = (await world.rest("amina", "GET", f"/v1/milestones/{id}/evidence")).json()
    return list(listed["data"])


async def step(world: World, id: str, name: str, body: Any = None) -> None:
    path = f"/v1/milestones/{id}/{name}"
    done = await world.rest("amina", "POST", path, body, if_match="*")
    assert done.is_success, done.text


async def somebody(world: World, name: str, **more: Any) -> str:
    item = {"externalId": name, "userName": name, "displayName": name} | more
    made = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=[item]))
    return str(made["items"][0]["id"])


def basic(client_id: str, secret: str) -> str:
    return "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()
