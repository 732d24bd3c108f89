"""How learning systems report: headers, ids, batches, the same again, and who may."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from starlette.requests import Request

from app.api.xapi.credentials import REMEMBERED_S, Exchange, _shown
from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import Scope
from app.domain.learning_records.commands import MOST_STATEMENTS
from tests.learning_records.kit import (
    ADDRESS,
    basic,
    put,
    record,
    records,
    refused,
    reported,
    said,
    sent,
    somebody,
)
from tests.world import World

ID = "6f1c2a3e-7f0b-4b7e-9d43-0a4f6f3f9b01"
VERSION = "x-experience-api-version"


# Versions


async def test_which_versions_there_are(client: AsyncClient) -> None:
    answer = await client.get("/xapi/about")
    assert answer.json() == {"version": ["1.0.3", "2.0.0"], "extensions": {}}
    assert answer.headers[VERSION] == "2.0.0"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.3", "1.0.3"), ("2.0.0", "2.0.0")],
)
async def test_which_version_is_spoken(world: World, asked: str, answered: str) -> None:
    answer = await sent(world, said(), x_experience_api_version=asked)
    assert (answer.status_code, answer.headers[VERSION]) == (200, answered)
    [id] = answer.json()
    assert (await record(world, id))["xapiVersion"] == answered
    wrong = await sent(world, said(verb=...), x_experience_api_version=asked)
    assert (wrong.status_code, wrong.headers[VERSION]) == (400, answered)


@pytest.mark.parametrize("asked", ["0.95", "1.1.0", "3.0.0", "2", "", "1.0.3, 2.0.0", "x" * 500])
async def test_versions_that_are_not_spoken(world: World, asked: str) -> None:
    answer = await sent(world, said(), x_experience_api_version=asked)
    refused(answer, 400, "xapi_version_unknown")
    assert answer.headers[VERSION] == "2.0.0"
    assert await records(world) == []


async def test_the_version_has_to_be_said(world: World) -> None:
    answer = await world.rest("vendor", "POST", "/xapi/statements", said())
    refused(answer, 400, "xapi_version_unknown")


async def test_each_version_has_its_rules(world: World) -> None:
    newer = said(context={"contextAgents": []})
    assert (await sent(world, newer)).status_code == 200
    answer = await sent(world, newer, x_experience_api_version="1.0.3")
    assert refused(answer, 400, "statement_invalid") == ["/context/contextAgents"]


# One and many


async def test_one_statement_gets_an_id(world: World) -> None:
    answer = await sent(world, said(result={"response": "ä 🙂"}))
    [id] = answer.json()
    found = await record(world, id)
    assert found["statement"] == said(result={"response": "ä 🙂"})
    assert (found["verb"], found["objectId"]) == (said()["verb"]["id"], said()["object"]["id"])
    assert (found["actorKind"], found["actor"]) == ("account", "amina")
    assert found["reportedById"] == str(world.id("vendor"))
    assert found["happenedAt"] == found["createdAt"]


async def test_ids_come_back_in_their_order(world: World) -> None:
    given = [str(uuid4()) for _ in range(20)]
    answer = await sent(world, [said(id=id) for id in given])
    assert answer.json() == given
    assert [one["statementId"] for one in await records(world)] == given


async def test_ids_are_the_same_in_any_case(world: World) -> None:
    assert (await sent(world, said(id=ID.upper()))).json() == [ID]
    assert (await put(world, ID.upper(), said(id=ID))).status_code == 204
    assert len(await records(world)) == 1


async def test_one_by_its_id(world: World) -> None:
    answer = await put(world, ID, said())
    assert (answer.status_code, answer.content, answer.headers[VERSION]) == (204, b"", "2.0.0")
    assert (await record(world, ID))["statement"]["id"] == ID
    other = await put(world, ID, said(id=str(uuid4())))
    assert refused(other, 400, "statement_invalid") == ["/id"]
    assert refused(await put(world, ID, [said()]), 400, "statement_invalid") == [""]
    assert refused(await put(world, ID, said(id=None)), 400, "statement_invalid") == ["/id"]


@pytest.mark.parametrize(
    "query", ["", "?statementId=x", "?id=1", f"?statementId={ID}&x=1", f"?x=1&statementId={ID}"]
)
async def test_what_put_asks_for(world: World, query: str) -> None:
    refused(await sent(world, said(), method="PUT", query=query), 400, "malformed")
    assert await records(world) == []


async def test_post_has_no_parameters(world: World) -> None:
    refused(await sent(world, said(), query=f"?statementId={ID}"), 400, "malformed")


async def test_one_that_is_wrong_keeps_all_out(world: World) -> None:
    batch: list[Any] = [said(), said(verb=...), said(), said(actor={}), said(timestamp="x")]
    wrong = refused(await sent(world, batch), 400, "statement_invalid")
    assert wrong == ["/1/verb", "/3/actor", "/4/timestamp"]
    assert refused(await sent(world, batch[1]), 400, "statement_invalid") == ["/verb"]
    assert refused(await sent(world, [said(), 1, None]), 400, "statement_invalid") == ["/1", "/2"]
    twice = await sent(world, [said(id=ID), said(id=ID)])
    assert refused(twice, 400, "statement_invalid") == ["/1/id"]
    assert await records(world) == []


async def test_how_many(world: World) -> None:
    most = await sent(world, [said() for _ in range(MOST_STATEMENTS)])
    assert len(set(most.json())) == MOST_STATEMENTS
    for batch in ([], [said()] * (MOST_STATEMENTS + 1)):
        assert refused(await sent(world, batch), 400, "statement_invalid") == [""]


# The same again


async def test_the_same_again_changes_nothing(world: World) -> None:
    one = said(id=ID, timestamp="2026-11-27T10:00:00Z")
    again = said(id=ID, timestamp="2026-11-27T11:00:00+01:00", stored="2026-11-27T10:00:09Z")
    for body in (one, one, [one], again):
        assert (await sent(world, body)).json() == [ID]
    assert (await put(world, ID, one)).status_code == 204
    [found] = await records(world)
    assert (found["version"], found["statement"]) == (1, one)


async def test_something_else_under_its_id(world: World) -> None:
    await reported(world, said(id=ID))
    other = said("failed", id=ID)
    new = str(uuid4())
    batch = await sent(world, [said(id=new), other])
    assert refused(batch, 409, "statement_conflict") == ["/1/id"]
    assert refused(await sent(world, other), 409, "statement_conflict") == ["/id"]
    assert refused(await put(world, ID, other), 409, "statement_conflict") == ["/id"]
    assert [one["statementId"] for one in await records(world)] == [ID]


async def test_an_id_is_one_of_an_organisation(world: World, elsewhere: World) -> None:
    await reported(world, said(id=ID))
    await reported(elsewhere, said("failed", id=ID))
    assert len(await records(elsewhere)) == 1


async def test_the_same_at_once_is_there_once(world: World) -> None:
    given = [str(uuid4()) for _ in range(40)]
    batches = [given, given[::-1], given[20:] + given[:20], given[::2] + given[1::2]]
    answers = await asyncio.gather(
        *(sent(world, [said(id=id) for id in batch]) for batch in batches)
    )
    assert [one.json() for one in answers] == batches
    assert len(await records(world, query="?limit=200")) == 40


async def test_of_different_ones_at_once_one_is_first(world: World) -> None:
    verbs = ("completed", "failed", "passed", "launched")
    answers = await asyncio.gather(*(put(world, ID, said(verb)) for verb in verbs))
    assert sorted(one.status_code for one in answers) == [204, 409, 409, 409]
    assert len(await records(world)) == 1


# Who


async def test_only_machine_clients_report(world: World) -> None:
    refused(await sent(world, said(), None), 401, "unauthenticated")
    for who in ("amina", "jonas"):
        refused(await sent(world, said(), who), 403, "forbidden")
    unscoped = world.without_scope("vendor", Scope.LEARNING_WRITE)
    answer = await sent(world, said(), unscoped)
    refused(answer, 403, "insufficient_scope")
    assert 'scope="learning:write"' in answer.headers["www-authenticate"]
    assert (await sent(world, said(), world.with_scopes("vendor", Scope.LEARNING_WRITE))).is_success


async def test_who_may_not_is_refused_before_anything_is_read(world: World) -> None:
    unscoped = world.without_scope("vendor", Scope.LEARNING_WRITE)
    refused(await sent(world, b"{", unscoped), 403, "insufficient_scope")


async def a_client(world: World, *scopes: Scope) -> dict[str, Any]:
    command = RegisterClient(name="Moodle", scopes=scopes)
    return dict(await world.do("vendor", access.register_client, command=command))


async def with_secret(world: World, header: str, body: Any = None) -> Any:
    return await sent(world, body or said(), None, authorization=header)


async def test_a_client_id_and_secret_do(world: World) -> None:
    made = await a_client(world, Scope.LEARNING_WRITE, Scope.PEOPLE_READ)
    header = basic(made["clientId"], made["clientSecret"])
    for _ in range(3):
        answer = await with_secret(world, header)
        assert answer.status_code == 200
    found = await record(world, answer.json()[0])
    assert found["reportedById"] == made["id"]
    people = await world.rest(None, "GET", "/v1/people", authorization=header)
    assert people.status_code == 401  # nowhere else


async def test_secrets_that_are_wrong(world: World, elsewhere: World) -> None:
    made = await a_client(world, Scope.LEARNING_WRITE)
    id, secret = made["clientId"], made["clientSecret"]
    assert (await with_secret(world, basic(id, secret))).is_success
    for header in (
        basic(id, f"{secret}x"),
        basic(f"{id}x", secret),
        basic(id, ""),
        basic("", secret),
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic " + "a" * 4000,
        basic(str(world.tenant_id), secret),
    ):
        answer = await with_secret(world, header)
        refused(answer, 401, "unauthenticated")
        assert secret not in answer.text


async def test_a_client_that_may_not_report(world: World) -> None:
    made = await a_client(world, Scope.PEOPLE_READ)
    answer = await with_secret(world, basic(made["clientId"], made["clientSecret"]))
    refused(answer, 403, "insufficient_scope")


def who_may_come_in_is_asked_again(world: World) -> None:
    gate = world.client.app.state.gate  # type: ignore[attr-defined]
    for known in gate.standing._known.values():
        known.until = 0.0


async def test_a_client_that_is_disabled_is_out(world: World) -> None:
    made = await a_client(world, Scope.LEARNING_WRITE)
    header = basic(made["clientId"], made["clientSecret"])
    assert (await with_secret(world, header)).is_success
    await world.do(
        "vendor", access.disable_client, api_client_id=UUID(made["id"]), if_version=made["version"]
    )
    who_may_come_in_is_asked_again(world)
    refused(await with_secret(world, header), 401, "unauthenticated")


async def test_a_client_whose_tokens_were_revoked_shows_its_secret_again(world: World) -> None:
    made = await a_client(world, Scope.LEARNING_WRITE)
    header = basic(made["clientId"], made["clientSecret"])
    assert (await with_secret(world, header)).is_success
    path = f"/v1/api-clients/{made['id']}/revoke-tokens"
    assert (await world.rest("vendor", "POST", path, if_match="*")).is_success
    await asyncio.sleep(1.1)  # tokens say to the second when they were made
    who_may_come_in_is_asked_again(world)
    assert (await with_secret(world, header)).is_success


async def test_a_secret_is_asked_for_again_after_a_minute() -> None:
    now = [0.0]
    exchange = Exchange(lambda: now[0])
    headers = [(b"authorization", b"Basic abc")]
    request = Request({"type": "http", "headers": headers})
    exchange._known[_shown(request)] = (REMEMBERED_S, "token")
    assert exchange.known(request) == "token"
    now[0] = REMEMBERED_S
    assert exchange.known(request) is None


# Reading


async def test_who_reads_what_was_reported(world: World) -> None:
    await somebody(world, "olga", workEmail=ADDRESS)
    about_olga = {"actor": {"mbox": f"mailto:{ADDRESS}"}}
    ids = await reported(world, said(), said(**about_olga), said(actor={"openid": "https://o.e/x"}))
    for who, seen in (
        ("amina", ids[:1]),
        ("olga", ids[1:2]),
        ("jonas", []),
        ("priya", []),
        ("vendor", ids),
    ):
        assert [one["statementId"] for one in await records(world, who)] == seen
        for one in await records(world):
            answer = await world.rest(who, "GET", f"/v1/learning-records/{one['id']}")
            assert answer.status_code == (200 if one["statementId"] in seen else 404)
    person = world.id("olga")
    [found] = await records(world, query=f"?personId={person}&outcome=waiting")
    assert found["personId"] == str(person)


async def test_the_person_learns_who_reported_and_who_read(world: World) -> None:
    await reported(world, said())
    await records(world)
    await world.noted()
    path = f"/v1/people/{world.id('amina')}/access-log"
    entries = (await world.rest("amina", "GET", path)).json()["data"]
    actions = [(one["action"], one["actorKind"]) for one in entries]
    assert actions[:2] == [("list_learning_records", "client"), ("record_statements", "client")]
    trail = (await world.rest("vendor", "GET", "/v1/audit-entries")).json()["data"]
    assert "completed" not in json.dumps(trail)


async def test_both_doors_record_the_same(world: World) -> None:
    body = {"statements": [said(id=ID)], "xapiVersion": "1.0.3"}
    answer = await world.rest("vendor", "POST", "/v1/learning-records", body)
    assert answer.json() == {"statementIds": [ID]}
    asked = (
        "mutation ($s: [JSON!]!) { recordStatements(input: {statements: $s}) "
        "{ ... on RecordedStatements { statementIds } ... on Refusal { code } } }"
    )
    for one, heard in (
        (said(id=ID), {"statementIds": [ID]}),
        (said("failed", id=ID), {"code": "statement_conflict"}),
        (said(verb=None), {"code": "statement_invalid"}),
    ):
        told = (await world.graphql("vendor", asked, {"s": [one]})).json()
        assert told["data"]["recordStatements"] == heard
    read = "{ learningRecords { edges { node { statementId statement outcome person { id } } } } }"
    [edge] = (await world.graphql("amina", read)).json()["data"]["learningRecords"]["edges"]
    assert edge["node"] == {
        "statementId": ID,
        "statement": said(id=ID),
        "outcome": "WAITING",
        "person": {"id": str(world.id("amina"))},
    }
    wrong = await world.rest("vendor", "POST", "/v1/learning-records", {"statements": [{}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "statement_invalid")
    assert wrong.json()["errors"][0]["pointer"] == "/statements/0/actor"
