"""Documents that an organisation registers, and what is executed of them by whom."""

import asyncio
import hashlib
from typing import Any

import pytest
from httpx import Response

from app.domain.trusted_documents import models, repository, service
from app.schema.door.trusted import KNOWN_S, UNKNOWN_S, TrustedDocuments
from tests.api.problems import refused
from tests.counting import counted
from tests.schema.asking import GRAPHQL, post, settled
from tests.world import World

MINE = "query Mine { me { displayName } }"
REGISTER = "/v1/trusted-documents:register"


def id_of(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.fixture(autouse=True)
async def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """What a process remembers of documents goes by this clock, and begins anew."""
    clock = Clock()

    async def ask(tenant_id: Any, hashed: str) -> str | None:
        clock.asked += 1
        return await service.text_of(world.database, tenant_id, hashed)

    state = world.client.app.state  # type: ignore[attr-defined]
    await state.graphql.made()
    monkeypatch.setitem(
        state._state, "trusted_documents", TrustedDocuments({}, ask, clock=lambda: clock.now)
    )
    return clock


class Clock:
    now = 1000.0
    asked = 0


async def registered(world: World, *texts: str) -> list[dict[str, Any]]:
    body = {"documents": [{"text": text} for text in texts]}
    answer = await world.rest("vendor", "POST", REGISTER, body)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["documents"])


async def retired(world: World, document: dict[str, Any]) -> Response:
    path = f"/v1/trusted-documents/{document['id']}/retire"
    return await world.rest("vendor", "POST", path, if_match="*")


async def ask(world: World, document_id: str, who: Any = "amina", **more: Any) -> Response:
    return await post(world, {"documentId": document_id, **more}, who, accept=GRAPHQL)


def code(answer: Response) -> tuple[int, str]:
    [error] = answer.json()["errors"]
    assert answer.json().keys() == {"errors"}
    return answer.status_code, error["extensions"]["code"]


async def test_what_was_registered_is_executed_by_its_id(world: World) -> None:
    [one] = await registered(world, MINE)
    assert one["documentId"] == id_of(MINE)
    assert (one["name"], one["kind"], one["outcome"]) == ("Mine", "query", "created")
    for known in (one["documentId"], one["documentId"].removeprefix("sha256:")):
        answer = await ask(world, known)
        assert answer.status_code == 200
        assert answer.json() == {"data": {"me": {"displayName": "Amina"}}}
        assert answer.headers["content-type"].startswith(GRAPHQL)


async def test_it_takes_variables_and_a_name(world: World) -> None:
    text = "query Names($n: Int!) { people(first: $n) { edges { node { displayName } } } }"
    [one] = await registered(world, text)
    answer = await ask(world, one["documentId"], variables={"n": 2}, operationName="Names")
    assert len(answer.json()["data"]["people"]["edges"]) == 2
    assert code(await ask(world, one["documentId"])) == (400, "graphql_invalid")
    misnamed = await ask(world, one["documentId"], variables={"n": 2}, operationName="Other")
    assert code(misnamed) == (400, "graphql_invalid")


async def test_clients_of_before_send_the_hash_as_an_extension(world: World) -> None:
    [one] = await registered(world, MINE)
    hashed = one["documentId"].removeprefix("sha256:")
    body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashed}}}
    assert (await post(world, body)).json() == {"data": {"me": {"displayName": "Amina"}}}
    both = await post(world, body | {"query": "{ __typename }"})
    assert both.json() == {"data": {"__typename": "Query"}}


async def test_mutations_are_done_once_for_a_key(world: World) -> None:
    text = """mutation Begin($i: CreatePlanInput!) { createPlan(input: $i) {
      ... on Plan { id } ... on Refusal { code } } }"""
    [one] = await registered(world, text)
    assert one["kind"] == "mutation"
    body = {
        "documentId": one["documentId"],
        "variables": {"i": {"personId": str(world.id("amina")), "title": "Grow"}},
    }
    first = await post(world, body, idempotency_key="k")
    assert first.json()["data"]["createPlan"]["id"]
    assert (await post(world, body, idempotency_key="k")).json() == first.json()


async def test_scopes_and_rules_are_those_of_whoever_asks(world: World) -> None:
    [one] = await registered(world, MINE)
    answer = await ask(world, one["documentId"], world.with_scopes("amina"))
    assert answer.json()["errors"][0]["extensions"]["code"] == "insufficient_scope"
    assert (await ask(world, one["documentId"], None)).status_code == 401


async def test_by_get_it_only_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(world, monkeypatch, graphql_get=True)
    change = "mutation { __typename }"
    reads, changes = await registered(world, MINE, change)
    path = "/graphql?documentId={}"
    answer = await world.rest("amina", "GET", path.format(reads["documentId"]))
    assert answer.json() == {"data": {"me": {"displayName": "Amina"}}}
    answer = await world.rest("amina", "GET", path.format(changes["documentId"]))
    refused(answer, 405, "method_not_allowed")


