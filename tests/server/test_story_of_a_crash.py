"""Everything is killed at random while clients write: nothing is lost, and nothing made twice."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.demo.cast import remembered
from app.demo.tokens import make_token
from app.server.postgres import free_port
from app.settings import Settings
from app.worker.run import TO_RECORD_S
from tests.server.running import Running, descendants
from tests.worker.hooks import Answers, requests
from tests.worker.receivers import Receiver, receiving

CLIENTS = 5
WEBHOOK_TIMEOUT_S = 1
PATIENCE_S = 60.0  # on however busy a machine
SLACK_S = 5
BETWEEN_WRITES_S = 0.05
BETWEEN_KILLS_S = (0.8, 1.6)

# What is killed, by its command line; the last one that fits, for children come after parents.
VICTIMS: dict[str, Callable[[dict[int, str]], list[int]]] = {
    "the API": lambda found: _all(found, "app.cli api")[:1],
    "the API's worker": lambda found: _all(found, "app.cli api")[-1:],
    "the worker": lambda found: _all(found, "app.cli work")[-1:],
    "PostgreSQL": lambda found: _all(found, "bin/postgres")[:1],
    "a session of PostgreSQL": lambda found: _all(found, "postgres: career: career_app")[-1:],
}


def _all(found: dict[int, str], words: str) -> list[int]:
    return sorted(pid for pid, line in found.items() if words in line)


@dataclass
class Story:
    """A product that runs, somebody to ask as, and what was said to them."""

    program: Running
    url: str
    token: str
    person_id: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    retries: int = 0

    async def write(self, until: asyncio.Event) -> None:
        """Ask for one plan after the other, each until it is acknowledged."""
        async with self.client() as client:
            while not until.is_set():
                title, key = uuid4().hex, uuid4().hex
                answer = await self.insist(client, title, key)
                self.acknowledged[title] = answer["id"]
                await asyncio.sleep(BETWEEN_WRITES_S)

    async def insist(self, client: httpx.AsyncClient, title: str, key: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    answer = await client.post(
                        "/v1/plans",
                        json={"personId": self.person_id, "title": title},
                        headers={"idempotency-key": f'"{key}"'},
                    )
                except httpx.TransportError:
                    answer = httpx.Response(503)
                if answer.status_code == httpx.codes.CREATED:
                    made: dict[str, Any] = answer.json()
                    return made
                assert answer.status_code in (409, 503), answer.text
                self.retries += 1
                await asyncio.sleep(0.05)

    async def kill(self, victim: str) -> None:
        """As soon as it is there again after the last time."""
        async with asyncio.timeout(PATIENCE_S):
            while not (  # noqa: ASYNC110 - no event tells of processes
                pids := VICTIMS[victim](descendants(self.program.pid))
            ):
                await asyncio.sleep(0.05)
        os.kill(pids[0], signal.SIGKILL)

    async def plans(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        path = f"/v1/plans?limit=200&personId={self.person_id}"
        async with self.client() as client:
            cursor = ""
            while cursor is not None:
                page = (await client.get(path + (f"&cursor={cursor}" if cursor else ""))).json()
                found += page["data"]
                cursor = page["nextCursor"]
        return found

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url, headers={"authorization": f"Bearer {self.token}"}, timeout=5
        )


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    port = free_port()
    environment = {
        "CAREER_DATA_DIR": tmp_path / "data",
        "PORT": str(port),
        "CAREER_WEBHOOK_TIMEOUT_S": str(WEBHOOK_TIMEOUT_S),
        "CAREER_LOG_LEVEL": "critical",
    }
    serve = (sys.executable, "-P", "-m", "app.cli", "serve")
    program = Running(command=serve, **environment)
    try:
        await asyncio.to_thread(program.says, "To stop")
        settings = Settings(port=port, data_dir=tmp_path / "data")
        cast = remembered(settings.data_dir)
        assert cast is not None
        person = cast.persona("employee")
        token = make_token(settings, "employee", None, None)
        assert person is not None
        assert isinstance(token, str)
        yield Story(program, settings.base_url, token, str(person.person_id))
    finally:
        await asyncio.to_thread(program.kill)


async def listen(story: Story, data_dir: Path, receiver: Receiver) -> None:
    """Have the receiver told of every plan, as the vendor does it."""
    cast = remembered(data_dir)
    assert cast is not None
    async with httpx.AsyncClient(base_url=story.url) as client:
        granted = await client.post(
            "/oauth2/token",
            auth=(cast.client_id, cast.client_secret),
            data={"grant_type": "client_credentials"},
        )
        registered = await client.post(
            "/v1/webhook-endpoints",
            json={"url": receiver.url, "eventTypes": ["plan.created"]},
            headers={"authorization": f"Bearer {granted.json()['access_token']}"},
        )
        assert registered.status_code == httpx.codes.CREATED, registered.text


async def test_what_was_acknowledged_is_there_once_and_was_told(
    story: Story, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_over = asyncio.Event()
    chance = random.Random()  # noqa: S311
    victims = list(VICTIMS)
    chance.shuffle(victims)
    async with receiving(Answers()) as receiver:
        await listen(story, tmp_path / "data", receiver)
        writers = [asyncio.create_task(story.write(is_over)) for _ in range(CLIENTS)]
        for victim in victims:
            await asyncio.sleep(chance.uniform(*BETWEEN_KILLS_S))
            await story.kill(victim)
        async with asyncio.timeout(PATIENCE_S):
            while len(story.acknowledged) <= CLIENTS:  # noqa: ASYNC110 - however slowly it starts
                await asyncio.sleep(BETWEEN_KILLS_S[0])
        is_over.set()
        await asyncio.gather(*writers)

        made = await story.plans()
        titles = [plan["title"] for plan in made]
        lost = story.acknowledged.keys() - set(titles)
        twice = {title for title, count in Counter(titles).items() if count > 1}
        assert (lost, twice) == (set(), set()), victims
        assert story.retries

        ids = set(story.acknowledged.values())
        assert await told_of(ids, receiver) == set(), victims
        told = {got.id: got.subject for got in requests(receiver)}
        assert len(told) == len(set(told.values()))
        for name, number in {
            "acknowledged": len(story.acknowledged),
            "asked again": story.retries,
            "told": len(told),
            "told again": len(requests(receiver)) - len(told),
        }.items():
            request.node.user_properties.append((name, number))
    assert story.program.process.poll() is None


async def told_of(ids: set[str], receiver: Receiver) -> set[str]:
    """Whom the receiver was not told of, although it waited for the longest lease in silence."""
    heard, since = -1, time.monotonic()
    while missing := ids - {got.subject for got in requests(receiver)}:
        if len(receiver.bodies) > heard:
            heard, since = len(receiver.bodies), time.monotonic()
        if time.monotonic() - since > WEBHOOK_TIMEOUT_S + TO_RECORD_S + SLACK_S:
            break
        await asyncio.sleep(0.1)
    return missing
