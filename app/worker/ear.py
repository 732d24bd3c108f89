"""Hears hints that something was told, and listens again when the connection was lost."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

from app.domain.transaction import Database
from app.door import telemetry

AGAIN_AFTER_S: Final = 1.0


class Ear:
    """`heard` are the tenants that were named since somebody emptied it."""

    def __init__(self, database: Database, woken: asyncio.Event) -> None:
        self.heard: set[UUID] = set()
        self._database = database
        self._woken = woken
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._database.listen(self._hear, until=self._stopping)
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                telemetry.log().exception("listening failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), AGAIN_AFTER_S)

    def _hear(self, tenants: str) -> None:
        with suppress(ValueError):  # anybody with a login can say anything
            self.heard.update(UUID(one) for one in tenants.split(","))
        self._woken.set()
