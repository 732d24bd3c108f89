"""The clients that applications in JavaScript use: graphql-ws, graphql-sse, urql, graphql-request.

They run where CAREER_NODE_MODULES says where they are: `npm install graphql-ws graphql-sse graphql
ws @urql/core graphql-request` in some folder makes them. What they speak is spoken in Python as
well, by the tests beside this one.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.domain.trusted_documents.service import document_id_of
from app.server.postgres import free_port
from app.settings import Settings
from tests.live.asks import ASKED, MILESTONE, MILESTONES, done, progress
from tests.live.javascript import Clients, clients_of
from tests.live.kit import WAYS, Live, served, short_token, token_of
from tests.node import needs
from tests.world import World

pytestmark = needs("graphql-ws", "graphql-sse", "graphql", "ws", "@urql/core", "graphql-request")

by_way = pytest.mark.parametrize("way", WAYS)
ME = "{ me { displayName } }"
AMINA = {"data": {"me": {"displayName": "Amina"}}}
CREATE = "mutation ($i: CreatePlanInput!) { createPlan(input: $i) { ... on Plan { title } } }"


@pytest.fixture
async def node(live: Live) -> AsyncIterator[Clients]:
    async with clients_of(live.url) as clients:
        yield clients


async def client(clients: Clients, way: str, token: str, **options: Any) -> None:
    """One that is called `way`."""
    await clients.do("token", way, token=token)
    await clients.do("client", way, kind=way, options=options)


async def follow(clients: Clients, way: str, of: str, query: str, **variables: Any) -> None:
    payload = {"query": query, "variables": variables}
    await clients.do("subscribe", of, by=way, payload=payload)


async def answered(clients: Clients, way: str, **payload: Any) -> Any:
    await clients.do("subscribe", "one", by=way, payload=payload)
    said = await clients.hears("one")
    if said["is"] == "next":
        assert await clients.hears("one") == {"is": "complete"}
    return said


async def test_plain_requests(world: World, node: Clients) -> None:
    await node.do("token", "plain", token=token_of(world, "amina"))
    given = {"i": {"personId": world.id("amina"), "title": "Speak"}}
    for by in ("urql", "request"):
        assert await node.asked("plain", by, query=ME) == AMINA
        made = await node.asked("plain", by, query=CREATE, variables=given)
        assert made == {"data": {"createPlan": {"title": "Speak"}}}
        [error] = (await node.asked("plain", by, query="{ nothing }"))["errors"]
        assert error["extensions"]["code"] == "graphql_invalid"


async def test_documents_by_their_ids(world: World, node: Clients) -> None:
    documents = {"documents": [{"text": ME}]}
    answer = await world.rest("vendor", "POST", "/v1/trusted-documents:register", documents)
    assert answer.is_success, answer.text
    await node.do("token", "plain", token=token_of(world, "amina"))
    assert await node.asked("plain", "urql", documentId=document_id_of(ME)) == AMINA
    for way in WAYS:
        await client(node, way, token_of(world, "amina"))
        # graphql-ws sends nothing without a `query`
        said = await answered(node, way, query="", documentId=document_id_of(ME))
        assert said == {"is": "next", "result": AMINA}


@by_way
async def test_queries_and_mutations(world: World, node: Clients, way: str) -> None:
    await client(node, way, token_of(world, "amina"))
    assert await answered(node, way, query=ME) == {"is": "next", "result": AMINA}
    given = {"i": {"personId": world.id("amina"), "title": "Write"}}
    made = await answered(node, way, query=CREATE, variables=given)
    assert made["result"] == {"data": {"createPlan": {"title": "Write"}}}


@by_way
async def test_refusals(world: World, node: Clients, way: str) -> None:
    await client(node, way, token_of(world, "amina"))
    for query, code in (
        ("{ me {", "graphql_invalid"),
        ("subscription { nothing }", "graphql_invalid"),
        ('subscription { milestoneChanged(after: "x") { cursor } }', "cursor_invalid"),
    ):
        said = await answered(node, way, query=query)
        [error] = said["errors"] if way == "ws" else said["result"]["errors"]
        assert error["extensions"]["code"] == code
    assert await answered(node, way, query=ME) == {"is": "next", "result": AMINA}


async def test_who_is_not_let_in_does_not_try_again(node: Clients) -> None:
    await client(node, "ws", "x")
    await follow(node, "ws", "a", MILESTONE)
    assert await node.hears("a") == {"is": "error", "code": 4401, "reason": "Unauthorized"}
    await client(node, "sse", "x", retryAttempts=0)
    await follow(node, "sse", "a", MILESTONE)
    assert (await node.hears("a"))["status"] == 401


async def test_single_connections_are_refused(world: World, node: Clients) -> None:
    await client(node, "sse", token_of(world, "amina"), singleConnection=True, retryAttempts=0)
    await follow(node, "sse", "a", MILESTONE)
    assert (await node.hears("a"))["status"] == 405


@by_way
async def test_a_connection_that_was_lost_leaves_no_gap(
    world: World, node: Clients, way: str
) -> None:
    milestone = await world.a_milestone()
    await client(node, way, token_of(world, "jonas"))
    await follow(node, way, "a", MILESTONE, milestoneId=milestone["id"])
    assert (await node.told("a", MILESTONES))["type"] is None
    for step in (10, 20):
        await node.do("cut", way)
        milestone = await progress(world, milestone, step, step + 5)
    types = []
    while len(types) < 5:
        told = await node.told("a", MILESTONES)
        types += [told["type"]] if told["type"] else []
    assert types == ["milestone.created"] + ["milestone.progressed"] * 4
    await node.do("end", "a")
    assert await node.hears("a") == {"is": "complete"}


@by_way
async def test_a_server_that_stops_is_found_again(
    world: World, settings: Settings, way: str
) -> None:
    milestone = await world.a_milestone()
    port = free_port()
    async with clients_of(f"http://127.0.0.1:{port}/graphql") as node:
        async with served(settings, port=port) as live:
            await client(node, way, token_of(world, "jonas"))
            await follow(node, way, "a", MILESTONE, milestoneId=milestone["id"])
            assert (await node.told("a", MILESTONES))["type"] is None
            assert (await node.hears(way)) == {"is": "connected", "again": False}
            live.stopping.set()
            if way == "ws":
                closed = {"is": "closed", "code": 1001, "reason": "Going away"}
                assert await node.hears(way) == closed
        await progress(world, milestone, 10)
        async with served(settings, port=port):
            types = []
            while "milestone.progressed" not in types:
                types.append((await node.told("a", MILESTONES))["type"])
            assert types[-2:] == ["milestone.created", "milestone.progressed"]
            assert set(types[:-2]) <= {None}


@by_way
@pytest.mark.parametrize("field", ASKED)
async def test_a_token_that_is_over_is_replaced(
    world: World, settings: Settings, way: str, field: str
) -> None:
    async with served(settings, clock_leeway_s=0) as live, clients_of(live.url) as node:
        await client(node, way, short_token(world, live, "jonas", 5))
        await follow(node, way, "a", ASKED[field])
        after = (await node.told("a", field))["cursor"]
        said = await node.hears("a")
        if way == "ws":
            assert said == {"is": "error", "code": 4401, "reason": "Token expired"}
        else:
            [error] = said["result"]["errors"]
            assert error["extensions"]["code"] == "token_expired"
            assert await node.hears("a") == {"is": "complete"}
        await done(world, "jonas", "/v1/plans", {"personId": world.id("amina"), "title": "New"})
        await node.do("token", way, token=token_of(world, "jonas"))
        await follow(node, way, "b", ASKED[field], after=after)
        assert (await node.told("b", field))["cursor"]


async def test_many_over_one_socket(world: World, settings: Settings) -> None:
    async with served(settings, live_per_connection=20) as live, clients_of(live.url) as node:
        milestone = await world.a_milestone()
        await client(node, "ws", token_of(world, "jonas"))
        many = [f"a{nth}" for nth in range(20)]
        for one in many:
            await follow(node, "ws", one, MILESTONE, milestoneId=milestone["id"])
            assert (await node.told(one, MILESTONES))["type"] is None
        await follow(node, "ws", "more", MILESTONE)
        [error] = (await node.hears("more"))["errors"]
        assert error["extensions"]["code"] == "too_many_subscriptions"
        for one in many[10:]:
            await node.do("end", one)
            assert await node.hears(one) == {"is": "complete"}
        await progress(world, milestone, 10)
        for one in many[:10]:
            types = [(await node.told(one, MILESTONES))["type"] for _ in range(2)]
            assert types == ["milestone.created", "milestone.progressed"]
        assert len(live.app.state.sessions._open) == 1


async def test_pings_of_a_client_are_answered(world: World, node: Clients) -> None:
    await client(node, "ws", token_of(world, "amina"), keepAlive=50)
    await follow(node, "ws", "a", MILESTONE)
    assert (await node.hears("ws"))["is"] == "connected"
    for _ in range(3):
        assert await node.hears("ws") == {"is": "pong"}
    await node.do("dispose", "ws")
    while (said := await node.hears("ws"))["is"] != "closed":
        assert said == {"is": "pong"}
    assert said["code"] == 1000
