"""The first and the last that every request meets: limits, an id, a deadline, an answer.

A plain ASGI middleware. Whatever is raised behind it becomes a problem here: a refusal
with its own status, anything else a 500 that tells nothing but the request id.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Mapping
from typing import Final

from app.domain.deadlines import Deadlines
from app.domain.errors import DomainError, Malformed, TooLarge
from app.door import telemetry
from app.door.asgi import App, Message, Receive, Scope, Send, headers_of
from app.door.errors import DeadlineExceeded, InternalError, UnsupportedEncoding
from app.door.problem import MEDIA_TYPE, Dialect, Refusal, as_bytes, challenge, problem
from app.door.remaining import Remaining, rate_limit_headers

REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
BULK: Final = (":batch", ":sync", "/xapi/statements")
FILE: Final = ":sync-file"
WHOLE: Final = re.compile(
    r"/v1/competency-frameworks/[^/]+/export|/ims/case/[^/]+/CFPackages/[^/]+"
)
"""Whole models go out there, which may take as long as they take to come in."""
SECURE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
)
DATA: Final = (
    *SECURE,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
# The pages for people load their scripts from here, and start them with a line of their own.
PAGE_POLICY: Final = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; "
    b"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE: Final = (*SECURE, (b"content-security-policy", PAGE_POLICY))
ONCE: Final = frozenset(
    {
        b"authorization",
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"idempotency-key",
        b"if-match",
    }
)
"""Headers that two readers could understand differently if they stood twice."""


class Entry:
    """Wraps an application with everything that holds for each request."""

    def __init__(
        self,
        app: App,
        *,
        base_url: str,
        max_body: int,
        max_bulk_body: int,
        timeout: float,
        max_file: int,
        file_timeout: float,
        dialects: Mapping[str, Dialect] | None = None,
    ) -> None:
        self.app = app
        self.base_url = base_url
        self.max_body = max_body
        self.max_bulk_body = max_bulk_body
        self.max_file = max_file
        self.file_timeout = file_timeout
        self.deadlines = Deadlines(timeout, DeadlineExceeded)
        self.dialects = dict(dialects or {})
        """By the beginning of the path: how refusals are worded there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            scope["deadlines"] = self.deadlines
            scope["request_id"] = os.urandom(16).hex()
            await self.app(scope, receive, send)
            return
        scope["deadlines"] = self.deadlines
        request = _Request(scope, receive, send)
        began = time.perf_counter()
        telemetry.TALLY.in_flight += 1
        try:
            limit, seconds = self._limits(scope["path"])
            request.refuse_unreadable(limit)
            with self.deadlines.watch(seconds):
                await self.app(scope, request.receive, request.send)
        except DomainError as error:
            await self._refuse(request, error)
        except Exception:  # noqa: BLE001 - the last place that could answer
            telemetry.log().exception("request failed", request_id=request.id)
            await self._refuse(request, InternalError())
        finally:
            telemetry.TALLY.in_flight -= 1
            self._count(request, time.perf_counter() - began)

    def _limits(self, path: str) -> tuple[int, float]:
        """How large a body may be there, and how long an answer may take."""
        if path.endswith(FILE):
            return self.max_file, self.file_timeout
        seconds = self.file_timeout if WHOLE.fullmatch(path) else self.deadlines.seconds
        return self.max_bulk_body if path.endswith(BULK) else self.max_body, seconds

    async def _refuse(self, request: "_Request", error: DomainError) -> None:
        if request.status:  # too late: the client sees a cut answer, which is true
            telemetry.log().warning("answer cut", request_id=request.id, code=error.code)
            raise error
        worded = self._worded(request, error)
        headers = [
            (b"content-type", worded.media_type.encode()),
            (b"content-length", str(len(worded.body)).encode()),
            (b"cache-control", b"no-store"),
            *worded.headers,
            *((k.encode(), v.encode()) for k, v in challenge(error, self.base_url).items()),
        ]
        start = {"type": "http.response.start", "status": worded.status, "headers": headers}
        await request.send(start)
        await request.send({"type": "http.response.body", "body": worded.body})

    def _worded(self, request: "_Request", error: DomainError) -> Refusal:
        path = request.scope["path"]
        for beginning, dialect in self.dialects.items():
            if path.startswith(beginning):
                return dialect(error, request.id)
        body = as_bytes(problem(error, base_url=self.base_url, request_id=request.id))
        return Refusal(error.status, MEDIA_TYPE, body)

    def _count(self, request: "_Request", seconds: float) -> None:
        path = telemetry.route_of(request.scope)
        if request.scope.get("is_stream"):  # as long as somebody listened: nobody waited for it
            path = f"{path} (stream)"
        method = request.method if request.method in _METHODS else "other"
        telemetry.answered(method, path, request.status, seconds, request.id)


_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


class _Request:
    """One request on its way through: what was read, what was answered."""

    __slots__ = (
        "_limit",
        "_read",
        "_receive",
        "_remaining",
        "_send",
        "id",
        "method",
        "scope",
        "status",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.method = scope["method"]
        if self.method == "HEAD":  # RFC 9110: a GET, answered without its body
            scope["method"] = "GET"
        self.status = 0
        self._read = self._limit = 0
        given = headers_of(scope).get(b"x-request-id", b"")
        self.id = given.decode() if REQUEST_ID.fullmatch(given) else os.urandom(16).hex()
        scope["request_id"] = self.id
        self._remaining: list[Remaining] = []
        scope["remaining"] = self._remaining

    def refuse_unreadable(self, limit: int) -> None:
        """Judge by the headers, before anything is read."""
        self._limit = limit
        given = self.scope["headers"]
        headers = headers_of(self.scope)
        if len(headers) != len(given):
            counts = Counter(name for name, _ in given)
            if any(counts[name] > 1 for name in ONCE):
                raise Malformed(detail="A header stands twice that may stand once.")
        length = headers.get(b"content-length")
        if length is not None:
            if b"transfer-encoding" in headers:
                raise Malformed(detail="Send a Content-Length or a Transfer-Encoding, not both.")
            if not length.isdigit():
                raise Malformed(detail="The Content-Length is not a number.")
            if int(length[:20]) > limit:
                raise TooLarge(detail=f"At most {limit} bytes are accepted here.")
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise UnsupportedEncoding

    async def receive(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise TooLarge(detail=f"At most {self._limit} bytes are accepted here.")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message.get("headers", ())
            kind = next((value for name, value in given if name == b"content-type"), b"")
            message["headers"] = [
                *given,
                (b"x-request-id", self.id.encode()),
                *rate_limit_headers(self._remaining),
                *(PAGE if kind.startswith(b"text/html") else DATA),
            ]
        elif self.method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
