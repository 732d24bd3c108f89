"""What is made when somebody asks for it."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from app.domain.together import Together
from app.door.asgi import App, Receive, Scope, Send

T = TypeVar("T")


class Late(Generic[T]):
    """What takes long to make, or to import, and many a process is never asked for. It is made in
    a thread, so that whoever comes for something else does not wait, and once.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._making = Together[None, T](lambda _: asyncio.to_thread(make))

    async def get(self) -> T:
        """Raises what making it raises; whoever asks next tries again."""
        if not self._made:
            self._made = [await self._making.ask(None)]
        return self._made[0]

    def make_now(self) -> None:
        """For a start that is to fail if it cannot be made."""
        self._made = [self._make()]

    @property
    def made(self) -> T | None:
        """None while nobody has asked for it."""
        return self._made[0] if self._made else None


class LateApp:
    """An ASGI application that is made by the first request for it."""

    def __init__(self, make: Callable[[], App]) -> None:
        self._app = Late(make)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = await self._app.get()
        await app(scope, receive, send)
