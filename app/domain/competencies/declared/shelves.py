"""Where the spool keeps things: a temporary SQLite database that goes to disk by itself."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from app.domain.competencies.declared.sink import Kind

BATCH: Final = 1_000
MAX_WAITING: Final = 1_000_000
_CACHE_KB: Final = 12_000
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    Kind.COMPETENCY: (
        *("seq", "code", "parent", "identifier", "edition", "position", "ordered"),
        *("name", "statement", "category", "levels", "education_levels", "replaces"),
        *("translations", "extra", "digest", "place", "places"),
    ),
    Kind.ASSOCIATION: (
        *("origin", "destination", "type", "outside_identifier", "outside_uri", "outside_title"),
        *("identifier", "sequence", "extra", "digest", "place", "places"),
    ),
    Kind.ROLE: (
        *("code", "identifier", "title", "family", "track", "rank", "description"),
        *("requirements", "translations", "extra", "digest", "place", "places"),
    ),
    Kind.PATHWAY: (*("origin", "destination", "kind", "description", "digest", "place", "places"),),
    "leftover": ("kind", "value", "digest", "place"),
}
_LONG: Final = frozenset({"statement", "levels", "translations", "extra", "requirements", "value"})


class Shelves:
    """One table for each kind that may be many; rows go in by the thousand."""

    def __init__(self) -> None:
        # Whoever reads may do so in one thread and whoever syncs in another, never both at once.
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
            f"PRAGMA temp_store=FILE; PRAGMA page_size=8192; PRAGMA cache_size=-{_CACHE_KB};"
        )
        self._waiting: dict[str, list[Sequence[Any]]] = {}
        self._sizes: dict[str, int] = {}
        self._long: dict[str, tuple[int, ...]] = {}
        self._insert: dict[str, str] = {}
        for table, columns in _COLUMNS.items():
            others = ",".join(one for one in columns if one != "seq")
            self.db.execute(f"CREATE TABLE {table} (seq INTEGER PRIMARY KEY, {others})")
            marks = ",".join("?" * len(columns))
            self._insert[table] = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of ours
            self._waiting[table] = []
            self._sizes[table] = 0
            self._long[table] = tuple(at for at, one in enumerate(columns) if one in _LONG)

    def put(self, table: str, row: Sequence[Any]) -> None:
        """A row, in the order of the table's columns."""
        waiting = self._waiting[table]
        waiting.append(row)
        size = self._sizes[table]
        for at in self._long[table]:
            size += len(row[at])
        self._sizes[table] = size
        if len(waiting) == BATCH or size > MAX_WAITING:
            self._write(table)

    def settle(self) -> None:
        """Everything that waits is written."""
        for table in self._waiting:
            self._write(table)

    def _write(self, table: str) -> None:
        waiting = self._waiting[table]
        if waiting:
            self.db.execute("BEGIN")
            self.db.executemany(self._insert[table], waiting)
            self.db.execute("COMMIT")
            waiting.clear()
            self._sizes[table] = 0

    def close(self) -> None:
        self.db.close()
