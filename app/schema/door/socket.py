"""GraphQL over a WebSocket: the protocol `graphql-transport-ws`.

Whoever connects says who they are in `connection_init`, or in the header of the handshake, and is
let in as with any request. Then every operation may be sent: queries and mutations, too. The
connection is closed when the token is over. No cookie says who somebody is, so a page of another
origin has nothing to connect with, and origins are not looked at.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from app.domain.errors import DomainError, Malformed, Overloaded, Unauthenticated
from app.domain.idempotency import Once
from app.domain.live.errors import TooManySubscriptions
from app.door import telemetry
from app.door.asgi import Receive, Scope, Send, headers_of
from app.door.entrance import let_in
from app.door.once import read_once
from app.door.sessions import Ending, Session, Sessions
from app.door.strict_json import read_json
from app.schema.door.execution import Executed
from app.schema.door.operations import Operations, refused_with
from app.schema.door.reading import Asked, asked_by
from app.schema.door.staying import Line, ended, stay
from app.settings import Settings

PROTOCOL: Final = "graphql-transport-ws"
INIT_WITHIN_S: Final = 10.0
SILENT_BEATS: Final = 3
"""After so many pings without a word from the other side, nobody is there."""

LONGEST_ID: Final = 100
TRANSPORT: Final = "websocket"

End = tuple[int, str]
GONE: Final[End] = (1006, "")  # never sent: nobody is there to read it
GOING_AWAY: Final[End] = (1001, "Going away")
TOO_BIG: Final[End] = (1009, "Message too big")
TRY_LATER: Final[End] = (1013, "Try again later")
BAD_REQUEST: Final[End] = (4400, "Bad request")
UNAUTHORIZED: Final[End] = (4401, "Unauthorized")
EXPIRED: Final[End] = (4401, "Token expired")
FORBIDDEN: Final[End] = (4403, "Forbidden")
NO_PROTOCOL: Final[End] = (4406, "Subprotocol not acceptable")
NO_INIT: Final[End] = (4408, "Connection initialisation timeout")
SILENT: Final[End] = (4408, "No answer to a ping")
TAKEN_ID: Final[End] = (4409, "Subscriber for this id already exists")
INIT_AGAIN: Final[End] = (4429, "Too many initialisation requests")
ENDINGS: Final = {
    Ending.EXPIRED: EXPIRED,
    Ending.REFUSED: FORBIDDEN,
    Ending.LEAVING: GOING_AWAY,
}


class Closes(Exception):
    """What was sent ends the connection."""

    def __init__(self, end: End) -> None:
        super().__init__(*end)
        self.end = end


class Socket:
    """The endpoint: an ASGI application, since Starlette would wrap a function."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _connected(scope, receive, send)


async def _connected(scope: Scope, receive: Receive, send: Send) -> None:
    """One WebSocket, from its handshake to its close frame."""
    await receive()  # websocket.connect
    offered = PROTOCOL in scope.get("subprotocols", ())
    await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
    end = NO_PROTOCOL
    sessions: Sessions = scope["app"].state.sessions
    try:
        with sessions.opened(scope.get("state"), TRANSPORT) as session:
            if offered:
                end = await _Connection(scope, session, receive, send).run()
            await _close(send, end)
    except Overloaded:
        end = TRY_LATER
        await _close(send, end)
    telemetry.ENDINGS.labels(TRANSPORT, str(end[0])).inc()


async def _close(send: Send, end: End) -> None:
    if end is GONE:
        return
    code, reason = end
    try:
        async with asyncio.timeout(1):
            await send({"type": "websocket.close", "code": code, "reason": reason})
    except Exception:  # noqa: BLE001 - they have gone meanwhile
        telemetry.log().debug("no close frame could be sent", code=code)


