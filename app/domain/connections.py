"""Open connections to PostgreSQL: a number of them at the most, the last used first.

A pool that does what two lists can do. Nothing is reset when a connection comes back: what is
done over one ends with its transaction, and whoever broke one off closes it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.errors import Overloaded


class Closable(Protocol):
    def is_closed(self) -> bool:
        """Whether nobody can use it any more."""

    async def close(self) -> Any:
        """End it, saying goodbye."""


C = TypeVar("C", bound=Closable)


class Connections(Generic[C]):
    """`take` one, and `give` it back whatever happened."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[C]],
        *,
        most: int,
        patience_s: float,
        drop: Callable[[C], object],
    ) -> None:
        self._connect, self._drop = connect, drop
        self._most, self._patience_s = most, patience_s
        self._free: list[C] = []
        self._is_over = False
        self._taken = 0
        """Those that somebody has, or is about to open."""
        self._waiting: deque[asyncio.Future[C | None]] = deque()

    @property
    def taken(self) -> int:
        """How many somebody has."""
        return self._taken

    async def take(self) -> C:
        """Raises `Overloaded` if none becomes free in time, and what connecting raises."""
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                self._taken += 1
                return connection
            self._drop(connection)
        if self._taken < self._most:
            self._taken += 1
            return await self._opened()
        return await self._next() or await self._opened()

    def give(self, connection: C) -> None:
        """Hand it to whoever waits longest. Of a closed one there is only the place."""
        if self._is_over or connection.is_closed():
            self._drop(connection)
            self._hand_on(None)
        else:
            self._hand_on(connection)

    async def close(self) -> None:
        """Close those that nobody has; the others are dropped when they come back."""
        self._is_over = True
        while self._free:
            await self._free.pop().close()

    async def _opened(self) -> C:
        try:
            return await self._connect()
        except BaseException:
            self._hand_on(None)
            raise

    async def _next(self) -> C | None:
        """What somebody gives back; None for a place to open one in."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(self._patience_s):
                given: C | None = await waiter
                return given
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():  # it came in the same moment
                self._hand_on(waiter.result())
            waiter.cancel()
            if isinstance(error, TimeoutError):
                raise Overloaded from error
            raise

    def _hand_on(self, connection: C | None) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        self._taken -= 1
        if connection is not None:
            self._free.append(connection)


@dataclass(frozen=True, slots=True)
class Writer:
    """A bare connection, and the same as SQLAlchemy knows it."""

    connection: Any
    bound: AsyncConnection

    @classmethod
    async def open(cls, engine: AsyncEngine) -> "Writer":
        bound = await engine.connect()
        return cls((await bound.get_raw_connection()).driver_connection, bound)

    def is_closed(self) -> bool:
        return bool(self.connection.is_closed())

    def drop(self) -> None:
        """Have SQLAlchemy forget it, too."""
        if self.bound.sync_connection is not None:
            self.bound.sync_connection.invalidate()

    async def close(self) -> None:
        await self.bound.close()
