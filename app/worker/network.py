"""Sends webhooks to URLs that strangers choose, and lets none of them do harm.

`Sender` makes one attempt at one delivery. It goes only where `Guard` permits, follows no
redirect, unpacks nothing, reads little, and is done when its deadline is.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from time import monotonic
from typing import Final, Self

import aiohttp
import structlog
from aiohttp.http_exceptions import HttpProcessingError

from app.domain.deadlines import Deadlines
from app.domain.webhooks import headers
from app.security.connection import (
    AddressRefused,
    JudgedConnector,
    JudgingResolver,
    Lookup,
    look_up,
)
from app.security.guard import Guard, HostRefused, UrlRefused
from app.worker.wire import Wire

LOOKUP_SHARE: Final = 1 / 3  # of the deadline
MAX_BYTES_READ: Final = 4096
MAX_EXCERPT_BYTES: Final = 1024
SHORT: Final = 100
MAX_HEADER_CHARACTERS: Final = 2048
MAX_RETRY_AFTER_S: Final = 24 * 3600

log = structlog.get_logger()


class Failure(StrEnum):
    """Why an attempt got no answer that counts."""

    REFUSED_ADDRESS = "refused_address"
    REFUSED_URL = "refused_url"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    REDIRECT = "redirect"
    PROTOCOL = "protocol"  # it answered, but not in HTTP
    CREDENTIALS = "credentials"  # there was nothing to say who we are with


# Not frozen, here and below: one is made for each delivery, and that would take twice as long.
@dataclass(slots=True)
class Outgoing:
    """One request that is to be sent. ValueError for headers that no request of ours has."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if not _may_have(name):
                raise ValueError(f"not a header that a webhook may have: {name!r}")
            if not headers.is_sendable(value):
                raise ValueError(f"the header {name} has a value that cannot be sent")


@dataclass(slots=True)
class Attempt:
    """What became of one request. A status stands even if the rest of the answer never came."""

    status: int | None
    error: Failure | None  # never beside a 2xx, 4xx or 5xx
    duration_ms: int
    body_excerpt: str = ""  # printable, at most 1 kB
    headers: Mapping[str, str] = field(default_factory=dict)  # printable, at most 2 kB of them
    retry_after_s: int | None = None  # at most a day

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - 2xx


@dataclass(slots=True)
class Answer:
    """What has come so far."""

    status: int | None = None
    retry_after: str = ""
    is_encoded: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: Failure | None = None  # never beside a status, unless it is a redirect


class Sender:
    """Sends webhooks, many at a time, over connections that it keeps. Close it when all is sent.

    `lookup` and `tls` are for tests: other names, and other authorities than the system's.
    """

    def __init__(
        self,
        guard: Guard,
        timeout_s: float,
        *,
        lookup: Lookup = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self.timeout_s = timeout_s
        self._resolver = JudgingResolver(guard, lookup, timeout_s * LOOKUP_SHARE)
        self._tls = tls
        self._deadlines = Deadlines(timeout_s)
        self._wire: Wire | None = None

    async def __aenter__(self) -> Self:
        connector = JudgedConnector(self._guard, self._resolver, self._tls)
        self._wire = Wire(connector, read_bufsize=MAX_BYTES_READ)
        return self

    async def __aexit__(self, *_: object) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()
        await self._resolver.close()

    async def send(self, outgoing: Outgoing) -> Attempt:
        """Make one attempt. Whatever the receiver does, this returns, and by the deadline."""
        started = monotonic()
        answer = await self.ask(outgoing)
        return Attempt(
            status=answer.status,
            error=answer.error,
            duration_ms=round((monotonic() - started) * 1000),
            body_excerpt="" if answer.is_encoded else _excerpt(answer.body),
            headers=_kept(answer.headers),
            retry_after_s=_wait(answer.retry_after),
        )

    async def ask(self, outgoing: Outgoing, *, most_bytes: int = MAX_BYTES_READ) -> Answer:
        """The same for whoever needs to read what is answered; no more than so much of it."""
        if self._wire is None:
            raise RuntimeError("a sender sends between entering and leaving its context")
        answer = Answer()
        try:
            with self._deadlines.watch():
                await self._exchange(self._wire, outgoing, answer, most_bytes)
        except Exception as exception:  # noqa: BLE001 - receivers think of more than we do
            answer.error = _failure(exception) if answer.status is None else None
        if answer.status in range(300, 400):
            answer.error = Failure.REDIRECT
        return answer

    async def _exchange(
        self, wire: Wire, outgoing: Outgoing, answer: Answer, most_bytes: int
    ) -> None:
        self._guard.check_url(outgoing.url)
        async with wire.post(outgoing.url, outgoing.headers, outgoing.body) as exchange:
            answer.status = exchange.status
            answer.retry_after = exchange.headers.get("Retry-After", "")
            answer.is_encoded = "Content-Encoding" in exchange.headers
            answer.headers = exchange.headers
            content = exchange.content
            while (missing := most_bytes - len(answer.body)) and not content.at_eof():
                answer.body += await content.read(missing)


@lru_cache(maxsize=1000)
def _may_have(name: str) -> bool:
    return headers.NAME.fullmatch(name) is not None and name.lower() not in headers.FRAMING


def _wait(retry_after: str) -> int | None:
    if not retry_after:
        return None
    return parse_retry_after(retry_after, now=datetime.now(UTC))


def parse_retry_after(value: str, *, now: datetime) -> int | None:
    """The seconds to wait, for either form of the header; None if it is neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER_S)
    try:
        seconds = (parsedate_to_datetime(text[:64]) - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(0, min(round(seconds), MAX_RETRY_AFTER_S))


def _excerpt(body: bytes) -> str:
    return _printable(body[:MAX_EXCERPT_BYTES].decode(errors="replace"))


def _printable(text: str) -> str:
    if len(text) < SHORT and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split()).encode()[:MAX_EXCERPT_BYTES].decode(errors="ignore")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The first of them; cookies are none of our business."""
    kept: dict[str, str] = {}
    room = MAX_HEADER_CHARACTERS
    for given, value in headers.items():
        name, text = given.lower(), _printable(value)
        room -= len(name) + len(text)
        if room < 0:
            break
        if name != "set-cookie":
            kept[name] = text
    return kept


FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (  # the first that fits
    (HostRefused, Failure.REFUSED_ADDRESS),
    (UrlRefused, Failure.REFUSED_URL),
    (AddressRefused, Failure.REFUSED_ADDRESS),
    (socket.gaierror, Failure.DNS),
    (ssl.SSLError, Failure.TLS),
    (ConnectionRefusedError, Failure.CONNECT),
    (ConnectionError, Failure.RESET),
    (aiohttp.ClientConnectionError, Failure.RESET),
    (TimeoutError, Failure.TIMEOUT),
    (OSError, Failure.CONNECT),
    (aiohttp.ClientError, Failure.PROTOCOL),
    (HttpProcessingError, Failure.PROTOCOL),
)


def _failure(exception: Exception) -> Failure:
    cause = getattr(exception, "os_error", exception)  # while connecting
    for kind, failure in FAILURES:
        if isinstance(cause, kind):
            return failure
    # Only its kind: its text may hold the URL, and URLs may hold secrets.
    log.warning("webhook_failed_unexpectedly", kind=type(exception).__qualname__)
    return Failure.PROTOCOL