# What is not known, or not known any more.


async def test_an_unknown_document_is_an_error_of_its_own(world: World) -> None:
    for unknown in (id_of("{ me { id } }"), "0" * 64, "abc", "x-mine:abc"):
        assert code(await ask(world, unknown)) == (404, "document_unknown")
        old = await post(world, {"documentId": unknown}, accept="application/json")
        assert old.status_code == 200
        assert old.json()["errors"][0]["extensions"]["code"] == "document_unknown"


@pytest.mark.parametrize(
    "wrong", ["sha256:abc", f"sha256:{'A' * 64}", "md5:abc", "a b", "a" * 201, "x-:y", ":", "ä"]
)
async def test_what_is_no_identifier_is_refused(world: World, wrong: str) -> None:
    refused(await ask(world, wrong), 400, "malformed")


async def test_it_is_either_a_query_or_a_document(world: World) -> None:
    refused(await ask(world, id_of(MINE), query=MINE), 400, "malformed")


async def test_documents_of_others_are_unknown(world: World, elsewhere: World) -> None:
    [one] = await registered(world, MINE)
    assert code(await ask(elsewhere, one["documentId"])) == (404, "document_unknown")
    answer = await elsewhere.rest("vendor", "GET", f"/v1/trusted-documents/{one['id']}")
    refused(answer, 404, "not_found")
    listed = await elsewhere.rest("vendor", "GET", "/v1/trusted-documents")
    assert listed.json()["data"] == []


async def test_retired_ones_are_unknown_after_a_moment(world: World, clock: "Clock") -> None:
    [one] = await registered(world, MINE)
    assert (await ask(world, one["documentId"])).status_code == 200
    assert (await retired(world, one)).json()["retiredAt"]
    clock.now += KNOWN_S + 1
    assert code(await ask(world, one["documentId"])) == (404, "document_unknown")
    [again] = await registered(world, MINE)
    assert (again["id"], again["outcome"]) == (one["id"], "restored")
    clock.now += UNKNOWN_S + 1
    assert (await ask(world, one["documentId"])).status_code == 200


