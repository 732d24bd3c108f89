"""Where a CASE package is laid out while it is read: a temporary database, like the spool.

Items, associations and rubrics may come in any order and name each other, so that nothing can be
said of one before all are known.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, Self

from app.domain.competencies.declared.case.fields import Link

_CACHE_KB: Final = 8_000
_TABLES: Final = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;
PRAGMA temp_store=FILE;
CREATE TABLE item (
    seq INTEGER PRIMARY KEY, place, identifier UNIQUE, uri, scheme, language, sequence,
    code, parent, position, link, fields
);
CREATE TABLE node (key PRIMARY KEY, item) WITHOUT ROWID;
CREATE TABLE link (
    seq INTEGER PRIMARY KEY, place, type, origin, origin_uri, target, target_uri, sequence, raw
);
CREATE TABLE rubric (seq INTEGER PRIMARY KEY, place, raw);
CREATE TABLE descriptor (item, level, said, PRIMARY KEY (item, level)) WITHOUT ROWID;
"""
_NODE: Final = (
    "coalesce((SELECT item FROM node WHERE key = link.{0}),"
    " (SELECT item FROM node WHERE key = folded(link.{0})),"
    " (SELECT item FROM node WHERE key = link.{0}_uri),"
    " (SELECT item FROM node WHERE key = folded(link.{0}_uri)))"
)
_RESOLVED: Final = ", ".join(
    (
        *("SELECT link.seq", "link.place", "link.type", _NODE.format("origin")),
        *(_NODE.format("target"), "link.sequence", "link.raw FROM link "),
    )
)


class Desk:
    """The tables, and how a link finds what it leads to."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.executescript(f"PRAGMA cache_size=-{_CACHE_KB};{_TABLES} BEGIN")
        self.db.create_function("folded", 1, _folded, deterministic=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def one(self, question: str, *given: Any) -> Any:
        """The first value of the first row, `None` if there is no row."""
        row = self.db.execute(question, given).fetchone()
        return row and row[0]

    def know_nodes(self) -> None:
        """Links lead by identifier or URI, in small letters or capitals; the first one is meant."""
        for spelt in ("{0}", "folded({0})"):
            key = spelt.format("key")
            self.db.execute(
                f"INSERT OR IGNORE INTO node SELECT {key}, seq FROM ("  # noqa: S608
                "SELECT identifier AS key, seq, 1 AS nth FROM item UNION ALL "
                "SELECT uri, seq, 2 FROM item) WHERE key IS NOT NULL ORDER BY seq, nth"
            )

    def item_of(self, link: Link) -> int | None:
        for key in (link.identifier, link.uri):
            for spelt in (key, key.casefold()) if key else ():
                item: int | None = self.one("SELECT item FROM node WHERE key = ?", spelt)
                if item is not None:
                    return item
        return None

    def links(self, child: str, *, children: bool) -> Iterator[tuple[Any, ...]]:
        """(number, place, type, item it begins at, item it leads to, sequence, source)."""
        relation = "=" if children else "!="
        return self.db.execute(
            f"{_RESOLVED} WHERE link.type {relation} ? ORDER BY link.seq", [child]
        )

    def all_links(self) -> Iterator[tuple[Any, ...]]:
        return self.db.execute(f"{_RESOLVED} ORDER BY link.seq")


def _folded(text: str | None) -> str | None:
    return text and text.casefold()
