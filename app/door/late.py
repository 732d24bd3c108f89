"""Applications that are made when somebody comes."""

import asyncio
from collections.abc import Callable

from app.domain.together import Together
from app.door.asgi import App, Receive, Scope, Send


class Late:
    """An ASGI application that takes long to make, or to import, and that many a process is never
    asked for. It is made in a thread, so that whoever comes for something else does not wait.
    """

    def __init__(self, make: Callable[[], App]) -> None:
        self._made: App | None = None
        self._making = Together[None, App](lambda _: asyncio.to_thread(make))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._made is None:
            self._made = await self._making.ask(None)
        await self._made(scope, receive, send)
