"""A thousand who follow and are told nothing: what they cost, and how they are let go."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.domain.actor import Actor
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.transaction import Database
from app.server.postgres import free_port
from app.settings import Settings
from tests.live.asks import ASKED, MILESTONE, MILESTONES, progress
from tests.live.kit import WAYS, Live, Stream, served
from tests.server.running import Running, answers, descendants, eventually
from tests.world import World

COUNT = 1000
PEOPLE = 250
MOST_KB_EACH = {"ws": 256, "sse": 100}
"""The server sets 128 kB of these aside for what may come in over each WebSocket."""

AT_ONCE = 25


@pytest.fixture
def api(settings: Settings) -> Iterator[Callable[[], tuple[Running, int]]]:
    """The process that serves, as it is started in earnest."""
    started = []

    def start() -> tuple[Running, int]:
        port = free_port()
        program = Running(
            command=(sys.executable, "-P", "-m", "app.cli", "api"),
            DATABASE_URL=os.environ["CAREER_TEST_DATABASE_URL"],
            CAREER_APP_DATABASE_URL=os.environ["CAREER_TEST_CAREER_APP_DATABASE_URL"],
            CAREER_WORKER_DATABASE_URL=os.environ["CAREER_TEST_CAREER_WORKER_DATABASE_URL"],
            CAREER_DATA_DIR=os.environ["CAREER_TEST_DATA_DIR"],
            CAREER_PUBLIC_URL=settings.public_url,
            CAREER_LOG_LEVEL="error",
            CAREER_LIVE_PER_ACTOR="1000",
            CAREER_RATE_PERSON_PER_MINUTE="0",
            PORT=str(port),
        )
        started.append(program)
        assert eventually(lambda: answers(port, "/health/live"))
        program.look()
        return program, port

    yield start
    for program in started:
        program.kill()


async def many_people(world: World) -> list[Actor]:
    items = [
        {"externalId": f"p{nth}", "userName": f"p{nth}", "displayName": f"Person {nth}"}
        for nth in range(PEOPLE)
    ]
    answer = await world.system.execute(
        people.upsert_people, {"command": UpsertPeople(items=items)}
    )
    return [world.person(one["id"]) for one in json.loads(answer.body)["items"]]


@asynccontextmanager
async def remote(port: int) -> AsyncIterator[Live]:
    """Clients of a process in which nothing is in reach."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
    ) as session:
        live = Live(None, port, session, asyncio.Event())
        yield live
        for one in live.open:
            closed = one.close()
            if closed is not None:
                await closed


async def followed(
    live: Live, world: World, actors: list[Actor], count: int, way: str
) -> list[Stream]:
    """So many streams, each on a connection of its own, of all three fields."""
    gate = asyncio.Semaphore(AT_ONCE)
    fields = list(ASKED)

    async def one(nth: int) -> Stream:
        async with gate:
            field = fields[nth % 3]
            stream = await live.stream(way, world, actors[nth % len(actors)], ASKED[field])
            await stream.next()
            return stream

    return await asyncio.gather(*(one(nth) for nth in range(count)))


def rss_kb(pids: list[int]) -> int:
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total


@pytest.mark.parametrize("way", WAYS)
async def test_a_thousand_take_little_and_are_let_go_with_a_goodbye(
    world: World, api: Callable[[], tuple[Running, int]], way: str
) -> None:
    actors = await many_people(world)
    program, port = api()
    pids = [program.pid, *descendants(program.pid)]
    async with remote(port) as live:
        await followed(live, world, actors, 60, way)  # what is made once is there
        before = rss_kb(pids)
        streams = await followed(live, world, actors, COUNT, way)
        await asyncio.sleep(1)
        each = (rss_kb(pids) - before) / COUNT
        sys.stderr.write(f"{way}: {each:.1f} kB for each of {COUNT}\n")
        assert each < MOST_KB_EACH[way]

        health = await live.session.get(f"http://127.0.0.1:{port}/health/ready")
        assert health.status == 200  # there is room for others
        milestone = await world.a_milestone()
        own = await live.stream(way, world, "jonas", MILESTONE)
        await own.began(MILESTONES)
        began = time.monotonic()
        await progress(world, milestone, 10)
        assert (await own.told(MILESTONES))["type"] == "milestone.created"
        assert time.monotonic() - began < 2

        began = time.monotonic()
        program.signalled(signal.SIGTERM)
        ends = await asyncio.gather(*(stream.ends() for stream in streams))
        assert set(ends) == {(1001, "Going away") if way == "ws" else ("cut", "going_away")}
        code, _, err = await asyncio.to_thread(program.ends)
        # granian may look before it has noticed that the worker is gone, and says so.
        assert code == 0
        assert "Traceback" not in err
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("way", WAYS)
async def test_who_is_told_nothing_asks_nothing(
    world: World, settings: Settings, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at the feed and one at who may stay, for all of them together."""
    actors = await many_people(world)
    async with served(settings) as live:
        await followed(live, world, actors, 200, way)
        statements = []
        database, fetch = live.app.state.database, Database.fetch

        async def counted(one: Database, sql: str, *given: Any) -> Any:
            if one is database:
                statements.append(sql)
            return await fetch(one, sql, *given)

        monkeypatch.setattr(Database, "fetch", counted)
        await asyncio.sleep(6.5)
        assert 2 <= len(statements) <= 8
