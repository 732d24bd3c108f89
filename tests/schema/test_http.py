"""GraphQL over HTTP: what is asked how, and what is answered with which status."""

import json
from typing import Any

import pytest

from app.schema.door.examples import EXAMPLES
from app.schema.door.negotiation import weight_of
from app.settings import Introspection
from tests.api.problems import refused
from tests.schema.asking import GRAPHQL, data, post
from tests.world import World

ME = {"query": "{ me { displayName } }"}
CREATE = "mutation ($i: CreatePlanInput!) { createPlan(input: $i) { __typename } }"
BROKEN = {"query": "{ me {"}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (GRAPHQL, GRAPHQL),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, application/json", "application/json"),
        (f"text/html, {GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"application/json, {GRAPHQL}", GRAPHQL),
        ("APPLICATION/JSON", "application/json"),
    ],
)
async def test_the_answer_is_of_the_kind_that_is_wished_for(
    world: World, accept: str, kind: str
) -> None:
    good = await post(world, ME, accept=accept)
    assert good.status_code == 200
    assert good.headers["content-type"] == f"{kind}; charset=utf-8"
    assert good.headers["vary"] == "Accept"
    assert good.json() == {"data": {"me": {"displayName": "Amina"}}}
    broken = await post(world, BROKEN, accept=accept)
    assert broken.status_code == (400 if kind == GRAPHQL else 200)
    assert broken.json().keys() == {"errors"}


@pytest.mark.parametrize("accept", ["text/plain", "image/*", "application/json;q=0", "x", ","])
async def test_what_cannot_be_answered_with_is_refused(world: World, accept: str) -> None:
    refused(await post(world, ME, accept=accept), 406, "not_acceptable")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/graphql", "multipart/form-data", "", "application/jsonx"]
)
async def test_requests_are_json(world: World, kind: str) -> None:
    refused(await post(world, ME, content_type=kind), 415, "unsupported_media_type")
    good = await post(world, ME, content_type="application/json; charset=utf-8")
    assert good.status_code == 200


async def test_a_query_in_a_url_is_not_answered(world: World) -> None:
    for accept in ("application/json", GRAPHQL, "*/*"):
        answer = await world.rest("amina", "GET", "/graphql?query={me{id}}", accept=accept)
        refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "POST"


async def test_browsers_get_a_page_whose_example_works(world: World) -> None:
    page = await world.client.get("/graphql", headers={"accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert (await data(world, EXAMPLES[0].query))["me"]["displayName"] == "Amina"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"1",
        b'"x"',
        [],
        [ME],
        [ME, ME],
        {},
        {"query": None},
        {"query": ""},
        {"query": 1},
        {"query": []},
        {"query": {}},
        {"query": True},
        {**ME, "variables": []},
        {**ME, "variables": "{}"},
        {**ME, "variables": 1},
        {**ME, "variables": False},
        {**ME, "operationName": 1},
        {**ME, "operationName": {}},
        {**ME, "operationName": "no name"},
        {**ME, "operationName": "x" * 1000},
        {**ME, "extensions": "x"},
        {**ME, "extensions": 1},
        b'{"query":"{me{id}}","query":"{me{id}}"}',
        b'{"query":"{me{id}}","variables":{"a":1e400}}',
        b'{"query":"\\ud800"}',
    ],
)
async def test_what_is_no_request_is_refused(world: World, body: Any) -> None:
    refused(await post(world, body), 400, "malformed")


async def test_null_is_as_good_as_absent(world: World) -> None:
    body = {**ME, "variables": None, "operationName": None, "extensions": None}
    assert (await post(world, body)).json()["data"]


async def test_one_operation_of_several_is_named(world: World) -> None:
    two = {"query": "query A { me { id } } query B { me { displayName } }"}
    named = await post(world, {**two, "operationName": "B"})
    assert named.json() == {"data": {"me": {"displayName": "Amina"}}}
    for body in (two, {**two, "operationName": "C"}, {**two, "operationName": ""}):
        answer = await post(world, body, accept=GRAPHQL)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        " ",
        "# nothing",
        "subscription { a }",
        "subscription { __typename }",
        "fragment F on Person { id }",
        "type A { a: Int }",
        "{ me { id } } type A { a: Int }",
        "extend type Query { a: Int }",
        "query A { me { id } } query A { me { id } }",
        "{ me { id } } { me { id } }",
        "{ me { id } } query A { me { id } }",
        "{ me }",
        "{ me { id { id } } }",
        "{ ...F } fragment F on Person { id }",
        "{ me { ... on Nothing { id } } }",
        "{ me { ...Nothing } }",
        "{ me { id @nothing } }",
        "{ me { id @include } }",
        "{ me { id @skip(if: $x) } }",
        "{ me(x: 1) { id } }",
        "{ person { id } }",
        "query ($a: Nothing) { me { id } }",
        "query ($a: Person) { me { id } }",
        "query ($a: Int, $a: Int) { me { id } }",
        "query ($a: Int!) { me { id } }",
        "mutation { nothing }",
        "mutation { __typename { a } }",
        "\ufeff{ me { id ",
        "{ __type { name } }",
        "{ __schema }",
    ],
)
async def test_what_cannot_be_executed_says_why(world: World, query: str) -> None:
    answer = await post(world, {"query": query}, accept=GRAPHQL)
    assert answer.status_code == 400, answer.text
    assert answer.json().keys() == {"errors"}
    for error in answer.json()["errors"]:
        assert error["message"]
        assert error["extensions"]["code"] == "graphql_invalid"


