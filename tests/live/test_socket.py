"""GraphQL over a WebSocket: the protocol, and whatever else is sent there."""

import json
from typing import Any

import aiohttp
import pytest

from app.schema.door import socket as door
from tests.live.asks import MILESTONE, MILESTONES, progress
from tests.live.kit import Live, OverSocket, Socket, relay, token_of, until
from tests.world import World

ME = {"query": "{ me { displayName } }"}


def subscribe(payload: Any, id: Any = "1") -> dict[str, Any]:
    return {"id": id, "type": "subscribe", "payload": payload}


async def answered(socket: Socket, payload: Any, id: str = "1") -> Any:
    await socket.say(subscribe(payload, id))
    told = await socket.hears()
    assert told["id"] == id
    if told["type"] == "next":
        assert await socket.hears() == {"id": id, "type": "complete"}
    return told


async def test_the_protocol_is_negotiated(world: World, live: Live) -> None:
    socket = await live.socket()
    assert socket.raw.protocol == "graphql-transport-ws"
    for protocols in ((), ("graphql-ws",), ("json",)):
        raw = await live.session.ws_connect(live.url, protocols=protocols)
        assert await Socket(raw).ends() == (4406, "Subprotocol not acceptable")


async def test_who_says_who_they_are_is_let_in(world: World, live: Live) -> None:
    token = f"Bearer {token_of(world, 'amina')}"
    for name in ("authorization", "Authorization"):
        socket = await live.socket()
        await socket.say({"type": "connection_init", "payload": {name: token}})
        assert await socket.hears() == {"type": "connection_ack"}
    socket = await live.socket(headers={"authorization": token})
    await socket.say({"type": "connection_init"})
    assert await socket.hears() == {"type": "connection_ack"}
    assert (await answered(socket, ME))["payload"] == {"data": {"me": {"displayName": "Amina"}}}


@pytest.mark.parametrize("payload", [None, {}, {"authorization": "Bearer x"}, {"authorization": 1}])
async def test_who_does_not_is_not(live: Live, payload: Any) -> None:
    socket = await live.socket()
    await socket.say({"type": "connection_init", "payload": payload})
    assert await socket.ends() == (4401, "Unauthorized")


async def test_nobody_subscribes_before_they_are_let_in(live: Live) -> None:
    socket = await live.socket()
    await socket.say(subscribe(ME))
    assert await socket.ends() == (4401, "Unauthorized")


