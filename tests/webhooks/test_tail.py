"""`career webhooks tail`: every attempt once, whatever happens meanwhile, and nothing but text."""

import asyncio
import io
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from app import tailing
from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import Scope
from app.tailing import Away, Refused, Tail, Wish, printable
from tests.door.app import application
from tests.relations import run_as_app
from tests.worker.hooks import Answers, Hooks
from tests.worker.receivers import receiving
from tests.world import World

SOON_S = 20.0


async def a_client(world: World, *scopes: Scope) -> tuple[str, str]:
    command = RegisterClient(name="Shell", scopes=scopes or (Scope.WEBHOOKS_READ,))
    answer = await world.system.execute(access.register_client, {"command": command})
    made = json.loads(answer.body)
    return made["clientId"], made["clientSecret"]


class Shell:
    """The command, and what it wrote."""

    def __init__(self, world: World, wish: Wish, who: tuple[str, str]) -> None:
        self.out = io.StringIO()
        transport = httpx.ASGITransport(application(world.client), raise_app_exceptions=False)
        http = httpx.AsyncClient(transport=transport, base_url="http://career.test")
        self.tail = Tail(http, *who, wish, self.out)

    async def look(self) -> list[str]:
        """What is new."""
        self.out.seek(0)
        self.out.truncate()
        await self.tail.once()
        return self.out.getvalue().splitlines()


async def shell(world: World, *scopes: Scope, **wish: Any) -> Shell:
    found = Shell(
        world, Wish(**{"back": timedelta(minutes=1), **wish}), await a_client(world, *scopes)
    )
    await found.look()
    return found


async def test_each_attempt_is_one_line_once(hooks: Hooks) -> None:
    async with receiving(Answers([200, 500])) as receiver:
        await hooks.register(receiver.url, "plan.created")
        follows = await shell(hooks.world)
        assert await follows.look() == []
        for outcome in ("200", "500"):
            await hooks.world.a_plan()
            await hooks.round()
            (line,) = await follows.look()
            at, status, _, ms, number, event_type, url = line.split()
            assert (status, ms, number) == (outcome, "ms", "#1")
            assert (event_type, url) == ("plan.created", receiver.url)
            assert at.count(":") == 2
            assert await follows.look() == []


async def test_it_is_narrowed_to_an_endpoint_and_to_failures(hooks: Hooks) -> None:
    async with receiving(Answers([500, 200])) as receiver, receiving(Answers()) as other:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.register(other.url, "plan.created")
        here = await shell(hooks.world, endpoint_id=endpoint.id)
        failed = await shell(hooks.world, only_failed=True, as_json=True)
        for _ in range(2):
            await hooks.world.a_plan()
            await hooks.round()
        assert len(await here.look()) == 2
        (line,) = await failed.look()
        told = json.loads(line)
        assert (told["status"], told["endpointId"]) == (500, str(endpoint.id))


async def test_what_appears_late_in_between_is_told_too(hooks: Hooks) -> None:
    """As when another worker commits a moment later what got its ids before."""
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        follows = await shell(hooks.world, as_json=True)
        for _ in range(2):
            await hooks.world.a_plan()
            await hooks.round()
        lines = [json.loads(line) for line in await follows.look()]
        early = UUID(int=UUID(lines[0]["id"]).int - 1)
        await run_as_app(
            hooks.world,
            "INSERT INTO webhook_attempt SELECT (attempt).* FROM (SELECT jsonb_populate_record(a,"
            " jsonb_build_object('id', $2::uuid)) AS attempt FROM webhook_attempt AS a"
            " WHERE id = $1) AS late",
            UUID(lines[0]["id"]),
            early,
        )
        (late,) = await follows.look()
        assert json.loads(late)["id"] == str(early)
        assert await follows.look() == []


