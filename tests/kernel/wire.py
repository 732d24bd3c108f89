"""The wire between us and PostgreSQL, to count on, to hold, and to cut.

A proxy that reads the messages of the client (type, length, content): a round trip is what
ends with a Query or a Sync.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

QUERY, SYNC = b"Q", b"S"


class Cut(Exception):
    """Raised by a rule: both sides lose the connection."""


Rule = Callable[[bytes, bytes], Awaitable[None]]


async def _pass(_kind: bytes, _content: bytes) -> None:
    return


@dataclass
class Wire:
    """`before` and `after` are asked about each message; what they raise or await is obeyed."""

    dsn: str = ""
    round_trips: list[bytes] = field(default_factory=list)
    before: Rule = _pass
    after: Rule = _pass
    is_mute: bool = False
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def carry(
        self, client: tuple[asyncio.StreamReader, asyncio.StreamWriter], host: str, port: int
    ) -> None:
        server = await asyncio.open_connection(host, port)
        self._open |= {client[1], server[1]}
        back = asyncio.create_task(self._backward(server[0], client[1]))
        try:
            with contextlib.suppress(OSError, EOFError, Cut):
                await self._forward(client[0], server[1])
        finally:
            for writer in (client[1], server[1]):
                writer.transport.abort()
                self._open.discard(writer)
            back.cancel()
            await asyncio.gather(back, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = await reader.readexactly(4)
        writer.write(length + await reader.readexactly(int.from_bytes(length) - 4))
        while True:
            kind, length = await reader.readexactly(1), await reader.readexactly(4)
            content = await reader.readexactly(int.from_bytes(length) - 4)
            if kind in (QUERY, SYNC):
                self.round_trips.append(content)
            await self.before(kind, content)
            if not self.is_mute:
                writer.write(kind + length + content)
            await self.after(kind, content)

    async def _backward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while content := await reader.read(65536):
                if not self.is_mute:
                    writer.write(content)
            writer.transport.abort()


@asynccontextmanager
async def wired(dsn: str) -> AsyncIterator[Wire]:
    """A wire to the database at `dsn`; `wire.dsn` goes through it."""
    url = urlsplit(dsn)
    host, port = str(url.hostname), int(url.port or 5432)
    wire = Wire()
    carrying: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(wire.carry((reader, writer), host, port))
        carrying.add(task)
        task.add_done_callback(carrying.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    through = server.sockets[0].getsockname()[1]
    wire.dsn = urlunsplit(url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{through}"))
    try:
        yield wire
    finally:
        server.close()
        for task in list(carrying):
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        await server.wait_closed()
        await asyncio.sleep(0)
