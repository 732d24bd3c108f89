"""A server on loopback, and clients of both protocols that tell what they are told."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from app.domain.webhooks import service as webhooks
from app.main import create_app
from app.security.tokens import mint
from app.server.postgres import free_port
from app.settings import Settings
from tests.world import World

PATIENCE_S = 10.0
QUIET_S = 0.4
PROTOCOL = "graphql-transport-ws"
BASE_URL = "http://career.test"
WAYS = ("ws", "sse")


class Ended(Exception):
    """The stream was over: how."""

    def __init__(self, code: Any, reason: Any = None) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


@dataclass
class Live:
    """One process that serves, with the sessions and tails in reach."""

    app: Any
    port: int
    session: aiohttp.ClientSession
    stopping: asyncio.Event
    open: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def headers(self, world: World, who: Any) -> dict[str, str]:
        return dict(world.headers(who))

    async def socket(self, **given: Any) -> "Socket":
        """A WebSocket on which nobody said anything yet."""
        raw = await self.session.ws_connect(self.url, protocols=(PROTOCOL,), autoping=True, **given)
        self.open.append(raw)
        return Socket(raw)

    async def greeted(self, world: World, who: Any) -> "Socket":
        socket = await self.socket()
        await socket.greet(f"Bearer {token_of(world, who)}")
        return socket

    async def stream(
        self, way: str, world: World, who: Any, query: str, **variables: Any
    ) -> "Stream":
        """A subscription, over either protocol, before anything was told."""
        asked = {"query": query, "variables": variables}
        if way == "ws":
            socket = await self.greeted(world, who)
            await socket.say({"id": "1", "type": "subscribe", "payload": asked})
            return OverSocket(socket)
        return await self.events(asked, **self.headers(world, who))

    async def events(self, asked: Any, **headers: str) -> "OverEvents":
        given = {"accept": "text/event-stream", "content-type": "application/json"} | headers
        answer = await self.session.post(
            self.url, data=json.dumps(asked, default=str), headers=given
        )
        self.open.append(answer)
        return OverEvents(answer)


def token_of(world: World, who: Any) -> str:
    return world.token(world.actors[who] if isinstance(who, str) else who)


def short_token(
    world: World, live: Live, who: str, lifetime_s: int, now: float | None = None
) -> str:
    issuer = live.app.state.issuer
    actor = world.actors[who]
    return mint(
        issuer.keyring,
        tenant_id=actor.tenant_id,
        subject=actor.id,
        client_id="career-tests",
        scopes=actor.scopes,
        lifetime_s=lifetime_s,
        issuer=issuer.url,
        audience=issuer.url,
        now=time.time() if now is None else now,
    )


class Socket:
    """A client that speaks the protocol, or whatever else it is told to say."""

    def __init__(self, raw: aiohttp.ClientWebSocketResponse) -> None:
        self.raw = raw

    async def greet(self, authorization: str | None) -> None:
        payload = {} if authorization is None else {"authorization": authorization}
        await self.say({"type": "connection_init", "payload": payload})
        assert await self.hears() == {"type": "connection_ack"}

    async def say(self, message: Any) -> None:
        await self.raw.send_str(
            message if isinstance(message, str) else json.dumps(message, default=str)
        )

    async def hears(self, *, pings: bool = False) -> Any:
        """The next message. Raises `Ended` with the close code."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.raw.receive()
                if message.type is aiohttp.WSMsgType.CLOSE:  # what the frame said
                    raise Ended(message.data, message.extra)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    raise Ended(self.raw.close_code, message.extra)
                told = json.loads(message.data)
                if told["type"] != "ping" or pings:
                    return told

    async def ends(self) -> tuple[int | None, Any]:
        """How it is closed, whatever is said before."""
        try:
            while True:
                await self.hears()
        except Ended as ended:
            return ended.code, ended.reason


