"""How a connection that stays is over: the token, who it names, the process, and a dead line."""

import asyncio
import time
from typing import Any

import pytest

from app.domain.context import Context
from app.domain.errors import Overloaded, Unavailable
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.schema.door import socket as door
from app.schema.door import staying
from app.settings import Settings
from tests.live.asks import ASKED, MILESTONE, MILESTONES, progress
from tests.live.kit import WAYS, Live, OverSocket, Socket, Stream, served, short_token, until
from tests.world import World

by_way = pytest.mark.parametrize("way", WAYS)


async def with_token(live: Live, way: str, token: str, query: str) -> Stream:
    if way == "sse":
        return await live.events({"query": query}, authorization=f"Bearer {token}")
    socket = await live.socket()
    await socket.greet(f"Bearer {token}")
    await socket.say({"id": "1", "type": "subscribe", "payload": {"query": query}})
    return OverSocket(socket)


@by_way
@pytest.mark.parametrize("field", ASKED)
async def test_a_token_that_expires_ends_the_stream(
    world: World, settings: Settings, way: str, field: str
) -> None:
    async with served(settings, clock_leeway_s=0) as live:
        token = short_token(world, live, "amina", 2)
        began = time.monotonic()
        stream = await with_token(live, way, token, ASKED[field])
        end = await stream.ends()
        assert end == ((4401, "Token expired") if way == "ws" else "token_expired")
        assert 0.5 < time.monotonic() - began < 3.5
        await until(lambda: not live.app.state.following._tails)
        await until(lambda: not live.app.state.sessions._open)


async def test_an_idle_socket_is_over_with_its_token_too(world: World, settings: Settings) -> None:
    async with served(settings, clock_leeway_s=0) as live:
        socket = await live.socket()
        await socket.greet(f"Bearer {short_token(world, live, 'amina', 1)}")
        assert await socket.ends() == (4401, "Token expired")


@by_way
async def test_who_leaves_is_told_no_more(world: World, settings: Settings, way: str) -> None:
    milestone = await world.a_milestone()
    async with served(settings, standing_cache_s=0.5) as live:
        gone = await live.stream(way, world, "jonas", MILESTONE)
        other = await live.stream(way, world, "amina", MILESTONE)
        for stream in (gone, other):
            await stream.began(MILESTONES)
        item = {"externalId": "jonas", "userName": "jonas", "displayName": "J", "status": "left"}
        command = UpsertPeople(items=[item])
        await world.system.execute(people.upsert_people, {"command": command})
        began = time.monotonic()
        end = await gone.ends()
        assert end == ((4403, "Forbidden") if way == "ws" else "unauthenticated")
        assert time.monotonic() - began < 2
        await progress(world, milestone, 10)
        assert (await other.told(MILESTONES))["type"].startswith("milestone.")


@by_way
async def test_a_client_that_is_disabled_is_told_no_more(
    world: World, settings: Settings, way: str
) -> None:
    async with served(settings, standing_cache_s=0.5) as live:
        stream = await live.stream(way, world, "vendor", MILESTONE)
        await stream.began(MILESTONES)
        path = f"/v1/api-clients/{world.id('vendor')}/disable"
        assert (await world.rest("amina", "POST", path, if_match="*")).status_code == 200
        assert await stream.ends() in ((4403, "Forbidden"), "unauthenticated")


