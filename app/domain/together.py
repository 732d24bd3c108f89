"""What many ask at the same time, asked once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Together(Generic[K, V]):
    """Questions by a key: whoever asks while one is open waits for its answer, or its error."""

    def __init__(self, ask: Callable[[K], Awaitable[V]]) -> None:
        self._ask = ask
        self._asking: dict[K, asyncio.Task[V]] = {}

    async def ask(self, key: K) -> V:
        """Raises what the question raises. Whoever stops waiting leaves it to the others."""
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._asked(key))
            asking.add_done_callback(_seen)
        return await asyncio.shield(asking)

    async def _asked(self, key: K) -> V:
        try:
            return await self._ask(key)
        finally:
            del self._asking[key]


def _seen(asking: "asyncio.Task[V]") -> None:
    """Everybody who waited may have gone; a failure that nobody heard of is no news then."""
    if not asking.cancelled():
        asking.exception()
