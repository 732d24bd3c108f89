"""What every request meets first: limits, an id, a deadline."""

import asyncio
import json
from typing import Any

import pytest
from prometheus_client import generate_latest

from app.api.route import Handler
from app.door.telemetry import REGISTRY
from tests.api.problems import refused
from tests.door.app import Header, Raw, application, endless, raw
from tests.world import World

PLANS, BATCH = "/v1/plans", "/v1/people:batch"
MEGABYTE = 1_048_576


def headers(world: World, who: str = "amina", **more: str) -> list[Header]:
    given = {"content-type": "application/json", **world.headers(who), **more}
    return [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]


def code(answer: Raw) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["code"]


async def test_a_body_is_refused_by_its_announced_length(world: World) -> None:
    app = application(world.client)
    for path, most in ((PLANS, MEGABYTE), ("/graphql", MEGABYTE), (BATCH, 16 * MEGABYTE)):
        for length in (most + 1, 10**18, 10**400):
            answer = await raw(app, "POST", path, headers(world, content_length=str(length)))
            assert code(answer) == (413, "too_large")


async def test_a_body_is_refused_while_it_is_read(world: World) -> None:
    app, chunk = application(world.client), b" " * 65_536
    answer = await raw(app, "POST", PLANS, headers(world), [chunk] * 17)
    assert code(answer) == (413, "too_large")
    answer = await world.client.post(
        PLANS,
        headers=world.headers("amina", content_type="application/json"),
        content=endless(chunk),
    )
    refused(answer, 413, "too_large")


async def test_a_body_may_come_in_pieces(world: World) -> None:
    body = json.dumps({"personId": str(world.id("amina")), "title": "Grow"}).encode()
    pieces = [bytes([byte]) for byte in body]
    answer = await raw(application(world.client), "POST", PLANS, headers(world), pieces)
    assert answer.status == 201


async def test_half_a_body_is_no_body(world: World) -> None:
    app = application(world.client)
    line = b"externalId,userName,displayName\r\nhalf,half,Half\r\n"
    given = headers(world, "vendor", content_type="text/csv")
    assert code(await raw(app, "POST", BATCH, given, [line], ends=False)) == (400, "malformed")
    for path in (PLANS, "/graphql", "/oauth2/token"):
        answer = await raw(app, "POST", path, headers(world), [b'{"a":'], ends=False)
        assert answer.status == 400
    listed = await world.rest("vendor", "GET", "/v1/people?externalId=half")
    assert listed.json()["data"] == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([(b"content-length", b"2"), (b"transfer-encoding", b"chunked")], (400, "malformed")),
        ([(b"content-length", b"-1")], (400, "malformed")),
        ([(b"content-length", b"0x10")], (400, "malformed")),
        ([(b"content-length", "²".encode("latin-1"))], (400, "malformed")),
        ([(b"content-length", b"")], (400, "malformed")),
        ([(b"content-length", b"2"), (b"content-length", b"2")], (400, "malformed")),
        ([(b"content-type", b"text/csv")], (400, "malformed")),
        ([(b"authorization", b"Bearer x")], (400, "malformed")),
        ([(b"idempotency-key", b"a"), (b"idempotency-key", b"b")], (400, "malformed")),
        ([(b"idempotency-key", "kä".encode())], (400, "malformed")),
        ([(b"if-match", b'"1"'), (b"if-match", b'"2"')], (400, "malformed")),
        ([(b"content-encoding", b"gzip")], (415, "unsupported_encoding")),
        ([(b"content-encoding", b"\xff")], (415, "unsupported_encoding")),
    ],
)
async def test_what_could_be_read_in_two_ways_is_not_read(
    world: World, more: list[Header], expected: tuple[int, str]
) -> None:
    answer = await raw(application(world.client), "POST", PLANS, [*headers(world), *more], [b"{}"])
    assert code(answer) == expected


@pytest.mark.parametrize("given", ["my-request.1", "A" * 64, "12345678"])
async def test_a_request_id_of_the_caller_is_kept(world: World, given: str) -> None:
    answer = await world.rest(None, "GET", "/v1/me", x_request_id=given)
    assert answer.headers["x-request-id"] == given
    assert answer.json()["instance"] == f"urn:request:{given}"


@pytest.mark.parametrize(
    "given", ["short", "A" * 65, "with space", "<script>1", "a\x00bcdefgh", ""]
)
async def test_any_other_request_id_is_replaced(world: World, given: str) -> None:
    app = application(world.client)
    answer = await raw(app, "GET", "/v1/me", [(b"x-request-id", given.encode())])
    assert len(answer.headers[b"x-request-id"]) == 32
    assert given.encode() not in answer.body or not given


async def test_what_takes_too_long_is_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forever(*_: Any) -> None:
        await asyncio.sleep(60)

    entry = _entry(world)
    monkeypatch.setattr(entry.deadlines, "seconds", 0.05)
    monkeypatch.setattr(Handler, "_read", forever)
    answer = await world.rest("amina", "GET", "/v1/me")
    refused(answer, 503, "deadline_exceeded")
    assert answer.headers["retry-after"] == "1"


async def test_a_body_that_never_comes_is_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly() -> Any:
        yield b"{"
        await asyncio.sleep(60)

    monkeypatch.setattr(_entry(world).deadlines, "seconds", 0.05)
    given = world.headers("amina", content_type="application/json")
    answer = await world.client.post(PLANS, headers=given, content=slowly())
    refused(answer, 503, "deadline_exceeded")


async def test_a_mistake_of_ours_tells_nothing_but_the_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        message = "secret of ours"
        raise RuntimeError(message)

    monkeypatch.setattr(Handler, "_read", broken)
    answer = await world.rest("amina", "GET", "/v1/me")
    refused(answer, 500, "internal")
    assert "secret" not in answer.text


async def test_requests_are_counted_by_route_and_never_by_path(world: World) -> None:
    plan = await world.a_plan()
    for path in (
        f"/v1/plans/{plan['id']}",
        "/health/live",
        "/problems/not_found",
        "/problems/zqx-unknown",
        "/zqx-nowhere",
        "/static-docs/zqx.js",
        "/graphiql/graphiql.min.css",
        "/.well-known/jwks.json",
        "/docs",
    ):
        await world.rest("amina", "GET", path)
    await world.rest("amina", "ZQX", "/v1/plans")
    await world.rest("amina", "HEAD", "/v1/plans")
    text = generate_latest(REGISTRY).decode()
    assert "zqx" not in text.lower()
    assert plan["id"] not in text
    assert 'route="unknown"' not in text
    for method, route, status in (
        ("GET", "/v1/plans/{plan_id}", 200),
        ("GET", "/health/live", 200),
        ("GET", "/problems/{code}", 404),
        ("GET", "unmatched", 404),
        ("GET", "/static-docs", 404),
        ("GET", "/graphiql", 200),
        ("GET", "/.well-known/jwks.json", 200),
        ("GET", "/docs", 200),
        ("other", "/v1/plans", 405),
        ("HEAD", "/v1/plans", 200),
    ):
        assert f'{{method="{method}",route="{route}",status="{status}"}}' in text, route


def _entry(world: World) -> Any:
    layer = application(world.client).middleware_stack
    while type(layer).__name__ != "Entry":
        layer = layer.app
    return layer