@by_way
async def test_a_database_that_is_away_for_a_while_ends_nothing(
    world: World, settings: Settings, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    milestone = await world.a_milestone()
    async with served(settings, standing_cache_s=0.5) as live:
        stream = await live.stream(way, world, "jonas", MILESTONE)
        await stream.began(MILESTONES)
        database = live.app.state.database
        sound = type(database).fetch

        async def away(one: Any, *given: Any) -> Any:
            if one is database:
                raise Unavailable
            return await sound(one, *given)

        monkeypatch.setattr(type(database), "fetch", away)
        await asyncio.sleep(1.2)
        monkeypatch.setattr(type(database), "fetch", sound)
        await progress(world, milestone, 10)
        assert (await stream.told(MILESTONES))["type"] == "milestone.created"
        assert (await stream.told(MILESTONES))["type"] == "milestone.progressed"


@by_way
async def test_an_event_that_cannot_be_shown_now_is_shown_later(
    world: World, live: Live, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    milestone = await world.a_milestone()
    stream = await live.stream(way, world, "jonas", MILESTONE)
    await stream.began(MILESTONES)
    sound, refusals = Context.find, [2]

    async def busy(ctx: Context, *given: Any) -> Any:
        if refusals[0]:
            refusals[0] -= 1
            raise Overloaded
        return await sound(ctx, *given)

    monkeypatch.setattr(Context, "find", busy)
    await progress(world, milestone, 10)
    assert (await stream.told(MILESTONES))["type"] == "milestone.created"
    last = (await stream.told(MILESTONES))["cursor"]
    refusals[0] = 1000
    monkeypatch.setattr("app.schema.live.fields.TRIES", 2)
    path = f"/v1/milestones/{milestone['id']}/start"
    assert (await world.rest("amina", "POST", path, if_match="*")).is_success
    await progress(world, milestone)
    assert await stream.refused() == "overloaded"
    refusals[0] = 0
    stream = await live.stream(way, world, "jonas", MILESTONE, after=last)
    await stream.began(MILESTONES)
    assert (await stream.told(MILESTONES))["type"] == "milestone.started"


async def test_a_stop_says_goodbye(world: World, settings: Settings) -> None:
    async with served(settings) as live:
        streams = [await live.stream(way, world, "amina", MILESTONE) for way in WAYS]
        for stream in streams:
            await stream.began(MILESTONES)
        silent = await live.socket()
        live.stopping.set()
        assert await streams[0].ends() == (1001, "Going away")
        assert await streams[1].ends() == ("cut", "going_away")
        assert await silent.ends() == (1001, "Going away")
        await until(lambda: not live.app.state.sessions._open)


async def test_who_does_not_answer_pings_is_let_go(world: World, settings: Settings) -> None:
    async with served(settings, live_keep_alive_s=0.15) as live:
        answers, silent = [await live.greeted(world, "amina") for _ in range(2)]

        async def answer(socket: Socket) -> None:
            while True:
                if (await socket.hears(pings=True))["type"] == "ping":
                    await socket.say({"type": "pong"})

        answering = asyncio.create_task(answer(answers))
        assert await silent.ends() == (4408, "No answer to a ping")
        await asyncio.sleep(0.8)
        assert not answering.done()
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        assert door.SILENT_BEATS == 3


@by_way
async def test_who_takes_nothing_is_let_go_and_costs_nothing(
    world: World, settings: Settings, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read of what is sent: at some time the line is full."""
    monkeypatch.setattr(staying, "SEND_WITHIN_S", 0.5)
    goal = "x" * 200
    async with served(settings) as live:
        milestone = await world.a_milestone(title=goal)
        many = " ".join(f"a{nth}: title" for nth in range(40))
        query = f"subscription {{ milestoneChanged {{ milestone {{ id {many} }} }} }}"
        stream = await live.stream(way, world, "jonas", query)
        await stream.next()
        raw = (
            stream.socket.raw._response.connection  # type: ignore[attr-defined]
            if way == "ws"
            else stream.answer.connection  # type: ignore[attr-defined]
        )
        raw.transport.pause_reading()
        other = await live.stream(way, world, "jonas", MILESTONE)
        await other.began(MILESTONES)
        sessions = live.app.state.sessions
        full = asyncio.create_task(_fill(world, milestone))
        await until(lambda: len(sessions._open) == 1, 60)
        full.cancel()
        await asyncio.gather(full, return_exceptions=True)
        assert (await other.told(MILESTONES))["type"] == "milestone.created"


async def _fill(world: World, milestone: Any) -> None:
    while True:
        milestone = await progress(world, milestone, *range(1, 90, 3))