async def test_one_is_let_in_once(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    await socket.say({"type": "connection_init"})
    assert await socket.ends() == (4429, "Too many initialisation requests")


async def test_who_says_nothing_is_let_go(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "INIT_WITHIN_S", 0.2)
    socket = await live.socket()
    assert await socket.ends() == (4408, "Connection initialisation timeout")


async def test_an_id_is_taken_while_it_is_used(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    await socket.say(subscribe({"query": MILESTONE}))
    assert (await socket.hears())["type"] == "next"
    await socket.say(subscribe({"query": MILESTONE}))
    assert await socket.ends() == (4409, "Subscriber for this id already exists")


async def test_an_id_is_free_again_afterwards(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    for _ in range(3):
        await socket.say(subscribe({"query": MILESTONE}))
        assert (await socket.hears())["type"] == "next"
        await socket.say({"id": "1", "type": "complete"})
    assert (await answered(socket, ME))["type"] == "next"
    await socket.say({"id": "nobody", "type": "complete"})  # crossed on the way: no fault
    assert (await answered(socket, ME))["type"] == "next"


async def test_what_was_ended_is_told_no_more(world: World, live: Live) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    socket = await live.greeted(world, "jonas")
    stream = OverSocket(socket)
    await socket.say(subscribe({"query": MILESTONE}))
    await stream.began(MILESTONES)
    await socket.say({"id": "1", "type": "complete"})
    assert (await answered(socket, ME))["type"] == "next"
    await progress(world, milestone, 10)
    assert await stream.quiet()
    assert not live.app.state.following._tails.get(world.tenant_id)


async def test_pings_are_answered(world: World, live: Live) -> None:
    socket = await live.socket()
    for _ in range(3):
        await socket.say({"type": "ping", "payload": {"any": "thing"}})
        assert await socket.hears() == {"type": "pong"}
    await socket.say({"type": "pong"})
    await socket.greet(f"Bearer {token_of(world, 'amina')}")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "null",
        "1",
        '"x"',
        "[]",
        "{}",
        '{"type": null}',
        '{"type": 1}',
        '{"type": []}',
        '{"type": "start"}',
        '{"type": "next", "id": "1"}',
        '{"type": "connection_ack"}',
        '{"type": "connection_init", "payload": []}',
        '{"type": "connection_init", "payload": "x"}',
        '{"type": "ping", "type": "pong"}',
        '{"type": "ping", "x": NaN}',
        "[" * 200 + "]" * 200,
        '{"a":' * 5000 + "1" + "}" * 5000,
        "\x00",
        '{"type": "\\ud800"}',
        '{"type": "connection_init", "payload": {"authorization": "\\ud800"}}',
    ],
)
async def test_what_is_no_message_ends_it(live: Live, message: str) -> None:
    socket = await live.socket()
    await socket.say(message)
    code, reason = await socket.ends()
    assert (code, reason) == (4400, "Bad request")


@pytest.mark.parametrize("id", [None, 1, "", [], {}, "x" * 101, True])
@pytest.mark.parametrize("kind", ["subscribe", "complete"])
async def test_what_has_no_id_ends_it(world: World, live: Live, kind: str, id: Any) -> None:
    socket = await live.greeted(world, "amina")
    await socket.say({"type": kind, "id": id, "payload": ME})
    assert await socket.ends() == (4400, "Bad request")


async def test_bytes_end_it(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    await socket.raw.send_bytes(b'{"type":"ping"}')
    assert await socket.ends() == (4400, "Bad request")


async def test_what_is_too_large_ends_it(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    await socket.say(json.dumps({"type": "ping", "payload": "x" * 1_048_577}))
    assert await socket.ends() == (1009, "Message too big")


async def test_how_large_is_counted_in_bytes(world: World, live: Live) -> None:
    around = len(json.dumps({"type": "ping", "payload": ""}))
    socket = await live.greeted(world, "amina")
    fits = "x" * (1_048_576 - around)
    await socket.say(json.dumps({"type": "ping", "payload": fits}))
    assert await socket.hears() == {"type": "pong"}
    much = "\u00e9" * (len(fits) // 2 + 1)
    await socket.say(json.dumps({"type": "ping", "payload": much}, ensure_ascii=False))
    assert await socket.ends() == (1009, "Message too big")


async def test_what_is_too_large_is_refused_before_anybody_is_let_in(live: Live) -> None:
    socket = await live.socket()
    await socket.say("[" * 2_000_000)
    assert await socket.ends() == (1009, "Message too big")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (None, "malformed"),
        ([], "malformed"),
        ({}, "malformed"),
        ({"query": 1}, "malformed"),
        ({"query": ""}, "malformed"),
        ({"query": "{ me { id } }", "variables": []}, "malformed"),
        ({"query": "{ me { id } }", "operationName": 1}, "malformed"),
        ({"query": "{ me { id } }", "extensions": []}, "malformed"),
        ({"query": "{ me { id } }", "extensions": {"idempotencyKey": 1}}, "malformed"),
        ({"query": "{ me { id } }", "extensions": {"idempotencyKey": "é"}}, "malformed"),
        ({"query": "{ me {"}, "graphql_invalid"),
        ({"query": "{ nothing }"}, "graphql_invalid"),
        ({"query": "subscription { nothing }"}, "graphql_invalid"),
        ({"query": "subscription { milestoneChanged { nothing } }"}, "graphql_invalid"),
        (
            {"query": "subscription { milestoneChanged { cursor } inboxChanged { cursor } }"},
            "graphql_invalid",
        ),
        (
            {"query": "subscription { milestoneChanged(milestoneId: 1) { cursor } }"},
            "graphql_invalid",
        ),
        (
            {"query": "subscription ($a: UUID!) { milestoneChanged(milestoneId: $a) { cursor } }"},
            "graphql_invalid",
        ),
        ({"query": "{ me { id } }" + " " * 32_000}, "query_too_large"),
        (
            {"query": "subscription A { milestoneChanged { cursor } } query B { me { id } }"},
            "graphql_invalid",
        ),
        ({"query": "subscription { ...A } fragment A on Subscription { ...A }"}, "query_too_large"),
    ],
)
async def test_what_cannot_be_executed_ends_alone(
    world: World, live: Live, payload: Any, code: str
) -> None:
    """Its own operation is over; the others and the connection go on."""
    socket = await live.greeted(world, "amina")
    told = await answered(socket, payload)
    assert told["type"] == "error"
    assert {error["extensions"]["code"] for error in told["payload"]} == {code}
    assert (await answered(socket, ME))["type"] == "next"


async def test_one_of_several_operations_is_named(world: World, live: Live) -> None:
    query = "subscription A { milestoneChanged { cursor } } query B { me { displayName } }"
    socket = await live.greeted(world, "amina")
    told = await answered(socket, {"query": query, "operationName": "B"})
    assert told["payload"] == {"data": {"me": {"displayName": "Amina"}}}
    await socket.say(subscribe({"query": query, "operationName": "A"}))
    assert (await socket.hears())["payload"]["data"]["milestoneChanged"]


async def test_what_is_too_deep_or_too_costly_is_refused(world: World, live: Live) -> None:
    deep = (
        "subscription { milestoneChanged { milestone "
        + "{ owner { manager " * 8
        + "{ id }"
        + "}}" * 8
        + "} }"
    )
    below = "node { plan { milestones(first: 200) { deadlineChanges(first: 200) { id } } } }"
    work = f"work {{ edges {{ {below} }} }}"
    costly = f"subscription {{ inboxChanged(first: 200) {{ {work} }} }}"
    socket = await live.greeted(world, "amina")
    for query in (deep, costly):
        told = await answered(socket, {"query": query})
        assert told["payload"][0]["extensions"]["code"] == "query_too_large", told


CREATE = "mutation ($i: CreatePlanInput!) { createPlan(input: $i) { ... on Plan { id } } }"


async def test_mutations_and_their_idempotency_keys(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    given = {"i": {"personId": world.id("amina"), "title": "Once"}}
    asked = {"query": CREATE, "variables": given, "extensions": {"idempotencyKey": "a-key"}}
    first, again = [await answered(socket, asked) for _ in range(2)]
    assert first["payload"] == again["payload"]
    other = await answered(socket, {"query": CREATE, "variables": given})
    assert other["payload"] != first["payload"]
    posted = await world.graphql("amina", CREATE, given, idempotency_key="a-key")
    assert posted.json() == first["payload"]


async def test_many_operations_at_once(world: World, live: Live) -> None:
    socket = await live.greeted(world, "amina")
    for nth in range(30):
        await socket.say(subscribe(ME, f"q{nth}"))
    heard = [await socket.hears() for _ in range(60)]
    for nth in range(30):
        own = [one["type"] for one in heard if one["id"] == f"q{nth}"]
        assert own == ["next", "complete"]


async def test_who_vanishes_leaves_nothing(world: World, live: Live) -> None:
    sessions, following = live.app.state.sessions, live.app.state.following
    streams = []
    for way in ("ws", "sse"):
        for _ in range(3):
            stream = await live.stream(way, world, "amina", MILESTONE)
            await stream.began(MILESTONES)
            streams.append(stream)
    assert sessions._by_actor[(world.tenant_id, world.id("amina"))] == 6
    for stream in streams:
        await stream.drop()
    tenant_id = world.tenant_id
    await until(lambda: tenant_id not in following._tails)
    await until(
        lambda: all(one.actor is None or one.actor.tenant_id != tenant_id for one in sessions._open)
    )
    assert (world.tenant_id, world.id("amina")) not in sessions._by_actor


async def test_a_path_that_is_none_is_refused(live: Live) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await live.session.ws_connect(live.url + "/x", protocols=("graphql-transport-ws",))
