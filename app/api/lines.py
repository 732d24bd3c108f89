"""Items that come line by line, read while the body arrives: CSV and NDJSON.

What was read is kept as items, never as text. A line that is bad by itself spoils its item; where
the lines after it could mean anything, the file is refused, and the refusal names the line.
"""

import csv
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.errors import Malformed
from app.domain.people.commands import MOST, Sent
from app.door.strict_json import read_json

BOM: Final = b"\xef\xbb\xbf"
QUOTE: Final = b'"'
LONGEST: Final = 1_048_576
"""Bytes of one item."""
LONGEST_CELL: Final = 131_072
"""Characters: of a cell that is longer, a quote was forgotten."""


class Lines(ABC):
    """Bytes in pieces of any size, taken apart into lines; the kinds of file are below."""

    def __init__(self) -> None:
        self.items: list[Sent] = []
        self.line = 0
        self._rest: list[bytes] = []
        self._length = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the file. Raises `Malformed`."""
        first, *others = piece.split(b"\n")
        self._rest.append(first)
        self._length += len(first)
        if self._length > LONGEST:
            raise Malformed(detail=f"Line {self.line + 1} is too long.")
        for other in others:
            self._take(b"".join(self._rest) + b"\n")
            self._rest, self._length = [other], len(other)

    def end(self) -> list[Sent]:
        """There is no more: all items. Raises `Malformed`."""
        last = b"".join(self._rest)
        self._rest = []
        if last:
            self._take(last)
        return self.items

    def taken(self) -> list[Sent]:
        """The items so far, which are not kept any longer."""
        items, self.items = self.items, []
        return items

    def _take(self, text: bytes) -> None:
        self.line += 1
        self.read(text.removeprefix(BOM) if self.line == 1 else text)

    @abstractmethod
    def read(self, text: bytes) -> None:
        """Make items of one line."""

    def keep(self, line: int, item: Any, unreadable: str | None = None) -> None:
        """One more than is taken is enough to see that there are too many."""
        if len(self.items) <= MOST:
            self.items.append(Sent(line, item, unreadable))


class JsonLines(Lines):
    """One JSON value in each line (NDJSON, JSON Lines). Empty lines are nothing."""

    def read(self, text: bytes) -> None:
        if not text.strip():
            return
        try:
            self.keep(self.line, read_json(text))
        except Malformed as why:
            self.keep(self.line, None, why.message.replace("The body", "The line"))


class Table(Lines):
    """CSV (RFC 4180, UTF-8, any line ends). The header names the fields.

    An empty cell is an absent field, except where it means nobody (`empty_means_none`).
    """

    def __init__(self, empty_means_none: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.header: list[str] | None = None
        self._none = empty_means_none
        self._record: list[bytes] = []
        self._bytes = 0
        self._is_inside = False
        self._texts: deque[str] = deque()
        self._cells = csv.reader(self._texts_so_far(), strict=True)

    def read(self, text: bytes) -> None:
        self._record.append(text)
        self._bytes += len(text)
        if self._bytes > LONGEST:
            raise Malformed(detail=f"The record that begins in line {self._first} is too long.")
        if self._is_inside or QUOTE in text:
            self._is_inside = _ends_inside(text, inside=self._is_inside)
        if not self._is_inside:
            self._complete()

    def end(self) -> list[Sent]:
        items = super().end()
        if self._is_inside:
            detail = f"The quote that is opened in the record of line {self._first} is not closed."
            raise Malformed(detail=detail)
        return items

    @property
    def _first(self) -> int:
        """The line in which the record begins that ends here."""
        return self.line - len(self._record) + 1

    def _texts_so_far(self) -> Iterator[str]:
        while True:
            if not self._texts:
                raise csv.Error("the record is not complete")
            yield self._texts.popleft()

    def _complete(self) -> None:
        first, raw = self._first, self._record
        self._record, self._bytes = [], 0
        if not b"".join(raw).strip(b"\r\n"):
            return
        try:
            self._texts.extend([text.decode() for text in raw])
        except UnicodeDecodeError as error:
            if self.header is None:
                raise Malformed(detail="The header of the CSV is not UTF-8.") from error
            self.keep(first, None, "The line is not UTF-8.")
            return
        try:
            cells = next(self._cells)
        except csv.Error as error:
            raise Malformed(detail=f"The record of line {first} is not CSV.") from error
        if max(map(len, cells), default=0) > LONGEST_CELL:
            raise Malformed(detail=f"A cell in the record of line {first} is too long.")
        if self.header is None:
            self._name(cells)
        elif len(cells) != len(self.header):
            detail = f"The line has {len(cells)} cells, the header has {len(self.header)}."
            self.keep(first, None, detail)
        else:
            self.keep(first, self._item(dict(zip(self.header, cells, strict=True))))

    def _name(self, cells: list[str]) -> None:
        if len(set(cells)) != len(cells):
            raise Malformed(detail="A column of the CSV stands twice.")
        self.header = cells

    def _item(self, row: Mapping[str, str]) -> dict[str, str | None]:
        return {
            name: text or None for name, text in row.items() if text != "" or name in self._none
        }


def _ends_inside(text: bytes, *, inside: bool) -> bool:
    """Whether the line ends within quotes, and goes on in the next one."""
    at = 0
    while True:
        if not inside:
            if text.startswith(QUOTE, at):
                inside, at = True, at + 1
                continue
            comma = text.find(b",", at)
            if comma < 0:
                return False
            at = comma + 1
            continue
        quote = text.find(QUOTE, at)
        if quote < 0:
            return True
        if text.startswith(QUOTE, quote + 1):
            at = quote + 2
            continue
        inside = False
        comma = text.find(b",", quote)
        if comma < 0:
            return False
        at = comma + 1
