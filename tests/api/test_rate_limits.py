"""Limits as callers meet them, through both doors."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response
from pydantic import PostgresDsn

from app.settings import Settings
from tests.api.problems import refused
from tests.door.limited import asked_from, early_in_the_minute, limited
from tests.kernel.wire import Wire, wired
from tests.world import World

ME = "{ me { id } }"
ENDPOINT = {"url": "https://example.com/hook", "eventTypes": ["*"]}
REGISTER = 'registerWebhookEndpoint(input: {url: "https://example.com/h", eventTypes: ["*"]})'
SHOWN = "{ __typename }"
ANON = "unauthenticated"


@pytest.fixture
async def small(settings: Settings, world: World) -> AsyncIterator[World]:
    limits = {"person": 5, "client": 8, "sensitive": 2}
    updates = {f"rate_{name}_per_minute": limit for name, limit in limits.items()}
    await early_in_the_minute()
    async with limited(settings, world, **updates) as small:
        yield small


def standing(answer: Response) -> tuple[str, int]:
    """What the headers say: the policies, and what is left of the first."""
    items = answer.headers["ratelimit"]
    found = re.fullmatch(r'"(\w+)";r=(\d+);t=(\d+)(, "\w+";r=\d+;t=\d+)*', items)
    assert found, items
    assert 1 <= int(found[3]) <= 60
    return answer.headers["ratelimit-policy"], int(found[2])


def limited_now(answer: Response) -> None:
    refused(answer, 429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "ratelimit" in answer.headers


async def test_every_answer_says_what_is_left_whichever_the_door(small: World) -> None:
    policy = '"person";q=5;w=60'
    answers = [
        await small.rest("amina", "GET", "/v1/me"),
        await small.graphql("amina", ME),
        await small.rest("amina", "GET", "/v1/plans/nonsense"),
        await small.rest("amina", "POST", "/v1/plans", b"{", content_type="application/json"),
        await small.graphql("amina", "{ nonsense }"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 400, 200]
    assert [standing(answer) for answer in answers] == [(policy, left) for left in range(4, -1, -1)]
    for answer in (await small.rest("amina", "GET", "/v1/me"), await small.graphql("amina", ME)):
        limited_now(answer)
        assert standing(answer) == (policy, 0)
    assert (await small.rest("jonas", "GET", "/v1/me")).status_code == 200


async def test_an_answer_without_a_body_says_it_too(small: World) -> None:
    first = await small.rest("amina", "GET", "/v1/me")
    again = await small.rest("amina", "GET", "/v1/me", if_none_match=first.headers["etag"])
    head = await small.rest("amina", "HEAD", "/v1/me")
    assert [one.status_code for one in (first, again, head)] == [200, 304, 200]
    assert [standing(one)[1] for one in (first, again, head)] == [4, 3, 2]


async def test_who_was_not_let_in_has_no_standing(small: World) -> None:
    for answer in (
        await small.rest(None, "GET", "/v1/me"),
        await small.rest(None, "GET", "/v1/me", authorization="Bearer x"),
        await small.graphql(None, ME),
        await small.client.get("/health/live"),
        await small.client.get("/nowhere", headers=small.headers("amina")),
    ):
        assert not {"ratelimit", "ratelimit-policy"} & set(answer.headers)


async def test_a_client_has_a_budget_of_its_own_kind(small: World) -> None:
    answer = await small.rest("vendor", "GET", "/v1/webhook-endpoints")
    assert standing(answer) == ('"client";q=8;w=60', 7)


async def test_a_missing_scope_is_counted_as_well(small: World) -> None:
    narrow = small.with_scopes("amina")
    for _ in range(5):
        refused(await small.rest(narrow, "GET", "/v1/plans"), 403, "insufficient_scope")
    limited_now(await small.rest("amina", "GET", "/v1/plans"))


async def test_organisations_do_not_share_a_budget(small: World, elsewhere: World) -> None:
    away = World(elsewhere.tenant_id, small.database, small.client, elsewhere.actors)
    for _ in range(6):
        answer = await small.rest("amina", "GET", "/v1/me")
    limited_now(answer)
    assert standing(await away.rest("amina", "GET", "/v1/me"))[1] == 4


async def test_two_processes_share_a_budget(settings: Settings, world: World) -> None:
    await early_in_the_minute()
    async with (
        limited(settings, world, rate_person_per_minute=20) as here,
        limited(settings, world, rate_person_per_minute=20) as there,
    ):
        found = [
            await one.rest("amina", "GET", "/v1/me") for _ in range(15) for one in (here, there)
        ]
    assert [answer.status_code for answer in found].count(200) == 20
    assert {answer.status_code for answer in found} == {200, 429}


async def test_what_shows_a_secret_has_a_tighter_budget(small: World) -> None:
    made = [await small.rest("vendor", "POST", "/v1/webhook-endpoints", ENDPOINT) for _ in range(3)]
    assert [one.status_code for one in made] == [201, 201, 429]
    assert made[0].headers["ratelimit-policy"] == '"client";q=8;w=60, "sensitive";q=2;w=60'
    assert re.fullmatch(r'"client";r=7;t=\d+, "sensitive";r=1;t=\d+', made[0].headers["ratelimit"])
    limited_now(made[2])
    listed = await small.rest("vendor", "GET", "/v1/webhook-endpoints")
    assert len(listed.json()["data"]) == 2
    refusal = await small.graphql("vendor", f"mutation {{ {REGISTER} {SHOWN} }}")
    limited_now(refusal)


@pytest.mark.parametrize(
    "document",
    [
        "mutation {{ a: {0} b: {0} c: {0} }}",
        "mutation {{ ...All }} fragment All on Mutation {{ a: {0} ... {{ b: {0} c: {0} }} }}",
        "mutation {{ a: {0} ...B }} fragment B on Mutation {{ b: {0} ... {{ c: {0} }} }}",
    ],
)
async def test_an_operation_with_several_secrets_spends_several(
    small: World, document: str
) -> None:
    use = f"{REGISTER} {SHOWN}"
    limited_now(await small.graphql("vendor", document.format(use)))
    listed = await small.rest("vendor", "GET", "/v1/webhook-endpoints")
    assert listed.json()["data"] == [], "refused before anything was executed"
    two = await small.graphql("vendor", f"mutation {{ a: {use} b: {use} }}")
    assert two.json()["data"]["b"] == {"__typename": "NewWebhookEndpoint"}
    assert '"sensitive";r=0' in two.headers["ratelimit"]


async def test_only_the_operation_that_is_meant_is_counted(small: World) -> None:
    document = f"query Q {ME} mutation M {{ {REGISTER} {SHOWN} }}"
    body = {"query": document, "operationName": "Q"}
    answer = await small.rest("vendor", "POST", "/graphql", body)
    assert "sensitive" not in answer.headers["ratelimit"]


async def test_limits_of_nought_are_none(settings: Settings, world: World) -> None:
    names = ("person", "client", "sensitive", "token", "address")
    off = {f"rate_{name}_per_minute": 0 for name in names}
    async with limited(settings, world, lockout_failures=0, **off) as free:
        answer = await free.rest("vendor", "POST", "/v1/webhook-endpoints", ENDPOINT)
        assert answer.status_code == 201
        assert "ratelimit" not in answer.headers
        refused(await free.rest(None, "GET", "/v1/me", authorization="Bearer x"), 401, ANON)


async def test_refused_tokens_are_counted_by_address_and_refuse_no_good_one(
    settings: Settings, world: World
) -> None:
    await early_in_the_minute()
    peer = "2001:db8:77::1"
    async with limited(settings, world, peer=peer, rate_address_per_minute=5) as here:
        answers = [
            await here.rest(None, "GET", "/v1/me", authorization="Bearer x") for _ in range(4)
        ] + [await here.graphql(None, ME, authorization="Bearer x") for _ in range(2)]
        assert [one.status_code for one in answers] == [401] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        refused(await here.rest(None, "GET", "/v1/me"), 401, ANON)
        assert (await here.rest("amina", "GET", "/v1/me")).status_code == 200
        app = here.client.app  # type: ignore[attr-defined]
        async with asked_from("2001:db8:78::1", app) as client:
            there = World(world.tenant_id, here.database, client, world.actors)
            refused(await there.rest(None, "GET", "/v1/me", authorization="Bearer x"), 401, ANON)


async def test_a_hundred_requests_of_one_person_make_a_handful_of_statements(
    settings: Settings, world: World
) -> None:
    async with wired(str(settings.app_database_url)) as wire:
        taken = 0

        async def look(kind: bytes, content: bytes) -> None:
            nonlocal taken
            taken += kind == b"B"

        wire.before = look
        through = {"app_database_url": PostgresDsn(wire.dsn)}
        counts = []
        for limit in (0, 600):
            limits = through | {"rate_person_per_minute": limit}
            async with limited(settings, world, **limits) as there:
                await there.rest("jonas", "GET", "/v1/me")
                taken = 0
                for _ in range(100):
                    assert (await there.rest("amina", "GET", "/v1/me")).status_code == 200
                counts.append(taken)
    assert counts[0] >= 100
    assert 1 <= counts[1] - counts[0] <= 7


async def test_without_the_database_what_needs_none_is_answered_and_counted(
    settings: Settings, world: World
) -> None:
    async with wired(str(settings.app_database_url)) as wire:
        limits: dict[str, Any] = {"app_database_url": PostgresDsn(wire.dsn)}
        limits |= {"rate_client_per_minute": 30}
        async with limited(settings, world, **limits) as there:
            assert (await there.rest("vendor", "GET", "/v1/event-types")).status_code == 200

            async def cut(_kind: bytes, _content: bytes) -> None:
                wire.cut()

            wire.before = cut
            wire.cut()
            answers = [await there.graphql("vendor", "{ __typename }") for _ in range(50)]
            assert [one.status_code for one in answers].count(200) >= 28
            assert [one.status_code for one in answers].count(429) >= 20
            refused(await there.rest("amina", "GET", "/v1/me"), 503, "unavailable")
            wire.before = Wire().before
            assert (await there.rest("amina", "GET", "/v1/me")).status_code == 200


def test_every_operation_promises_the_refusal_and_the_headers(document: Any) -> None:
    headers = {"RateLimit", "RateLimit-Policy"}
    for path, item in document["paths"].items():
        for operation in item.values():
            if path.startswith("/v1/") or operation["operationId"] == "graphql":
                answers = operation["responses"]
                assert "`rate_limited`" in answers["429"]["description"], path
                assert headers | {"Retry-After"} <= set(answers["429"]["headers"])
                assert all(
                    headers <= set(answers[one]["headers"]) for one in answers if one != "401"
                )
                assert not headers & set(answers["401"].get("headers", ()))


@pytest.fixture
async def document(world: World) -> Any:
    return (await world.client.get("/openapi.json")).json()
