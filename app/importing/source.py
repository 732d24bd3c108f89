"""A file of people, read as a stream: CSV, NDJSON, or JSON (which is read whole)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.api.lines import JsonLines, Table
from app.api.people import NOBODY
from app.domain.errors import Malformed
from app.door.strict_json import read_json

PIECE: Final = 65_536
SUFFIXES: Final = {".csv": "CSV", ".ndjson": "NDJSON", ".jsonl": "NDJSON", ".json": "JSON"}


class Unusable(Exception):
    """This file cannot be imported; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the file: the how many-th, from 0, and the line, where there are lines."""

    nth: int
    line: int | None
    item: Any
    unreadable: str | None = None

    @property
    def external_id(self) -> str | None:
        return _text(self.item, "externalId")

    @property
    def manager(self) -> str | None:
        return _text(self.item, "managerExternalId")

    def without_manager(self) -> Any:
        return {name: one for name, one in self.item.items() if name != "managerExternalId"}


def _text(item: Any, name: str) -> str | None:
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None


def entries(path: Path) -> Iterator[Entry]:
    """Everybody in the file, in its order.

    Raises:
        Unusable: it cannot be read, or what it holds could mean anything.

    """
    kind = SUFFIXES.get(path.suffix.lower())
    try:
        if kind is None:
            raise Unusable(f"the name ends with none of {', '.join(SUFFIXES)}")
        yield from _whole(path) if kind == "JSON" else _line_by_line(path, kind)
    except OSError as error:
        raise Unusable(error.strerror or "it cannot be read") from error
    except Malformed as error:
        raise Unusable(error.message.replace("The body", "The file")) from error


def _line_by_line(path: Path, kind: str) -> Iterator[Entry]:
    lines = Table(NOBODY) if kind == "CSV" else JsonLines()
    nth = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            if piece:
                lines.feed(piece)
            else:
                lines.end()
            for sent in lines.taken():
                yield Entry(nth, sent.line, sent.item, sent.unreadable)
                nth += 1
            if not piece:
                return


def _whole(path: Path) -> Iterator[Entry]:
    """The body of a request, or only its items."""
    value = read_json(path.read_bytes())
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise Unusable("there is neither a list in it nor an object with `items`")
    for nth, item in enumerate(items):
        yield Entry(nth, None, item)