class _Connection:
    def __init__(self, scope: Scope, session: Session, receive: Receive, send: Send) -> None:
        self._scope, self._session, self._receive = scope, session, receive
        self._line = Line(send, session)
        self._settings: Settings = scope["app"].state.settings
        self._sessions: Sessions = scope["app"].state.sessions
        self._operations = Operations(scope, session)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._end: End | None = None
        self._was_greeted = False
        self._silent_beats = 0
        self._init_by = asyncio.get_running_loop().time() + INIT_WITHIN_S

    async def run(self) -> End:
        """Until it is over: how it is to be closed."""
        reading = asyncio.create_task(self._read())
        try:
            await stay(self._session, self._pause_s, self._beat)
        finally:
            await ended(reading, *self._running.values())
        if self._end is None and self._line.is_dead:
            return TRY_LATER
        if self._end is not None:
            return self._end
        return ENDINGS[self._session.ending] if self._session.ending else GONE

    def _pause_s(self) -> float:
        return min(self._settings.live_keep_alive_s, INIT_WITHIN_S)

    async def _beat(self) -> None:
        if self._session.actor is None:
            if asyncio.get_running_loop().time() >= self._init_by:
                self._close(NO_INIT)
        elif self._silent_beats >= SILENT_BEATS:
            self._close(SILENT)
        else:
            self._silent_beats += 1
            await self._send({"type": "ping"})

    def _close(self, end: End) -> None:
        self._end = self._end or end
        self._session.over.set()

    async def _read(self) -> None:
        try:
            while True:
                message = await self._receive()
                if message["type"] == "websocket.disconnect":
                    self._close(GONE)
                    return
                self._silent_beats = 0
                await self._heard(self._understood(message))
        except Closes as closes:
            self._close(closes.end)
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - the last place that could answer
            telemetry.log().exception("websocket failed", request_id=self._scope["request_id"])
            self._close((1011, "Internal error"))

    def _understood(self, message: Mapping[str, Any]) -> dict[str, Any]:
        text = message.get("text")
        if not isinstance(text, str):
            raise Closes(BAD_REQUEST)
        body = text.encode("utf-8", "surrogatepass")
        if len(body) > self._settings.max_body_bytes:
            raise Closes(TOO_BIG)
        try:
            value = read_json(body)
        except Malformed:
            raise Closes(BAD_REQUEST) from None
        if not isinstance(value, dict):
            raise Closes(BAD_REQUEST)
        return value

    async def _heard(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._greet(message.get("payload"))
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                self._cancel(message)
            case _:
                raise Closes(BAD_REQUEST)

    async def _greet(self, payload: Any) -> None:
        if self._was_greeted:
            raise Closes(INIT_AGAIN)
        self._was_greeted = True
        if not isinstance(payload, dict | None):
            raise Closes(BAD_REQUEST)
        authorization = self._authorization(payload or {})
        try:
            admission = await let_in(self._scope, authorization)
        except Unauthenticated:
            raise Closes(UNAUTHORIZED) from None
        except DomainError:  # too many refused tokens, or nobody can tell just now
            raise Closes(TRY_LATER) from None
        self._sessions.admit(self._session, authorization or b"", admission)
        await self._send({"type": "connection_ack"})

    def _authorization(self, payload: Mapping[str, Any]) -> bytes | None:
        for name in ("authorization", "Authorization"):
            if isinstance(given := payload.get(name), str):
                return given.encode("utf-8", "surrogatepass")
        headers = headers_of(self._scope)
        found: bytes | None = headers.get(b"authorization")
        return found

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if self._session.actor is None:
            raise Closes(UNAUTHORIZED)
        id = _id_of(message)
        if id in self._running:
            raise Closes(TAKEN_ID)
        try:
            if len(self._running) >= self._settings.live_per_connection:
                raise TooManySubscriptions
            asked, once = _asked(message.get("payload"))
            await self._operations.admit()
        except DomainError as error:
            await self._refuse(id, refused_with(error))
            return
        task = asyncio.create_task(self._run(id, asked, once))
        self._running[id] = task
        task.add_done_callback(lambda done: self._forget(id, done))

    async def _run(self, id: str, asked: Asked, once: Once | None) -> None:
        answers = self._operations.run(asked, once)
        try:
            async for one in answers:
                if not one.began:
                    self._forget(id, asyncio.current_task())
                    await self._refuse(id, one)
                    return
                await self._line.send(_text(id, "next", one.text))
        finally:
            await answers.aclose()
        self._forget(id, asyncio.current_task())
        await self._send({"id": id, "type": "complete"})

    def _forget(self, id: str, task: "asyncio.Task[Any] | None") -> None:
        """The id is free before the other side hears that it is."""
        if self._running.get(id) is task:
            del self._running[id]

    def _cancel(self, message: dict[str, Any]) -> None:
        task = self._running.pop(_id_of(message), None)
        if task is not None:
            task.cancel()

    async def _refuse(self, id: str, why: Executed) -> None:
        errors = json.dumps(json.loads(why.text)["errors"], separators=(",", ":"))
        await self._line.send(_text(id, "error", errors))

    async def _send(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, separators=(",", ":"))
        await self._line.send({"type": "websocket.send", "text": text})


def _id_of(message: Mapping[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise Closes(BAD_REQUEST)
    return id


def _asked(payload: Any) -> tuple[Asked, Once | None]:
    """What is asked, and under which idempotency key. Raises `Malformed`."""
    asked = asked_by(payload)
    key = (payload.get("extensions") or {}).get("idempotencyKey")
    if key is None:
        return asked, None
    if not isinstance(key, str):
        raise Malformed(detail="`idempotencyKey` is no text.")
    return asked, read_once({b"idempotency-key": key.encode("utf-8", "replace")})


def _text(id: str, kind: str, payload: str) -> dict[str, Any]:
    text = f'{{"id":{json.dumps(id)},"type":"{kind}","payload":{payload}}}'
    return {"type": "websocket.send", "text": text}
