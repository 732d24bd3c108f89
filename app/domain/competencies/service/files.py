"""A competency model as a file on this machine: read beside the event loop, then synced.

It is read before a transaction begins, since reading may take long; what was synced from the very
same bytes and is still in force is not read at all.
"""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from app.domain.competencies.commands import SyncFramework
from app.domain.competencies.declared import READING, ModelRefused, Spool, read_model
from app.domain.competencies.service.sync import (
    known_already,
    sync_competency_framework,
    unreadable,
)
from app.domain.context import Context


@dataclass(slots=True)
class ModelFile:
    """One file on its way in. `digest` is of its bytes, `size` is how many there are."""

    context: Context
    command: SyncFramework
    file: IO[bytes]
    digest: str
    size: int
    _read: int = 0
    _stage: str = "reading"

    def progress(self) -> dict[str, Any]:
        """How far it is: bytes that were read, of all."""
        return {"stage": self._stage, "read": self._read, "size": self.size}

    async def run(self) -> str:
        """Sync it: the report, as JSON. Refuses as the use case does."""
        command = self.command.identified(self._digest())
        context = self.context
        async with context.database.transaction(context.actor, context.clock()) as tx:
            is_known = await known_already(tx, command)
        if is_known:
            return await self._sync(command)
        try:
            spool = await asyncio.to_thread(self._spooled)
        except ModelRefused as error:
            raise unreadable(error) from error
        with spool:
            return await self._sync(command.read_already(spool))

    async def _sync(self, command: SyncFramework) -> str:
        self._stage = "comparing" if command.dry_run else "applying"
        answer = await self.context.execute(sync_competency_framework, {"command": command})
        return answer.body

    def _spooled(self) -> Spool:
        given, self._read = self.command, 0
        self.file.seek(0)
        return read_model(
            self.file,  # type: ignore[arg-type]
            given.format,
            name=given.name,
            code=given.code,
            title=given.title,
            language=given.language,
            progress=self._seen,
        )

    def _seen(self, count: int) -> None:
        self._read = count

    def _digest(self) -> str:
        given = self.command
        said = (READING, self.digest, given.format, given.name, given.code, given.title)
        return sha256(repr((*said, given.language)).encode()).hexdigest()