class Stream:
    """What one subscription is told."""

    async def next(self) -> Any:
        """The next result. Raises `Ended` when there is none."""
        raise NotImplementedError

    async def drop(self) -> None:
        """Have the connection be lost."""
        raise NotImplementedError

    async def began(self, field: str) -> str:
        """The first payload: the cursor."""
        first = (await self.next())["data"][field]
        assert first.get("type") is None
        return str(first["cursor"])

    async def told(self, field: str) -> Any:
        """The next event."""
        return (await self.next())["data"][field]

    async def ends(self) -> Any:
        """What a client sees at the end: the code of an error, or how the connection was closed."""
        code = None
        try:
            while True:
                told = await self.next()
                if "errors" in told:
                    code = told["errors"][0]["extensions"]["code"]
        except Ended as ended:
            return code if ended.code == "complete" else (ended.code, ended.reason)

    async def refused(self) -> str:
        """The code of the error that it ends with."""
        [error] = (await self.next())["errors"]
        return str(error["extensions"]["code"])

    async def quiet(self) -> bool:
        """Whether nothing is told for a moment."""
        waiting = asyncio.create_task(self.next())
        done, _ = await asyncio.wait({waiting}, timeout=QUIET_S)
        if done:
            raise AssertionError(waiting.result())
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return True


class OverSocket(Stream):
    def __init__(self, socket: Socket) -> None:
        self.socket = socket

    async def next(self) -> Any:
        told = await self.socket.hears()
        if told["type"] == "error":
            return {"errors": told["payload"]}
        if told["type"] == "complete":
            raise Ended("complete")
        assert told["type"] == "next"
        assert told["id"] == "1"
        return told["payload"]

    async def drop(self) -> None:
        transport = (
            self.socket.raw.get_extra_info("transport")
            or self.socket.raw._response.connection.transport
        )  # type: ignore[union-attr]
        transport.abort()


class OverEvents(Stream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.comments = 0
        self.remark: str | None = None
        self._lines: list[bytes] = []

    async def next(self) -> Any:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                line = await self.answer.content.readline()
                if not line:
                    raise Ended("cut", self.remark)
                self._lines.append(line)
                if line == b"\n":
                    event, self._lines = b"".join(self._lines).decode(), []
                    if event.startswith(":"):
                        self.comments += 1
                        self.remark = event[1:].strip() or None
                        continue
                    return self._read(event)

    def _read(self, event: str) -> Any:
        kind, _, data = event.partition("\n")
        assert data.startswith("data:")
        if kind == "event: complete":
            assert data == "data:\n\n"
            raise Ended("complete")
        assert kind == "event: next"
        return json.loads(data.removeprefix("data:"))

    async def drop(self) -> None:
        self.answer.close()


@asynccontextmanager
async def served(
    settings: Settings, *, port: int | None = None, **changed: Any
) -> AsyncIterator[Live]:
    app = create_app(settings.model_copy(update={"live_keep_alive_s": 30.0} | changed))
    port = free_port() if port is None else port
    stopping = asyncio.Event()

    async def stated(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            scope["state"] = {"stopping": stopping}
        await app(scope, receive, send)

    server = Server(
        stated,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        log_enabled=False,
        backpressure=4096,
    )
    async with (
        app.router.lifespan_context(app),
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
        ) as session,
    ):
        serving = asyncio.create_task(server.serve())
        await _listens(port)
        live = Live(app, port, session, stopping)
        yield live
        for one in live.open:
            closed = one.close()
            if closed is not None:
                await closed
        stopping.set()
        server.stop()
        await serving


async def _listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


async def until(condition: Callable[[], Any], seconds: float = PATIENCE_S) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nobody tells when it is so
            await asyncio.sleep(0.01)


async def relay(world: World) -> None:
    """What the worker does with what was told: give it its places."""
    await world.system.execute(webhooks.relay_events, {"limit": 500, "base_url": BASE_URL})
