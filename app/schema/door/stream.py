"""Answers in server-sent events: graphql-sse, in its mode of distinct connections.

A POST that accepts `text/event-stream` is answered with an event `next` for each result, and with
`complete` after the last. Comments in between say that we are still here. Who is let in is decided
before: that is refused with a status. Everything about the operation itself is told in events.
When the process ends there is no `complete`: to clients the connection was lost, so they connect
again by themselves, with the variables and the token of that moment.
"""

import asyncio
import json
from typing import Final

from starlette.responses import Response

from app.domain.errors import Unauthenticated
from app.domain.idempotency import Once
from app.door import telemetry
from app.door.asgi import Receive, Scope, Send
from app.door.sessions import Ending, Session, Sessions
from app.schema.door.negotiation import EVENTS
from app.schema.door.operations import Operations
from app.schema.door.reading import Asked
from app.schema.door.staying import Line, ended, stay
from app.security.bearer import Admission

HEADERS: Final = (
    (b"content-type", f"{EVENTS}; charset=utf-8".encode()),
    (b"vary", b"Accept"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # proxies hand on each event as it comes
)
COMPLETE: Final = "event: complete\ndata:\n\n"
ALIVE: Final = ":\n\n"
TRANSPORT: Final = "sse"
GOODBYES: Final = {
    Ending.EXPIRED: "The token has expired: get another one, and go on after the last cursor.",
    Ending.REFUSED: Unauthenticated.explanation(),
}


class EventStream(Response):
    """The answer to one operation, sent as it comes."""

    def __init__(
        self, asked: Asked, once: Once | None, authorization: bytes, admission: Admission
    ) -> None:
        super().__init__()
        self._asked, self._once = asked, once
        self._authorization, self._admission = authorization, admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises `Overloaded` before anything was sent."""
        sessions: Sessions = scope["app"].state.sessions
        with sessions.opened(scope.get("state"), TRANSPORT) as session:
            sessions.admit(session, self._authorization, self._admission)
            scope["deadlines"].lift()
            scope["is_stream"] = True
            await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS]})
            await self._stay(scope, session, receive, Line(send, session))

    async def _stay(self, scope: Scope, session: Session, receive: Receive, line: Line) -> None:
        keep_alive_s: float = scope["app"].state.settings.live_keep_alive_s

        async def beat() -> None:
            await _write(line, ALIVE)

        gone = asyncio.create_task(_until_gone(receive, session, line))
        telling = asyncio.create_task(self._tell(Operations(scope, session), line))
        telling.add_done_callback(lambda _: session.over.set())
        code = "gone"
        try:
            await beat()
            await stay(session, lambda: keep_alive_s, beat)
            if telling.done():
                code = "complete"
                telling.result()
        finally:
            await ended(gone, telling)
        if session.ending is not None and code != "complete":
            code = session.ending.value
            await _write(line, _goodbye(session.ending))
        telemetry.ENDINGS.labels(TRANSPORT, code).inc()
        await line.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, operations: Operations, line: Line) -> None:
        answers = operations.run(self._asked, self._once)
        try:
            async for one in answers:
                if not await _write(line, _next(one.text)):
                    return
        finally:
            await answers.aclose()
        await _write(line, COMPLETE)


async def _until_gone(receive: Receive, session: Session, line: Line) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    line.is_dead = True
    session.over.set()


def _next(body: str) -> str:
    line = body.replace("\n", " ")  # PostgreSQL writes some between values; none is in a text
    return f"event: next\ndata: {line}\n\n"


def _goodbye(ending: Ending) -> str:
    if ending not in GOODBYES:
        return f": {ending.value}\n\n"
    error = {"message": GOODBYES[ending], "extensions": {"code": ending.value}}
    return _next(json.dumps({"errors": [error]}, separators=(",", ":"))) + COMPLETE


async def _write(line: Line, text: str) -> bool:
    return await line.send({"type": "http.response.body", "body": text.encode(), "more_body": True})
