"""GraphQL over HTTP, requirement by requirement: what is asked how, and answered with what."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response

from app.domain.actor import Scope
from app.settings import Introspection
from tests.api.problems import refused
from tests.schema.asking import GRAPHQL, post, settled
from tests.world import World

JSON = "application/json"
NAME = {"query": "{ __typename }"}
TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
BOTH = pytest.mark.parametrize("accept", [JSON, GRAPHQL])


@pytest.fixture
def by_get(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    settled(world, monkeypatch, graphql_get=True)
    return world


async def get(world: World, who: Any = "amina", accept: str = GRAPHQL, **asked: str) -> Response:
    return await world.rest(who, "GET", f"/graphql?{urlencode(asked)}", accept=accept)


def kind(answer: Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


# What an answer is of.


@BOTH
async def test_an_answer_is_of_the_accepted_kind(world: World, accept: str) -> None:
    answer = await post(world, NAME, accept=accept)
    assert (answer.status_code, kind(answer)) == (200, accept)
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_without_a_wish_an_answer_is_plain_json(world: World) -> None:
    for wish in ({"accept": "*/*"}, {"accept": ""}):
        answer = await post(world, NAME, **wish)
        assert (answer.status_code, kind(answer)) == (200, JSON)


async def test_answers_are_in_utf_8(world: World) -> None:
    answer = await post(world, NAME)
    assert answer.headers["content-type"] == f"{JSON}; charset=utf-8"
    assert answer.content.decode("utf-8")


async def test_requests_are_read_as_utf_8(world: World) -> None:
    asked = {"query": '{ __type(name: "Wörter 🏃") { name } }'}
    for kind_of_body in (f"{JSON}; charset=utf-8", JSON):
        body = json.dumps(asked, ensure_ascii=False).encode("utf-8")
        answer = await post(world, body, content_type=kind_of_body)
        assert answer.json() == {"data": {"__type": None}}


# What a request is.


async def test_a_body_of_no_kind_is_refused(world: World) -> None:
    for kind_of_body in ("", "text/plain;charset=UTF-8"):
        assert (await post(world, NAME, content_type=kind_of_body)).status_code == 415


async def test_a_body_is_needed_and_a_query_in_it(world: World) -> None:
    for body in (b"", {"notquery": "{ __typename }"}, {}):
        for accept in (JSON, GRAPHQL):
            refused(await post(world, body, accept=accept), 400, "malformed")


@BOTH
async def test_what_is_no_json_is_refused(world: World, accept: str) -> None:
    refused(await post(world, b'{ "not a JSON', accept=accept), 400, "malformed")


@pytest.mark.parametrize("name", ["query", "operationName", "documentId"])
@pytest.mark.parametrize("value", [{"obj": "ect"}, 0, 1, False, ["array"]], ids=str)
async def test_texts_are_texts(world: World, name: str, value: Any) -> None:
    refused(await post(world, NAME | {name: value}), 400, "malformed")


@pytest.mark.parametrize("name", ["variables", "extensions"])
@pytest.mark.parametrize("value", ["text", 0, 1, False, ["array"]], ids=str)
async def test_maps_are_maps(world: World, name: str, value: Any) -> None:
    refused(await post(world, NAME | {name: value}), 400, "malformed")


@BOTH
async def test_what_may_be_given_may_be_given(world: World, accept: str) -> None:
    for more in (
        {"operationName": None},
        {"variables": None},
        {"extensions": None},
        {"documentId": None},
        {"extensions": {"some": "value"}},
        {"query": TYPE, "variables": {"name": "Plan"}},
        {"query": "query Mine { __typename }", "operationName": "Mine"},
    ):
        answer = await post(world, NAME | more, accept=accept)
        assert answer.status_code == 200
        assert answer.json().keys() == {"data"}, more


# What could not be executed.

WRONG = {
    "it cannot be parsed": {"query": "{"},
    "the field is unknown": {"query": "{ nothingOfThatName }"},
    "a name begins with a digit": {"query": "{ 8f3140 }"},
    "a variable is null": {"query": TYPE, "variables": {"name": None}},
    "a variable is missing": {"query": TYPE},
    "a variable is of another type": {"query": TYPE, "variables": {"name": 1}},
}


@pytest.mark.parametrize("why", WRONG)
async def test_what_is_not_executed_has_no_data(world: World, why: str) -> None:
    told = await post(world, WRONG[why], accept=GRAPHQL)
    assert (told.status_code, kind(told)) == (400, GRAPHQL)
    assert told.json().keys() == {"errors"}
    old = await post(world, WRONG[why], accept=JSON)
    assert (old.status_code, kind(old)) == (200, JSON)
    assert old.json() == told.json()


async def test_what_was_executed_is_a_200_even_with_an_error(world: World) -> None:
    query = '{ me { id } plan(planId: "00000000-0000-0000-0000-000000000000") { id } }'
    answer = await post(world, {"query": query}, accept=GRAPHQL)
    assert answer.status_code == 200
    assert answer.json()["data"]["me"]
    assert answer.json()["errors"][0]["path"] == ["plan"]


async def test_who_may_not_come_in_gets_a_401(world: World) -> None:
    refused(await post(world, NAME, None, accept=GRAPHQL), 401, "unauthenticated")


# By GET, where that is switched on.


async def test_get_is_off_by_default(world: World) -> None:
    for asked in ({"query": "{ __typename }"}, {"query": "mutation { __typename }"}, {}):
        answer = await get(world, **asked)
        refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "POST"


@BOTH
async def test_queries_come_by_get(by_get: World, accept: str) -> None:
    answer = await get(by_get, accept=accept, query="{ me { displayName } }")
    assert (answer.status_code, kind(answer)) == (200, accept)
    assert answer.json() == {"data": {"me": {"displayName": "Amina"}}}
    asked = {"query": TYPE, "variables": '{"name":"Plan"}', "extensions": "{}"}
    answer = await get(by_get, accept=accept, **asked, operationName="")
    assert answer.json() == {"data": {"__type": {"name": "Plan"}}}
    named = "query A { a: __typename } query B { b: __typename }"
    answer = await get(by_get, accept=accept, query=named, operationName="B")
    assert answer.json() == {"data": {"b": "Query"}}


async def test_no_shared_cache_keeps_what_came_by_get(by_get: World) -> None:
    for query in ("{ me { id } }", "{"):
        answer = await get(by_get, query=query)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("mutation { __typename }", ""),
        ("query A { __typename } mutation B { __typename }", "B"),
        ("mutation ($i: CreatePlanInput!) { createPlan(input: $i) { __typename } }", ""),
    ],
)
async def test_nothing_is_changed_by_get(by_get: World, query: str, named: str) -> None:
    plan = {"i": {"personId": str(by_get.id("amina")), "title": "By GET"}}
    asked = {"query": query, "operationName": named, "variables": json.dumps(plan)}
    answer = await get(by_get, **asked)
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"
    assert (await by_get.rest("amina", "GET", "/v1/plans")).json()["data"] == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=",
        "query=%FF",
        "query=%7B__typename%7D&query=%7B__typename%7D",
        "query=%7B__typename%7D&variables=x",
        "query=%7B__typename%7D&variables=[]",
        "query=%7B__typename%7D&variables=",
        "query=%7B__typename%7D&extensions=1",
        "query=%7B__typename%7D&operationName=no%20name",
        "query=%7B__typename%7D&documentId=sha256:x",
        "&".join(f"a{n}=1" for n in range(30)),
    ],
)
async def test_a_strange_address_is_refused(by_get: World, query: str) -> None:
    answer = await by_get.rest("amina", "GET", f"/graphql?{query}", accept=GRAPHQL)
    refused(answer, 400, "malformed")


async def test_get_needs_a_token_and_keeps_to_the_limits(by_get: World) -> None:
    refused(await get(by_get, None, query="{ __typename }"), 401, "unauthenticated")
    deep = "{ me " + "{ manager " * 20 + "{ id }" + "}" * 20 + " }"
    answer = await get(by_get, query=deep)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "query_too_large"


async def test_other_methods_are_told_which_there_are(by_get: World) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = await by_get.rest("amina", method, "/graphql")
        assert answer.status_code == 405, (method, answer.text)
        assert answer.headers["allow"].replace(" ", "") in ("GET,POST", "GET,HEAD,POST")


# The schema, by setting and scope.

SCHEMA = (
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Plan") { name } }',
    "query { ...F } fragment F on Query { ... { s: __schema { types { name } } } }",
)
NO_SCHEMA = "{ __typename me { __typename } }"


@pytest.mark.parametrize(
    ("introspection", "scoped", "code"),
    [
        (Introspection.ON, False, None),
        (Introspection.ON, True, None),
        (Introspection.SCOPE, True, None),
        (Introspection.SCOPE, False, "insufficient_scope"),
        (Introspection.OFF, True, "introspection_off"),
        (Introspection.OFF, False, "introspection_off"),
    ],
)
async def test_the_schema_is_told_to_whom_the_setting_says(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    introspection: Introspection,
    *,
    scoped: bool,
    code: str | None,
) -> None:
    settled(world, monkeypatch, graphql_introspection=introspection)
    scopes = [Scope.PEOPLE_READ] + [Scope.GRAPHQL_INTROSPECT] * scoped
    who = world.with_scopes("amina", *scopes)
    for query in SCHEMA:
        answer = (await post(world, {"query": query}, who, accept=GRAPHQL)).json()
        if code is None:
            assert answer.keys() == {"data"}
        else:
            assert answer.keys() == {"errors"}
            assert answer["errors"][0]["extensions"]["code"] == code
    answer = (await post(world, {"query": NO_SCHEMA}, who)).json()
    assert answer == {"data": {"__typename": "Query", "me": {"__typename": "Person"}}}
