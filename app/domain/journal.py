"""What was read and what was refused, on its way into the audit trail.

A change writes its fact in its own transaction. A read is one statement, and must not wait for
a commit: its fact is noted here and written a second later, together with others.
When they cannot be written for so long that too many wait, reads are refused: nobody looks at
what is personal without a trace. A process that is killed loses what it noted since.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import structlog

from app.domain.errors import Overloaded
from app.domain.trail import Fact, merged

WRITE_EVERY_S: Final = 1.0
MOST_WAITING: Final = 20_000
MOST_AT_ONCE: Final = 500
AGAIN_AFTER_S: Final = 2.0

Write = Callable[[UUID, list[Fact]], Awaitable[None]]


class Journal:
    """Facts of one process that are not written yet."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[Fact] = []
        self._one_at_a_time = asyncio.Lock()
        self._soon: asyncio.Task[None] | None = None

    def note(self, fact: Fact) -> None:
        """Have a fact written soon; refuses with `Overloaded` if too many wait."""
        if len(self._waiting) >= MOST_WAITING:
            raise Overloaded
        self._waiting.append(fact)
        if self._soon is None or self._soon.done():
            self._soon = asyncio.get_running_loop().create_task(self._write_soon())

    async def written(self) -> None:
        """Write what waits now, and wait for what is being written."""
        async with self._one_at_a_time:
            while self._waiting:
                await self._write_all()

    async def close(self) -> None:
        """Write what waits, if it can be written; say how much could not be."""
        try:
            await self.written()
        except Exception:  # noqa: BLE001 - whatever it is, nobody comes after this to try again
            structlog.get_logger().exception("audit facts lost", facts=len(self._waiting))
        if self._soon is not None:
            self._soon.cancel()
            await asyncio.wait([self._soon])

    async def _write_soon(self) -> None:
        await asyncio.sleep(WRITE_EVERY_S)
        while self._waiting:
            pause = WRITE_EVERY_S
            try:
                async with self._one_at_a_time:
                    await self._write_all()
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                structlog.get_logger().exception("audit facts wait", facts=len(self._waiting))
                pause = AGAIN_AFTER_S
            if self._waiting:
                await asyncio.sleep(pause)

    async def _write_all(self) -> None:
        """Each organisation's facts in transactions of their own; what fails waits again."""
        facts, self._waiting = self._waiting, []
        by_tenant = defaultdict(list)
        for fact in merged(facts):
            by_tenant[fact.actor.tenant_id].append(fact)
        failed: Exception | None = None
        for tenant_id, some in by_tenant.items():
            for begin in range(0, len(some), MOST_AT_ONCE):
                part = some[begin : begin + MOST_AT_ONCE]
                try:
                    await self._write(tenant_id, part)
                except Exception as error:  # noqa: BLE001 - others are not to wait for these
                    self._waiting += part
                    failed = error
        if failed is not None:
            raise failed
