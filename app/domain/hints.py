"""Saying that something was told, so that nobody has to look for it: after the commit, beside it.

A hint may get lost. Whoever waits for hints looks by itself as well, only less often.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import structlog

CHANNEL: Final = "career_told"
"""Something was told that the worker has to relay, or there is something to deliver."""

PLACED: Final = "career_placed"
"""What was told has its places in the feed: whoever follows it finds it there."""

MOST_AT_ONCE: Final = 200
"""Tenants in one hint: PostgreSQL takes less than 8,000 bytes."""

REST_S: Final = 0.01
"""How long the next hint waits after one: each costs about as much as reading a row, and whoever
hears it looks at all that was told."""


class Hints:
    """Gathers tenants while a hint is on its way and a moment longer, and sends them with the
    next. The first is sent at once.
    """

    def __init__(self, send: Callable[[str], Awaitable[None]], *, rest_s: float = REST_S) -> None:
        self._send, self._rest_s = send, rest_s
        self._tenants: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None
        self._is_quiet = False

    def give(self, tenant_id: UUID) -> None:
        self._tenants.add(tenant_id)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._tenants:
            some = [self._tenants.pop() for _ in range(min(MOST_AT_ONCE, len(self._tenants)))]
            try:
                await self._send(",".join(map(str, some)))
                self._is_quiet = False
            except Exception:  # noqa: BLE001 - those who listen look by themselves, too
                if not self._is_quiet:
                    structlog.get_logger().warning("hints cannot be given", exc_info=True)
                self._is_quiet = True
                return
            await asyncio.sleep(self._rest_s)
