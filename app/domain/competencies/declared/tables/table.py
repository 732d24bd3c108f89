"""A CSV file as rows whose columns have names; what nobody takes from a row can be kept."""

import tempfile
from collections.abc import Iterator, Sequence
from shutil import copyfileobj
from typing import Final, Self, TextIO

from app.domain.competencies.declared.findings import quoted
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.tables.records import Record, records

_MAX_COLUMNS: Final = 1_000


def key_of(name: str) -> str:
    """A column's name without what writers of such files do not agree on."""
    return "".join(one for one in name.casefold() if one.isalnum())


class Row:
    """One row. Columns are taken by their keys, the first that says something; `rest` is what
    nobody took, under the names that the columns have in the file.
    """

    __slots__ = ("_columns", "_values", "number", "where")

    def __init__(self, where: str, number: int, columns: "Columns", cells: Sequence[str]) -> None:
        self.where = where
        self.number = number
        self._columns = columns
        self._values = {index: cell.strip() for index, cell in enumerate(cells) if cell.strip()}

    def look(self, *keys: str) -> str | None:
        """What a column says, without taking it."""
        index = self._index(keys)
        return None if index is None else self._values[index]

    def take(self, *keys: str) -> str | None:
        index = self._index(keys)
        return None if index is None else self._values.pop(index)

    def rest(self) -> dict[str, str]:
        return {self._columns.shown(index): value for index, value in self._values.items()}

    def _index(self, keys: Sequence[str]) -> int | None:
        for key in keys:
            index = self._columns.index_of.get(key)
            if index is not None and index in self._values:
                return index
        return None


class Columns:
    """The header. A name that is repeated or missing is shown with its place."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name.strip() for name in names]
        self.index_of: dict[str, int] = {}
        self.repeated: list[str] = []
        self._shown: list[str] = []
        for index, name in enumerate(self.names):
            first = self.index_of.setdefault(key_of(name), index) if key_of(name) else index
            if first != index:
                self.repeated.append(name)
            clear = bool(name) and name not in self._shown
            self._shown.append(name if clear else f"{name} (column {index + 1})".strip())

    def shown(self, index: int) -> str:
        return self._shown[index] if index < len(self._shown) else f"(column {index + 1})"

    def has(self, *keys: str) -> bool:
        return any(key in self.index_of for key in keys)


class Table:
    """A file that can be gone through more than once; it is never held."""

    def __init__(self, source: TextIO, sink: Sink) -> None:
        self._copy = None if source.seekable() else _copied(source)
        self._source = self._copy or source
        self._sink = sink
        self.columns = Columns(())
        self.header_where = "line 1"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._copy is not None:
            self._copy.close()

    def open(self) -> bool:
        """Read the header; refuses a file without one."""
        header = next(records(self._source, self._sink), None)
        if header is None:
            self._sink.refuse("line 1", "has no header: a table begins with the names of columns")
            return False
        self.header_where = header.where
        if len(header.cells) > _MAX_COLUMNS:
            self._sink.refuse(header.where, f"has more than {_MAX_COLUMNS} columns")
            return False
        self.columns = Columns(header.cells)
        for name in self.columns.repeated:
            what = f"names the column {quoted(name)} again: the first is read, the others are kept"
            self._sink.notice(header.where, what)
        return True

    def rows(self, *, telling: bool) -> Iterator[Row]:
        """Every row below the header. What is odd is told once, when `telling`."""
        sink: Sink = self._sink if telling else _Silence()
        number = 0
        for record in self._below_header(sink):
            if telling:
                self._tell_raggedness(record)
            yield Row(record.where, number, self.columns, record.cells)
            number += 1
        if telling and not number:
            sink.notice(self.header_where, "is a header without rows: the model is empty")

    def _below_header(self, sink: Sink) -> Iterator[Record]:
        found = records(self._source, sink)
        next(found, None)
        for record in found:
            if [cell.strip() for cell in record.cells] == self.columns.names:
                sink.notice(record.where, "repeats the header: left out")
            else:
                yield record

    def _tell_raggedness(self, record: Record) -> None:
        expected = len(self.columns.names)
        missing = expected - len(record.cells)
        if missing > 1:  # a last cell that is left out is common, and harmless
            self._sink.notice(record.where, f"has {missing} cells fewer than the header")
        beyond = sum(1 for cell in record.cells[expected:] if cell.strip())
        if beyond:
            what = f"has {beyond} cells more than the header: they are kept by their place"
            self._sink.notice(record.where, what)


class _Silence:
    """For the first of two readings: the second one tells."""

    def take(self, *_: object) -> None:
        return None

    def leftover(self, *_: object) -> None:
        return None

    def notice(self, *_: object) -> None:
        return None

    def refuse(self, *_: object) -> None:
        return None


def _copied(source: TextIO) -> TextIO:
    """What can be read only once, as a file on disk that can be read again."""
    copy = tempfile.TemporaryFile(  # noqa: SIM115  (it lives as long as the table does)
        "w+", encoding="utf-8", errors="surrogatepass", newline=""
    )
    copyfileobj(source, copy)
    return copy
