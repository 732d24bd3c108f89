"""What the worker does beside its own loop: once in a while, until it is told to stop."""

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import ClassVar

from app.door import telemetry


class Rounds(ABC):
    """`once`, again and again, the first time after `after_s`. What goes wrong is logged, and the
    next round tries again: a database that is away for a while comes back.
    """

    name: ClassVar[str]

    def __init__(self, *, period_s: float, after_s: float = 0.0) -> None:
        self.period_s = period_s
        self.after_s = after_s
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        await self._rest(self.after_s)
        while not self._stopping.is_set():
            try:
                await self.once()
            except Exception:  # noqa: BLE001 - the next round tries again
                telemetry.log().exception(f"{self.name} failed")
            await self._rest(self.period_s)

    @abstractmethod
    async def once(self) -> int:
        """One round; how much was done."""

    async def _rest(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)
