"""Trusted documents: operations that are known here, and asked for by their ids.

Those of files are known from the start. Those of an organisation are asked of the database
when they are first wanted, and remembered for a while: a document that was retired is
answered for as long as `KNOWN_S`, one that was just registered is unknown for `UNKNOWN_S`.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from app.domain.together import Together

KNOWN_S: Final = 30.0
UNKNOWN_S: Final = 2.0
MOST_REMEMBERED: Final = 1000
"""Of what is known, and again of what is not: guesses drive out no document."""

SHA256: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})")

Key = tuple[UUID, str]
Ask = Callable[[UUID, str], Awaitable[str | None]]


class TrustedDocuments:
    """The texts of trusted documents, by organisation and id."""

    def __init__(
        self,
        of_files: Mapping[str, str],
        ask: Ask,
        *,
        clock: Callable[[], float] = time.monotonic,
        size: int = MOST_REMEMBERED,
    ) -> None:
        self._of_files, self._ask, self._clock, self._size = of_files, ask, clock, size
        self._known: OrderedDict[Key, tuple[str, float]] = OrderedDict()
        self._unknown: OrderedDict[Key, float] = OrderedDict()
        self._questions = Together[Key, str | None](self._learn)

    async def text(self, tenant_id: UUID, document_id: str) -> str | None:
        """None if there is no such document. Raises `Unavailable` if that cannot be told now."""
        of_file = self._of_files.get(document_id)
        named = SHA256.fullmatch(document_id)
        if of_file is not None or named is None:
            return of_file
        key = (tenant_id, named[1])
        text, until = self._known.get(key, (None, self._unknown.get(key, 0.0)))
        if self._clock() < until:
            return text
        return await self._questions.ask(key)

    async def _learn(self, key: Key) -> str | None:
        began = self._clock()  # the answer may be as old as the question
        text = await self._ask(*key)
        self._known.pop(key, None)
        self._unknown.pop(key, None)
        if text is None:
            self._unknown[key] = began + UNKNOWN_S
        else:
            self._known[key] = (text, began + KNOWN_S)
        for remembered in (self._known, self._unknown):
            while len(remembered) > self._size:
                remembered.popitem(last=False)
        return text