async def test_what_is_known_is_asked_for_once(
    world: World, clock: "Clock", monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = await registered(world, MINE)
    ran = counted(monkeypatch)
    await asyncio.gather(*(ask(world, one["documentId"]) for _ in range(5)))
    assert ran.count(repository.TEXT) == clock.asked == 1
    assert len(ran) == 6
    clock.now += KNOWN_S + 1
    await ask(world, one["documentId"])
    assert clock.asked == 2


async def test_what_is_not_known_is_asked_for_again_soon(world: World, clock: "Clock") -> None:
    for _ in range(3):
        await ask(world, id_of(MINE))
    assert clock.asked == 1
    await registered(world, MINE)
    clock.now += UNKNOWN_S + 0.1
    assert (await ask(world, id_of(MINE))).status_code == 200


async def test_guesses_drive_out_no_document(world: World) -> None:
    asked: list[str] = []

    async def answer(_tenant_id: Any, hashed: str) -> str | None:
        asked.append(hashed)
        return MINE if hashed == "f" * 64 else None

    documents = TrustedDocuments({}, answer, clock=lambda: 0.0, size=3)
    assert await documents.text(world.tenant_id, "f" * 64) == MINE
    for number in range(10):
        assert await documents.text(world.tenant_id, f"{number:064x}") is None
    assert await documents.text(world.tenant_id, "f" * 64) == MINE
    assert len(asked) == 11
    assert max(len(documents._known), len(documents._unknown)) == 3


# Where only trusted documents are executed.


async def test_nobody_sends_a_query_where_that_is_settled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = await registered(world, MINE)
    settled(world, monkeypatch, graphql_trusted_only=True, graphql_get=True)
    for who in ("amina", "vendor"):
        for query in (MINE, "{ __schema { types { name } } }", "{", "{ __typename }"):
            answer = await post(world, {"query": query}, who, accept=GRAPHQL)
            assert code(answer) == (400, "document_required")
    by_get = await world.rest("amina", "GET", "/graphql?query={__typename}", accept=GRAPHQL)
    assert code(by_get) == (400, "document_required")
    assert (await ask(world, one["documentId"])).status_code == 200
    page = await world.client.get("/graphql", headers={"accept": "text/html"})
    assert "document_required" in page.text


async def test_limits_and_introspection_hold_for_documents(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = "{ __schema { queryType { name } } }"
    deep = "{ me { manager { manager { id } } } }"
    first, second = await registered(world, schema, deep)
    settled(world, monkeypatch, graphql_introspection="off", graphql_max_depth=3)
    assert code(await ask(world, first["documentId"])) == (400, "introspection_off")
    assert code(await ask(world, second["documentId"])) == (400, "query_too_large")


# Registering.


async def test_registering_again_changes_nothing(world: World) -> None:
    first, second = await registered(world, MINE, "{ me { id } }")
    again, other, twice = await registered(world, MINE, MINE + "\n", MINE)
    assert again == first | {"outcome": "unchanged"}
    assert (other["outcome"], twice) == ("created", again)
    listed = await world.rest("vendor", "GET", "/v1/trusted-documents")
    assert [one["id"] for one in listed.json()["data"]] == [
        first["id"],
        second["id"],
        other["id"],
    ]
    assert listed.json()["data"][0]["text"] == MINE
    assert listed.json()["data"][1]["name"] is None


async def test_lists_are_narrowed(world: World) -> None:
    first, _second = await registered(world, MINE, "mutation { __typename }")
    await retired(world, first)

    async def kinds(query: str) -> list[str]:
        listed = await world.rest("vendor", "GET", f"/v1/trusted-documents?{query}")
        return [one["kind"] for one in listed.json()["data"]]

    assert await kinds("retired=true") == ["query"]
    assert await kinds("retired=false") == ["mutation"]
    assert await kinds("kind=query") == ["query"]


async def test_many_at_once_register_one(world: World) -> None:
    found = await asyncio.gather(*(registered(world, MINE) for _ in range(8)))
    assert len({one["id"] for [one] in found}) == 1
    assert sorted(one["outcome"] for [one] in found) == ["created", *["unchanged"] * 7]


FLAWS = [
    ("{ me {", "line 1, column 7: Syntax Error"),
    ("\n\n  { nothing }", "line 3, column 5: Cannot query field"),
    ("fragment F on Person { id }", "0 operations"),
    ("query A { me { id } } query B { me { id } }", "2 operations"),
    ("{ " + " ".join(f"a{n}: __typename" for n in range(21)) + " }", "21 fields at the root"),
    ("{ me " + "{ manager " * 20 + "{ id }" + "}" * 20 + " }", "levels deep"),
    ("type A { a: Int }", "0 operations"),
    ("query ($a: Nothing) { plan(planId: $a) { id } }", "Unknown type"),
    ("{ me { id id } } " + "#" * 10_000, None),
]


@pytest.mark.parametrize(("text", "told"), FLAWS)
async def test_a_document_is_judged_by_the_schema(
    world: World, text: str, told: str | None
) -> None:
    body = {"documents": [{"text": MINE}, {"text": text}]}
    answer = await world.rest("vendor", "POST", REGISTER, body)
    if told is None:
        assert answer.status_code == 200
        return
    refused(answer, 422, "trusted_document_invalid")
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/documents/1/text"
    assert told in fault["detail"]
    assert (await world.rest("vendor", "GET", "/v1/trusted-documents")).json()["data"] == []


async def test_what_a_variable_could_make_large_is_let_through(world: World) -> None:
    text = """query ($n: Int!) { people(first: $n) { edges { node {
      reports(first: $n) { reports(first: $n) { id } } } } } }"""
    [one] = await registered(world, text)
    assert (await ask(world, one["documentId"], variables={"n": 3})).status_code == 200
    large = await ask(world, one["documentId"], variables={"n": 200})
    assert code(large) == (400, "query_too_large")


async def test_how_many_and_how_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ([], [{"text": MINE}] * 101, [{"text": "#" * 32_001}]):
        refused(await world.rest("vendor", "POST", REGISTER, {"documents": wrong}), 422, "invalid")
    longest = MINE + "#" * (32_000 - len(MINE))
    assert (await registered(world, *[longest] * 3))[2]["outcome"] == "unchanged"
    monkeypatch.setattr(service, "MOST_IN_USE", 2)
    await registered(world, MINE)
    body = {"documents": [{"text": "{ me { id } }"}]}
    refused(await world.rest("vendor", "POST", REGISTER, body), 409, "too_many_trusted_documents")
    assert models.MOST_IN_USE == 10_000


async def test_it_takes_the_scope(world: World) -> None:
    nobody = world.with_scopes("vendor")
    for method, path, body in (
        ("POST", REGISTER, {"documents": [{"text": MINE}]}),
        ("GET", "/v1/trusted-documents", None),
    ):
        answer = await world.rest(nobody, method, path, body)
        refused(answer, 403, "insufficient_scope")
        assert 'scope="graphql:manage"' in answer.headers["www-authenticate"]


async def test_what_was_done_is_in_the_trail(world: World) -> None:
    [one] = await registered(world, MINE)
    await retired(world, one)
    await world.noted()
    trail = await world.rest("vendor", "GET", "/v1/audit-entries")
    done = {entry["action"] for entry in trail.json()["data"]}
    assert {"register_trusted_documents", "retire_trusted_document"} <= done
    assert "displayName" not in trail.text
