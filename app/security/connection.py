"""How we reach URLs that others chose: connections that go nowhere else and end in time.

Names are looked up once and judged, and the connection is made to a judged address, never to
the name, so that a name which answers differently the second time gains nothing. What comes
back is bounded too, for a receiver may answer more than it was asked.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage

from app.security.guard import Guard

# All addresses of a name, or OSError. It may block: it runs in a thread.
Lookup = Callable[[str], Iterable[str]]

MAX_LOOKUPS: Final = 64  # in threads of their own, for slow names to hold up nothing else
MAX_ADDRESSES_TRIED: Final = 4  # a name with hundreds must not make us knock on them all
MAX_ANSWERS: Final = 8  # to one request: one, and before it what HTTP calls informational
RECEIVE_BUFFER_BYTES: Final = 32 * 1024
KEEP_ALIVE_S: Final = 2.0  # less than receivers wait before they close


class AddressRefused(OSError):
    """The guard does not permit this address."""


class JudgedConnector(aiohttp.TCPConnector):
    """Keeps connections, each to an address that the guard permits."""

    def __init__(
        self, guard: Guard, resolver: AbstractResolver, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(
            resolver=resolver,
            use_dns_cache=False,
            socket_factory=self._open_socket,
            ssl=tls or True,
            limit=0,  # callers have their own, and these would be shared by strangers
            limit_per_host=0,
            keepalive_timeout=KEEP_ALIVE_S,
        )
        self._guard = guard
        handler: type[ResponseHandler] = _BoundedHandler
        self._factory = partial(handler, loop=self._loop)

    def _open_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """The last door: addresses in URLs pass no resolver, but all pass here."""
        family, kind, protocol, _, address = info
        if not self._guard.permits(str(address[0])):
            raise AddressRefused
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        return opened


class _BoundedHandler(ResponseHandler):
    """Hangs up on a receiver that answers more than it was asked.

    Nothing else bounds how many answers are read and kept, be they interim ones before the
    answer or unasked ones on a connection that waits for its next request.
    """

    _answers_left = 0

    def set_response_params(self, **params: Any) -> None:
        self._answers_left = MAX_ANSWERS
        super().set_response_params(**params)

    def feed_data(
        self, data: tuple[RawResponseMessage, aiohttp.StreamReader], size: int = 0
    ) -> None:
        self._answers_left -= 1
        if self._answers_left < 0:
            self.abort()
            self.set_exception(aiohttp.ClientPayloadError("more answers than requests"))
            return
        message, _ = data
        if message.code >= 200:  # noqa: PLR2004 - the last one
            self._answers_left = 0
        super().feed_data(data, size)


class JudgingResolver(AbstractResolver):
    """Looks names up, and refuses those of which any address is refused."""

    def __init__(self, guard: Guard, lookup: Lookup, timeout_s: float) -> None:
        self._guard = guard
        self._lookup = lookup
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(MAX_LOOKUPS, thread_name_prefix="judged-lookup")

    async def resolve(
        self, host: str, port: int = 0, family: int = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                found = list(await loop.run_in_executor(self._threads, self._lookup, host))
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise socket.gaierror from error
        if not found:
            raise socket.gaierror
        if not all(self._guard.permits(address) for address in found):
            raise AddressRefused
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in found[:MAX_ADDRESSES_TRIED]
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def look_up(host: str) -> list[str]:
    """All addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
