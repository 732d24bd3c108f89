"""Clients in JavaScript: what they are told to do, and what they say of it."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.node import MODULES

PATIENCE_S = 30.0
"""Node takes its time to start where much else is done."""

SCRIPT = Path(__file__).with_name("clients.mjs")


class Clients:
    """One process of node with any number of clients, and of streams on each."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._said = defaultdict[str, asyncio.Queue[dict[str, Any]]](asyncio.Queue)
        self.listening = asyncio.create_task(self._listen())

    async def do(self, what: str, of: str, **given: Any) -> None:
        assert self._process.stdin is not None
        line = json.dumps({"do": what, "of": of, **given}, default=str)
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()

    async def hears(self, of: str) -> dict[str, Any]:
        """The next that a client or a stream says."""
        hearing = asyncio.create_task(self._said[of].get())
        done, _ = await asyncio.wait(
            {hearing, self.listening}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
        if hearing not in done:
            hearing.cancel()
            message = "nothing is said" if self.listening not in done else "node is gone"
            raise AssertionError(message)
        said = hearing.result()
        del said["of"]
        return said

    async def asked(self, of: str, by: str, **payload: Any) -> dict[str, Any]:
        """What a plain request is answered with."""
        await self.do("ask", of, by=by, payload=payload)
        answer = await self.hears(of)
        assert answer.pop("is") == "answer"
        return answer

    async def told(self, of: str, field: str) -> Any:
        """The next that a stream is told."""
        said = await self.hears(of)
        assert said["is"] == "next", said
        return said["result"]["data"][field]

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            self._said[said["of"]].put_nowait(said)


@asynccontextmanager
async def clients_of(url: str) -> AsyncIterator[Clients]:
    """They are all gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        *("node", str(SCRIPT), MODULES, url), stdin=PIPE, stdout=PIPE
    )
    clients = Clients(process)
    try:
        yield clients
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
        await clients.listening
