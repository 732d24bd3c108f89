"""Server-sent events: how they are asked for, and what comes."""

import asyncio
import json
from typing import Any

import pytest

from app.schema.door.negotiation import EVENTS, GRAPHQL, JSON, negotiated
from tests.api.problems import refused
from tests.live.asks import MILESTONE, MILESTONES, progress
from tests.live.kit import Ended, Live, relay, served
from tests.schema.asking import post
from tests.world import World

ME = {"query": "{ me { displayName } }"}


async def posted(live: Live, world: World, body: Any, **headers: str) -> Any:
    given = {"accept": EVENTS, "content-type": "application/json", **live.headers(world, "amina")}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await live.session.post(live.url, data=content, headers=given | headers)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (EVENTS, EVENTS),
        (f"{EVENTS}, {JSON};q=0.5", EVENTS),
        (f"{JSON};q=0.5, {EVENTS}", EVENTS),
        (f"{JSON}, {EVENTS};q=0.5", JSON),
        (f"{EVENTS};q=0, {GRAPHQL}", GRAPHQL),
        (f"{EVENTS}, {GRAPHQL}", GRAPHQL),
        ("*/*", JSON),
    ],
)
def test_events_come_where_they_are_wished_for(accept: str, kind: str) -> None:
    assert negotiated(accept) == kind


async def test_a_stream_is_what_it_says(world: World, live: Live) -> None:
    answer = await posted(live, world, {"query": MILESTONE})
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["x-request-id"]
    assert "content-length" not in answer.headers
    assert await answer.content.readline() == b":\n"  # it is open
    answer.close()


async def test_a_query_is_answered_and_over(world: World, live: Live) -> None:
    answer = await posted(live, world, ME)
    alive, told, complete, rest = (await answer.read()).decode().split("\n\n")
    assert (alive, complete, rest) == (":", "event: complete\ndata:", "")
    kind, data = told.split("\n")
    assert kind == "event: next"
    answered = json.loads(data.removeprefix("data: "))
    assert answered == {"data": {"me": {"displayName": "Amina"}}}


async def test_an_answer_of_many_lines_is_one_event(world: World, live: Live) -> None:
    for title in ("One", "Two", "Three"):
        await world.a_milestone(title=title)
    query = (
        "{ milestones { edges { node { title } } } me { plans { title milestones { title } } } }"
    )
    stream = await live.events({"query": query}, **live.headers(world, "amina"))
    told = await stream.next()
    assert len(told["data"]["milestones"]["edges"]) == 3
    posted = await world.graphql("amina", query)
    assert told == posted.json()
    with pytest.raises(Ended, match="complete"):
        await stream.next()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ me {", "graphql_invalid"),
        ("{ nothing }", "graphql_invalid"),
        ("subscription { nothing }", "graphql_invalid"),
        ("subscription { ...A } fragment A on Subscription { ...A }", "query_too_large"),
        ('subscription { milestoneChanged(after: "x") { cursor } }', "cursor_invalid"),
    ],
)
async def test_what_cannot_be_executed_is_told_in_events(
    world: World, live: Live, query: str, code: str
) -> None:
    stream = await live.events({"query": query}, **live.headers(world, "amina"))
    assert stream.answer.status == 200
    assert await stream.refused() == code
    with pytest.raises(Ended, match="complete"):
        await stream.next()


async def test_who_is_not_let_in_gets_a_status(world: World, live: Live) -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}):
        answer = await live.session.post(live.url, json=ME, headers={"accept": EVENTS, **headers})
        assert answer.status == 401
        assert (await answer.json())["code"] == "unauthenticated"


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'{"query": 1}'])
async def test_what_cannot_be_read_gets_a_status(world: World, live: Live, body: bytes) -> None:
    answer = await posted(live, world, body)
    assert answer.status == 400
    assert (await answer.json())["code"] == "malformed"


async def test_a_page_of_another_kind_gets_a_status(world: World, live: Live) -> None:
    answer = await posted(live, world, ME, **{"content-type": "text/plain"})
    assert answer.status == 415
    answer = await live.session.get(live.url, headers={"accept": EVENTS})
    assert answer.status == 405


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, "*/*"])
async def test_a_subscription_is_followed_and_not_answered(world: World, accept: str) -> None:
    for query in (MILESTONE, "subscription { __typename }", "subscription { a }"):
        answer = await post(world, {"query": query}, accept=accept)
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "subscription_not_streamed"
        assert "data" not in answer.json()


async def test_a_subscription_beside_a_query_is_not_in_its_way(world: World) -> None:
    query = "query A { me { displayName } } subscription B { milestoneChanged { cursor } }"
    answer = await post(world, {"query": query, "operationName": "A"})
    assert answer.json() == {"data": {"me": {"displayName": "Amina"}}}


async def test_without_a_way_to_stream_nothing_is_kept(world: World) -> None:
    """A client that closes at once, in the process without a server."""
    refused(await post(world, ME, accept="text/plain"), 406, "not_acceptable")


async def test_comments_say_that_it_is_alive(world: World, settings: Any) -> None:
    async with served(settings, live_keep_alive_s=0.1) as live:
        stream = await live.stream("sse", world, "amina", MILESTONE)
        await stream.began(MILESTONES)
        await asyncio.sleep(0.55)
        milestone = await world.a_milestone()
        await progress(world, milestone, 10)
        await stream.told(MILESTONES)
        assert 4 <= stream.comments <= 12


async def test_it_is_not_cut_by_the_time_of_a_request(world: World, settings: Any) -> None:
    async with served(settings, request_timeout_s=0.5) as live:
        streams = [await live.stream(way, world, "amina", MILESTONE) for way in ("ws", "sse")]
        for stream in streams:
            await stream.began(MILESTONES)
        await asyncio.sleep(1.2)
        await world.a_milestone()
        await relay(world)
        for stream in streams:
            assert (await stream.told(MILESTONES))["type"] == "milestone.created"
