"""What the server puts around the application.

- `scope["state"]["stopping"]`, an event that is set when the process was asked to stop: streams
  and websockets wait for it beside their own work, say goodbye and end. Without that a stop has to
  wait for them, and cuts them off in the end.
- `scope["state"]["goodbyes"]`, a set: whoever is in it has a goodbye to say, which the stop waits
  for, though not for long.
- `server: career` on every answer, where granian would tell its own name.
- What can wait until the application listens is made then.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.server.process import keep_what_is_here, nothing_to_collect

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
Later = Callable[[], Awaitable[None]]

_SERVER = (b"server", b"career")
_GOODBYE_S = 0.1
_LONGEST_GOODBYE_S = 3.0
_LATER_S = 1.0
"""After it began to listen: whoever waited for that is answered first."""


def served(application: Application, later: Later | None = None) -> Application:
    """The application with what the server adds. `later` is awaited when it listens."""

    async def serve(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _SERVER]
            await send(message)

        if scope["type"] == "lifespan":
            goodbyes: set[Any] = set()
            scope["state"]["goodbyes"] = goodbyes
            scope["state"]["stopping"] = _event_of_stop(goodbyes)
            await _lifespan(application, later, scope, receive, send)
        else:
            await application(scope, receive, send_named if scope["type"] == "http" else send)

    return serve


async def _lifespan(
    application: Application,
    later: Later | None,
    scope: MutableMapping[str, Any],
    receive: Receive,
    send: Send,
) -> None:
    """From the start of the application to its end."""
    making: list[asyncio.Task[None]] = []

    async def send_begun(message: Message) -> None:
        await send(message)
        if later and message["type"] == "lifespan.startup.complete":
            making.append(asyncio.create_task(_make(later)))

    await application(scope, receive, send_begun)
    for one in making:
        one.cancel()


async def _make(later: Later) -> None:
    await asyncio.sleep(_LATER_S)
    with nothing_to_collect():
        await later()
    keep_what_is_here()


def _event_of_stop(goodbyes: set[Any]) -> asyncio.Event:
    """Set on SIGTERM, a moment before the server hears of it.

    granian ends a worker on SIGTERM and on SIGINT, and cuts websockets at once. SIGTERM is taken
    from it here, and handed on as SIGINT when goodbyes are said.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        loop.call_later(_GOODBYE_S, go, loop.time() + _LONGEST_GOODBYE_S)

    def go(at_the_latest: float) -> None:
        if goodbyes and loop.time() < at_the_latest:
            loop.call_later(_GOODBYE_S, go, at_the_latest)
        else:
            os.kill(os.getpid(), signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop)
    return stopping
