"""One POST over a kept connection, and its answer: HTTP/1.1 and nothing beside it.

A session of aiohttp does the same with cookies, proxies, redirects and traces in mind, and costs
more than all else that is done for a delivery. Its connector, connections and parser are here.
"""

import asyncio
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Final, Self

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

from app.security.connection import JudgedConnector

USER_AGENT: Final = "Career-Conversations-Webhooks/1"
NO_TIMEOUT: Final = aiohttp.ClientTimeout()
"""Who asks has one deadline for everything."""

MOST_WAYS: Final = 10_000
SWITCHING: Final = 101
INTERIM: Final = range(100, 200)


class _Target(aiohttp.ClientRequest):
    """Whom to connect to. Which connections lead there is asked before and after each request."""

    @cached_property
    def connection_key(self) -> ConnectionKey:
        return super().connection_key


class Way:
    """Where requests to one URL go, and how each of them begins."""

    def __init__(self, url: str) -> None:
        read = URL(url)
        self.target = _Target("POST", read, loop=asyncio.get_running_loop())
        self.head = (
            f"POST {read.raw_path_qs} HTTP/1.1\r\nHost: {self.target.headers['Host']}\r\n"
            f"User-Agent: {USER_AGENT}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
        )

    def request(self, headers: Mapping[str, str], body: bytes) -> bytes:
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        return f"{self.head}{lines}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body


class Wire:
    """Posts, over the connections of one connector. Close it when all is answered."""

    def __init__(self, connector: JudgedConnector, *, read_bufsize: int) -> None:
        self._connector = connector
        self._read_bufsize = read_bufsize
        self._way = lru_cache(maxsize=MOST_WAYS)(Way)

    async def close(self) -> None:
        await self._connector.close()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> "Exchange":
        """To be entered: the headers, and the URL, must be such as can be sent."""
        way = self._way(url)
        return Exchange(self._connector, way, way.request(headers, body), self._read_bufsize)


class Exchange:
    """A request that is sent, and its answer: `status`, `headers`, `content` to be read.

    Once it is left, the connection is kept if all was read and both want to go on.
    """

    status: int
    headers: Mapping[str, str]
    content: aiohttp.StreamReader

    def __init__(
        self, connector: JudgedConnector, way: Way, request: bytes, read_bufsize: int
    ) -> None:
        self._connector = connector
        self._way = way
        self._request = request
        self._read_bufsize = read_bufsize
        self._connection: Any = None

    async def __aenter__(self) -> Self:
        self._connection = await self._connector.connect(self._way.target, [], NO_TIMEOUT)
        try:
            await self._ask()
        except BaseException:
            self._connection.close()
            raise
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._connection.release()
        else:
            self._connection.close()

    async def _ask(self) -> None:
        handler = self._connection.protocol
        handler.set_response_params(
            read_until_eof=True, auto_decompress=False, read_bufsize=self._read_bufsize
        )
        handler.transport.write(self._request)
        message, content = await handler.read()
        while message.code in INTERIM and message.code != SWITCHING:
            message, content = await handler.read()
        self.status, self.headers, self.content = message.code, message.headers, content
