"""Records of a CSV file, one at a time, each with the line where it begins.

Never is more than one record held, and a record may not grow without end: a quote that is left
open would otherwise swallow the rest of the file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from app.domain.competencies.declared.sink import Sink

MAX_RECORD: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t")
_LONGEST_SEPARATOR_LINE: Final = 5

# It holds for the whole process, and is 131,072 before. What bounds memory is MAX_RECORD.
csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD * 2))


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the line of the file where it begins."""

    line: int
    cells: list[str]

    @property
    def where(self) -> str:
        return f"line {self.line}"


class _Broken(Exception):
    """The file cannot be read on: it says where and why."""


class _Lines:
    """Lines as the CSV parser wants them, and what has gone into the record it is reading."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._waiting: list[str] = []
        self.line = 0
        self.raw: list[str] = []
        self._size = 0
        self.ended = False

    @property
    def begins(self) -> str:
        return f"line {self.line - len(self.raw) + 1}" if self.raw else f"line {self.line + 1}"

    def begin_record(self) -> None:
        self.raw = []
        self._size = 0

    def push_back(self, text: str) -> None:
        self._waiting.append(text)
        self.line -= 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._waiting.pop() if self._waiting else self._read()
        if not text:
            self.ended = True
            raise StopIteration
        self.line += 1
        self.raw.append(text)
        self._size += len(text)
        if self._size > MAX_RECORD:
            hint = ": is a quote left open?" if len(self.raw) > 1 or '"' in text else ""
            raise _Broken(f"a record has more than {MAX_RECORD} characters{hint}")
        return text

    def _read(self) -> str:
        try:
            text = self._source.readline(MAX_RECORD + 2)
        except UnicodeDecodeError as error:
            self.raw = []
            raise _Broken(f"is not {error.encoding} text from here on") from None
        if "\r" not in text:
            return text
        parts = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
        # `splitlines` also splits at characters which end no line of a CSV file.
        joined: list[str] = []
        for part in parts:
            if joined and not joined[-1].endswith("\n"):
                joined[-1] += part
            else:
                joined.append(part)
        self._waiting = joined[:0:-1]
        return joined[0]


def records(source: TextIO, sink: Sink) -> Iterator[Record]:
    """Every record that is not blank, from the top of the file; what cannot be read is refused."""
    source.seek(0)
    lines = _Lines(source)
    try:
        yield from _parsed(lines, sink)
    except _Broken as broken:
        sink.refuse(lines.begins, str(broken))
    except csv.Error as error:
        sink.refuse(lines.begins, f"is not CSV: {error}")


def _parsed(lines: _Lines, sink: Sink) -> Iterator[Record]:
    delimiter = _delimiter(lines)
    parser = csv.reader(lines, delimiter=delimiter)
    lines.begin_record()
    for cells in parser:
        raw = lines.raw
        begins = lines.line - len(raw) + 1
        if lines.ended:  # the parser asks for another line only inside a quote
            sink.refuse(f"line {begins}", "opens a quote that is never closed")
            return
        if any(cell.strip() for cell in cells):
            if '"' in "".join(raw) and not _strict(raw, delimiter):
                sink.notice(f"line {begins}", "has a quote inside a quoted cell: read as it stands")
            yield Record(begins, cells)
        lines.begin_record()


def _strict(raw: list[str], delimiter: str) -> bool:
    try:
        for _ in csv.reader(raw, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _delimiter(lines: _Lines) -> str:
    """What parts most cells in the first line that is not blank, or what a `sep=` line says."""
    first = next(lines, "")
    if lines.line == 1:
        first = first.removeprefix("\ufeff")
    while first and not first.strip():
        first = next(lines, "")
    if not first:
        return ","
    said = first.strip("\r\n")
    if said.lower().startswith("sep=") and len(said) == _LONGEST_SEPARATOR_LINE:
        return said[-1] if said[-1] in {*_DELIMITERS, "|", ":"} else ","
    lines.push_back(first)
    return max(_DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
