"""Fetches one small JSON object from a URL that somebody else chose.

Only over https (loopback excepted, in development), only from addresses that the guard permits,
with no redirect, no proxy, no cookie, no unpacking, a cap on what is read, and one deadline.
"""

import asyncio
import ssl
from typing import Final

import aiohttp

from app.security.compact import TokenRefused, json_object
from app.security.connection import JudgedConnector, JudgingResolver, Lookup, look_up
from app.security.failed import FetchFailed
from app.security.guard import Guard, UrlRefused

MAX_BYTES: Final = 128 * 1024
LOOKUP_SHARE: Final = 1 / 3  # of the deadline
OK: Final = 200
USER_AGENT: Final = "Career-Conversations/1"


class Fetcher:
    """Keeps its connections until `close`. `lookup` and `tls` are for tests."""

    def __init__(
        self,
        guard: Guard,
        timeout_s: float,
        *,
        lookup: Lookup = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._timeout_s = timeout_s
        self._lookup = lookup
        self._tls = tls
        self._resolver: JudgingResolver | None = None
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str) -> dict[str, object]:
        """The object at this URL, or `FetchFailed`."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return json_object(await self._body(url))
        except FetchFailed:
            raise
        except TimeoutError:
            raise FetchFailed("timeout") from None
        except UrlRefused:
            raise FetchFailed("refused_url") from None
        except TokenRefused:  # the same strictness, said in the words of tokens
            raise FetchFailed("not_json") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchFailed("connection") from error

    async def close(self) -> None:
        """Give up the connections; the next `get` would make new ones."""
        session, self._session = self._session, None
        resolver, self._resolver = self._resolver, None
        if session is not None:
            await session.close()
        if resolver is not None:
            await resolver.close()

    async def _body(self, url: str) -> bytes:
        self._guard.check_url(url)
        async with self._opened().get(url, allow_redirects=False) as response:
            if response.status != OK:  # a redirect too: nobody judged where it leads
                raise FetchFailed(f"status_{response.status}")
            if "Content-Encoding" in response.headers:
                raise FetchFailed("encoded")
            body = b""
            while chunk := await response.content.read(MAX_BYTES + 1 - len(body)):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise FetchFailed("too_large")
            return body

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._resolver = JudgingResolver(
                self._guard, self._lookup, self._timeout_s * LOOKUP_SHARE
            )
            self._session = aiohttp.ClientSession(
                connector=JudgedConnector(self._guard, self._resolver, self._tls),
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": "application/json",
                    "Accept-Encoding": "identity",
                },
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(),  # none: `get` has one deadline for everything
                auto_decompress=False,
                trust_env=False,
            )
        return self._session