async def test_what_has_settled_is_not_read_again(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tailing, "PAGE", 2)
    monkeypatch.setattr(tailing, "SETTLED_S", -5.0)  # at once
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        follows = await shell(hooks.world)
        for _ in range(5):
            await hooks.world.a_plan()
            await hooks.relay()
        await hooks.send()
        assert len(await follows.look()) == 5
        assert not follows.tail._told
        await run_as_app(hooks.world, "UPDATE webhook_attempt SET number = number + 1")
        assert await follows.look() == []


async def test_what_others_wrote_is_spelled_out(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
    hostile = "\x1b[2J\x1b]0;owned\x07\r\n\u202e\u009b31m<script>"
    await run_as_app(hooks.world, "UPDATE webhook_attempt SET status = NULL, error = $1", hostile)
    await run_as_app(hooks.world, "UPDATE webhook_attempt SET response_body = $1", hostile)
    plain = Shell(hooks.world, Wish(back=timedelta(minutes=1)), await a_client(hooks.world))
    (line,) = await plain.look()
    assert line.isprintable()
    assert r"\x1b[2J" in line
    assert "<script>" in line
    wish = Wish(as_json=True, back=timedelta(minutes=1))
    machine = Shell(hooks.world, wish, await a_client(hooks.world))
    (line,) = await machine.look()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["responseBody"] == hostile


@pytest.mark.parametrize("code", [*range(32), *range(127, 160), 0x2028, 0x202E, 0x2066, 0xD7FF])
def test_nothing_that_steers_a_terminal_gets_through(code: int) -> None:
    assert printable(f"a{chr(code)}b").isprintable()


async def test_who_may_not_read_it_is_told_so(world: World) -> None:
    with pytest.raises(Refused, match="scope"):
        await shell(world, Scope.PEOPLE_READ)
    client_id, _ = await a_client(world)
    with pytest.raises(Refused):
        await Shell(world, Wish(), (client_id, "wrong")).look()


async def test_a_token_that_has_expired_is_replaced(world: World) -> None:
    follows = await shell(world)
    follows.tail._token = "expired"
    with pytest.raises(Away):
        await follows.look()
    assert await follows.look() == []


@asynccontextmanager
async def served(world: World, port: int) -> AsyncIterator[None]:
    """The application on a port of loopback, one request a connection."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        method, path, _ = first.split()
        pairs = (line.split(": ", 1) for line in lines if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        got = await world.client.request(method, path, content=body, headers=headers)
        head = f"HTTP/1.1 {got.status_code} Said\r\nContent-Type: {got.headers['content-type']}\r\n"
        head += f"Connection: close\r\nContent-Length: {len(got.content)}\r\n\r\n"
        writer.write(head.encode() + got.content)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", port):
        yield


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def says(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), SOON_S)
    told: dict[str, Any] = json.loads(line)
    return told


async def test_the_command_outlives_the_server_and_ends_when_it_is_told_to(hooks: Hooks) -> None:
    world, port = hooks.world, a_port()
    client_id, client_secret = await a_client(world)
    command = (str(Path(sys.executable).with_name("career")), "webhooks", "tail", "--json")
    async with receiving(Answers([500])) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--url", f"http://127.0.0.1:{port}", "--endpoint", str(endpoint.id)),
            *("--minutes", "1"),
            env={"CAREER_CLIENT_ID": client_id, "CAREER_CLIENT_SECRET": client_secret},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            for outcome in (500, 200):  # it begins before the server, and goes on after it
                await world.a_plan()
                await hooks.round()
                assert process.stderr is not None
                away = await asyncio.wait_for(process.stderr.readline(), SOON_S)
                assert b"waiting for it" in away
                async with served(world, port):
                    assert (await says(process))["status"] == outcome
            process.send_signal(signal.SIGINT)
            _, err = await asyncio.wait_for(process.communicate(), SOON_S)
        finally:
            if process.returncode is None:
                process.kill()
    assert process.returncode == 0
    assert b"Traceback" not in err
