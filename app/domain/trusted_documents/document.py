"""What a document is, before anybody registered it.

Whether it fits the schema only the door of GraphQL knows, which stands above all features: the
application says so once, when it is put together (`judged_by`).
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST: Final = 32_000
"""Characters of a text: what `query` of a request may have."""
PREFIX: Final = "sha256:"


class DocumentKind(StrEnum):
    """What the operation of a document is.

    `query`: It reads. `mutation`: It changes something. `subscription`: It is told of changes.
    """

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a text is no document that could be executed here."""

    message: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a good document holds."""

    name: str | None
    kind: DocumentKind


Judge = Callable[[str], Awaitable[Operation | Flaw]]

_judges: list[Judge] = []


def judged_by(judge: Judge) -> None:
    """Have documents judged by this from now on."""
    _judges[:] = [judge]


async def judged(text: str) -> Operation | Flaw:
    """The one operation of a document, or why it is refused."""
    [judge] = _judges
    return await judge(text)


def hash_of(text: str) -> str:
    """By which a text is known: 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id_of(text: str) -> str:
    """What a request sends as `documentId` for a text."""
    return PREFIX + hash_of(text)
