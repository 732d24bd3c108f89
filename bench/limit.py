"""The limit: what a Python process can do at best. It checks nothing, and knows its requests.

A bare ASGI application on bare asyncpg connections, without a framework and without a pool
that would look after them. `BENCH_SCRIPTS` names the file that says what to send for what.
"""

import asyncio
import os
import pickle
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from app.server.around import Application, Receive, Send
from app.server.databases import outside_urls
from app.settings import Settings
from bench.answers import SHAPES, Known, Rows, Shape
from bench.script import NEW_ID, NOW, Constant, Name, Pieces, Script, Several, Slot

SCRIPTS: Final = "BENCH_SCRIPTS"
MILESTONE_ID: Final = slice(len("/v1/milestones/"), len("/v1/milestones/") + 36)

Values = Mapping[str, Any]
Maker = Callable[[Values], Any]
Key = tuple[str, bytes, bytes, bytes]


@dataclass(frozen=True)
class Read:
    """What to send for one very request, and what to make of the rows."""

    script: Script
    shape: str
    known: Known


@dataclass(frozen=True)
class Scripts:
    """All that the limit knows. Keys of reads are path, query string, token and body."""

    reads: dict[Key, Read]
    write: Script | None
    askers: dict[bytes, tuple[UUID, UUID]]


class _Connections:
    """Taken and given back, the last one first; who finds none waits in a queue."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._idle: deque[Any] = deque()
        self._waiting: deque[asyncio.Future[Any]] = deque()

    async def open(self, settings: Settings, count: int, **more: str) -> None:
        logins = outside_urls(settings)
        assert logins is not None
        server_settings = (
            {
                "timezone": "UTC",
                "jit": "off",
                "statement_timeout": f"{int(settings.statement_timeout_s * 1000)}",
            }
            | logins.app.server_settings
            | more
        )
        for _ in range(count):
            connection = await asyncpg.connect(
                logins.app.dsn,
                server_settings=server_settings,
                statement_cache_size=1000,
                max_cached_statement_lifetime=0,
            )
            self.all.append(connection)
            self._idle.append(connection)

    async def take(self) -> Any:
        if self._idle:
            return self._idle.pop()
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        return await waiter

    def give(self, connection: Any) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(connection)
        else:
            self._idle.append(connection)


class Limit:
    def __init__(self, scripts: Scripts, settings: Settings) -> None:
        self.settings = settings
        self.askers = scripts.askers
        self.reads = {key: _compiled_read(read) for key, read in scripts.reads.items()}
        self.write = _compiled(scripts.write) if scripts.write else []
        self.for_reads, self.for_writes = _Connections(), _Connections()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = scope["path"]
        body = b""
        if scope["method"] == "POST":
            body = (await receive())["body"]
        token = next((v for k, v in scope["headers"] if k == b"authorization"), b"")
        read = self.reads.get((path, scope["query_string"], token, body))
        if read is not None:
            answer = await self._read(*read)
        elif path.endswith("/reach"):
            answer = await self._write(UUID(path[MILESTONE_ID]), self.askers[token])
        else:
            answer = b"{}"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _read(self, sent: list[tuple[str, list[Any]]], shape: Shape, known: Known) -> bytes:
        connection = await self.for_reads.take()
        try:
            for sql, arguments in sent:
                rows = await connection.fetch(sql, *arguments)
        finally:
            self.for_reads.give(connection)
        return shape(rows, known)

    async def _write(self, milestone_id: UUID, asker: tuple[UUID, UUID]) -> bytes:
        values: dict[str, Any] = {
            "milestone_id": milestone_id,
            "asker_tenant_id": asker[0],
            "asker_id": asker[1],
            NOW: datetime.now(UTC),
        }
        answer: Rows = ()
        connection = await self.for_writes.take()
        try:
            for sql, arguments in self.write:
                if not arguments:
                    await connection.execute(sql(values))
                    continue
                rows = await connection.fetch(sql(values), *[make(values) for make in arguments])
                if rows:
                    values.update(rows[0])
                    if "body" in rows[0].keys():  # noqa: SIM118 - a record looks for values
                        answer = rows
        finally:
            self.for_writes.give(connection)
        body: str = answer[0][0]
        return body.encode()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.for_reads.open(
            self.settings, self.settings.read_pool_size, plan_cache_mode="force_generic_plan"
        )
        await self.for_writes.open(self.settings, self.settings.write_pool_size)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for connection in (*self.for_reads.all, *self.for_writes.all):
            await connection.close()
        await send({"type": "lifespan.shutdown.complete"})


def create_app() -> Application:
    scripts: Scripts = pickle.loads(Path(os.environ[SCRIPTS]).read_bytes())  # noqa: S301
    return Limit(scripts, Settings())


def _compiled_read(read: Read) -> tuple[list[tuple[str, list[Any]]], Shape, Known]:
    nothing: Values = {}
    sent = [
        (_maker(one.sql)(nothing), [_maker(slot)(nothing) for slot in one.arguments])
        for one in read.script
    ]
    return sent, SHAPES[read.shape], read.known


def _compiled(script: Script) -> list[tuple[Maker, list[Maker]]]:
    return [(_maker(one.sql), [_maker(slot) for slot in one.arguments]) for one in script]


def _maker(slot: Slot) -> Maker:
    match slot:
        case Constant(value):
            return lambda _values: value
        case Name(of) if of == NEW_ID:
            return lambda _values: uuid7()
        case Name(of):
            return lambda values: values[of]
        case Several(slots):
            each = [_maker(one) for one in slots]
            return lambda values: [make(values) for make in each]
        case Pieces(parts):
            makers = [_maker(Constant(part) if isinstance(part, str) else part) for part in parts]
            return lambda values: "".join([str(make(values)) for make in makers])
