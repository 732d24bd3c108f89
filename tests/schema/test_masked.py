"""What goes wrong on our side is told by the request's id, wherever it happens; it is logged."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.door import telemetry
from app.schema import scalars
from app.schema.types import RELATED
from tests.schema.asking import GRAPHQL, post
from tests.world import World

SECRET = "postgresql://owner:secret@db"
REQUEST = "request-of-mine"
CREATE = "mutation ($i: CreatePlanInput!) { createPlan(input: $i) { __typename } }"


class Broken(RuntimeError):
    """A mistake of ours."""

    def __init__(self) -> None:
        super().__init__(SECRET)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the log says."""
    found: list[dict[str, Any]] = []

    class Log:
        def error(self, event: str, **facts: Any) -> None:
            found.append({"event": event, **facts})

    monkeypatch.setattr(telemetry, "log", Log)
    return found


async def broken(*_: Any, **__: Any) -> Any:
    raise Broken


async def masked(
    world: World, logged: list[dict[str, Any]], query: str, variables: Any = None
) -> Any:
    """The error of a request that a mistake of ours befell."""
    body = {"query": query, "variables": variables}
    answer = await post(world, body, accept=GRAPHQL, x_request_id=REQUEST)
    assert SECRET not in answer.text
    assert "Broken" not in answer.text
    told = [one for one in answer.json()["errors"] if one["extensions"]["code"] == "internal"]
    assert told
    for error in told:
        assert error["extensions"] == {"code": "internal", "requestId": REQUEST}
        assert error["message"] == "Something went wrong on our side. Tell us the request id."
    assert answer.headers["x-request-id"] == REQUEST
    assert [one["request_id"] for one in logged] == [REQUEST] * len(told)
    assert all(isinstance(one["exc_info"], Broken | KeyError) for one in logged)
    return answer


Spoil = Callable[..., Awaitable[Any]]


@pytest.fixture
def spoilt(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def spoil(*names: str) -> None:
        for name in names:
            monkeypatch.setattr(type(world.ctx("amina")), name, broken)

    return spoil


async def test_in_a_query_what_is_beside_it_is_answered(
    world: World, logged: list[dict[str, Any]], spoilt: Callable[..., None]
) -> None:
    spoilt("list")
    answer = await masked(world, logged, "{ me { id } people { edges { cursor } } __typename }")
    assert answer.status_code == 200
    assert answer.json()["data"] == {
        "me": {"id": str(world.id("amina"))},
        "people": None,
        "__typename": "Query",
    }
    assert [error["path"] for error in answer.json()["errors"]] == [["people"]]


async def test_in_a_mutation_what_was_done_beside_it_is_told(
    world: World, logged: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = type(world.ctx("amina"))
    execute, calls = context.execute, iter([False, True])

    async def second(self: Any, *given: Any, **more: Any) -> Any:
        return await (broken if next(calls) else execute)(self, *given, **more)

    monkeypatch.setattr(context, "execute", second)
    query = """mutation ($i: CreatePlanInput!) {
      a: createPlan(input: $i) { ... on Plan { title } }
      b: createPlan(input: $i) { ... on Plan { title } }
    }"""
    given = {"i": {"personId": str(world.id("amina")), "title": "Grow"}}
    answer = await masked(world, logged, query, given)
    assert answer.json()["data"] == {"a": {"title": "Grow"}, "b": None}


async def test_in_a_relation_of_what_a_mutation_answers(
    world: World, logged: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resolver below the root: what it looks for is not there."""
    monkeypatch.setattr("app.schema.fields.json", _Broken)
    query = """mutation ($i: CreatePlanInput!) { createPlan(input: $i) {
      ... on Plan { person { displayName } } } }"""
    given = {"i": {"personId": str(world.id("amina")), "title": "Grow"}}
    answer = await masked(world, logged, query, given)
    assert answer.json()["errors"][0]["path"] == ["createPlan", "person"]


class _Broken:
    """Reads rows in which nothing is found."""

    @staticmethod
    def loads(_body: str) -> dict[str, Any]:
        return _Empty()


class _Empty(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        assert key.startswith(RELATED)
        raise Broken


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query ($id: UUID!) { plan(planId: $id) { id } }", {"id": "x"}),
        (CREATE, {"i": {"personId": "x", "title": "y"}}),
        ('{ masked: plan(planId: "x") { id } }', {}),
    ],
)
async def test_in_the_variables_and_in_the_document(
    world: World,
    logged: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    variables: Any,
) -> None:
    """Reading a value fails in a way that nobody thought of."""

    def odd(_value: Any) -> Any:
        raise Broken

    monkeypatch.setattr(scalars, "UUID", odd)
    answer = await masked(world, logged, query, variables)
    assert answer.json().keys() == {"errors"}