async def test_without_a_token_nothing_is_asked(world: World) -> None:
    for body in (ME, BROKEN, {"query": "{ __schema { types { name } } }"}):
        answer = await post(world, body, None)
        refused(answer, 401, "unauthenticated")
        assert "resource_metadata" in answer.headers["www-authenticate"]


async def test_what_was_sent_is_not_repeated(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for query, variables in (
        ("query ($id: UUID!) { person(id: $id) { id } }", {"id": "zqx-canary"}),
        ("query ($id: UUID!) { person(personId: $id) { id } }", {"id": "zqx-canary"}),
        ("query ($id: UUID!) { person(personId: $id) { id } }", {"id": {"zqx-canary": 1}}),
        ("query ($n: Int!) { people(first: $n) { edges { cursor } } }", {"n": "zqx-canary"}),
        ("query ($n: Int!) { people(first: $n) { edges { cursor } } }", {"n": ["zqx-canary"]}),
        ("query ($i: CreatePlanInput!) { a }", {"i": "zqx-canary"}),
        (CREATE, {"i": {"zqx-canary": 1}}),
        (CREATE, {"i": {"personId": "zqx-canary", "title": ["zqx-canary"]}}),
        (CREATE, {"i": {"personId": "0" * 31 + "z", "title": {"zqx-canary": 1}}}),
        ('{ me { id "zqx-canary" } }', {}),
        ('{ me { id @include(if: "zqx-canary") } }', {}),
        ('{ person(personId: "zqx-canary") { id } }', {}),
        ('{ people(first: "zqx-canary") { edges { cursor } } }', {}),
        ('{ people(after: "zqx-canary") { edges { cursor } } }', {}),
        ('{ people(status: "zqx-canary") { edges { cursor } } }', {}),
        (
            "query ($s: PersonStatus) { people(status: $s) { edges { cursor } } }",
            {"s": "zqx-canary"},
        ),
        ('mutation { createPlan(input: {personId: "zqx-canary", title: "x"}) { __typename } }', {}),
    ):
        answer = await post(world, {"query": query, "variables": variables})
        assert answer.json()["errors"], query
        assert "zqx-canary" not in answer.text, answer.text
    assert "zqx-canary" not in caplog.text


async def test_nobody_is_told_what_else_there_might_be(world: World) -> None:
    for query in ("{ mee { id } }", "{ me { displayNam } }", "{ people(frst: 1) { pageInfo } }"):
        answer = await post(world, {"query": query})
        assert "Did you mean" not in answer.text


async def test_the_schema_is_told_unless_that_is_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"query": '{ __schema { types { name } } __type(name: "Plan") { name } }'}
    assert (await post(world, query)).json()["data"]["__type"] == {"name": "Plan"}
    state = world.client.app.state  # type: ignore[attr-defined]
    closed = state.settings.model_copy(update={"graphql_introspection": Introspection.OFF})
    monkeypatch.setitem(state._state, "settings", closed)
    for text in (
        query["query"],
        '{ __type(name: "Plan") { name } }',
        "query { ...F } fragment F on Query { ... { s: __schema { types { name } } } }",
    ):
        answer = await post(world, {"query": text}, accept=GRAPHQL)
        assert answer.status_code == 400
        assert "data" not in answer.json()
    assert (await post(world, {"query": "{ __typename me { __typename } }"})).json() == {
        "data": {"__typename": "Query", "me": {"__typename": "Person"}}
    }


async def test_a_mistake_of_ours_tells_nothing_but_the_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        message = "secret of ours"
        raise RuntimeError(message)

    context = type(world.ctx("amina"))
    monkeypatch.setattr(context, "find", broken)
    monkeypatch.setattr(context, "execute", broken)
    who = str(world.id("amina"))
    for query in (
        "{ me { id } }",
        f'mutation {{ createPlan(input: {{personId: "{who}", title: "x"}}) {{ __typename }} }}',
    ):
        answer = await post(world, {"query": query}, x_request_id="request-of-mine")
        assert answer.status_code == 200
        [error] = answer.json()["errors"]
        assert error["extensions"] == {"code": "internal", "requestId": "request-of-mine"}
        assert "secret" not in answer.text
        assert json.loads(answer.text)["data"] is None or set(answer.json()["data"].values()) == {
            None
        }


def test_weights_of_nonsense_weigh_nothing() -> None:
    assert weight_of(["q=x"]) == 0
    assert weight_of(["q=nan"]) == weight_of(["q=1e9"]) == weight_of(["q=-1"]) == 0
    assert weight_of(["charset=utf-8", "q=0.3"]) == 0.3
