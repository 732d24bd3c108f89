"""Whether a declared model holds together: codes, parents, levels, links, roles and pathways.

It asks the shelves and keeps no more than a few numbers for each competency, so that a model of
any size fits.
"""

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from sqlite3 import Connection
from typing import Any, Final

from app.domain.competencies.declared.findings import MAX_PROBLEMS, Notice, Problem, quoted
from app.domain.competencies.declared.kinds import DeclaredLevel
from app.domain.competencies.declared.shapes import place_of

MAX_DEPTH: Final = 32
_CIRCULAR: Final = 255
Stood = tuple[str, Mapping[str, str] | None]
loads = json.loads

_INDEXES: Final = (
    "CREATE INDEX competency_code ON competency (code)",
    "CREATE INDEX competency_identifier ON competency (identifier) WHERE identifier IS NOT NULL",
    "CREATE INDEX role_code ON role (code)",
)
_REPEATED: Final = (
    "SELECT place, places, {field} FROM {table} AS one WHERE {field} > '' AND EXISTS (SELECT 1 "
    "FROM {table} AS first WHERE first.{field} = one.{field} AND first.seq < one.seq) ORDER BY seq"
)
_LOST: Final = (
    "SELECT place, places FROM {table} AS one WHERE {field} > '' AND NOT EXISTS "
    "(SELECT 1 FROM {among} AS known WHERE known.code = one.{field}) ORDER BY seq"
)
_COLUMNS: Final = (
    "ordered, code, edition, identifier, name, statement, parent, category, position, levels, "
    "education_levels, replaces, translations, extra, digest, place"
)


def problems(
    db: Connection, scale: Sequence[tuple[DeclaredLevel, Stood]], ranks: Mapping[str, int]
) -> Iterator[Problem]:
    """Everything that does not hold together; of each kind no more than can be told."""
    for index in _INDEXES:
        db.execute(index)
    for found in (
        _repeated(db, "competency", "code"),
        _repeated(db, "competency", "identifier"),
        _levels(scale),
        _lost(db, "competency", "parent", "competency"),
        _trees(db),
        _descriptors(db, ranks),
        _replacing(db),
        _lost(db, "association", "origin", "competency"),
        _lost(db, "association", "destination", "competency"),
        _repeated(db, "role", "code"),
        _requirements(db, ranks),
        _lost(db, "pathway", "origin", "role"),
        _lost(db, "pathway", "destination", "role"),
        _pathways(db),
    ):
        yield from islice(found, MAX_PROBLEMS)


def drop_repeated(db: Connection) -> Iterator[Notice]:
    """Links that say word for word what another one says are one link."""
    same = (
        "FROM association AS one WHERE EXISTS (SELECT 1 FROM association AS first "
        "WHERE first.digest = one.digest AND first.seq < one.seq)"
    )
    db.execute("CREATE INDEX association_digest ON association (digest)")
    found = False
    for (place,) in db.execute(f"SELECT place {same} ORDER BY seq"):
        found = True
        yield Notice(place, "says what another association says: left out")
    if found:
        db.execute(f"DELETE FROM association WHERE seq IN (SELECT seq {same})")  # noqa: S608


def parents_first(db: Connection) -> Iterator[tuple[Any, ...]]:
    """The competencies in the order of the file, but none before the one above it."""
    above = _above(db)
    if all(parent < seq for seq, parent in enumerate(above)):
        yield from db.execute(f"SELECT {_COLUMNS} FROM competency ORDER BY seq")  # noqa: S608
        return
    told = bytearray(len(above))
    for start in range(1, len(above)):
        path = []
        here = start
        while here and not told[here]:
            told[here] = 1
            path.append(here)
            here = above[here]
        for seq in reversed(path):
            yield from db.execute(f"SELECT {_COLUMNS} FROM competency WHERE seq = ?", (seq,))  # noqa: S608


def _repeated(db: Connection, table: str, field: str) -> Iterator[Problem]:
    for place, places, value in db.execute(_REPEATED.format(table=table, field=field)):
        yield Problem(_at(place, places, field), f"repeats the {field} {quoted(value)}")


def _lost(db: Connection, table: str, field: str, among: str) -> Iterator[Problem]:
    for place, places in db.execute(_LOST.format(table=table, field=field, among=among)):
        yield Problem(_at(place, places, field), f"is not the code of a {among}")


def _levels(scale: Sequence[tuple[DeclaredLevel, Stood]]) -> Iterator[Problem]:
    for field in ("code", "rank"):
        seen: set[object] = set()
        for level, stood in scale:
            value = getattr(level, field)
            if value in seen and value not in ("", -1):
                yield Problem(place_of(*stood, field), f"repeats the {field} {quoted(value)}")
            seen.add(value)


def _above(db: Connection) -> "array[int]":
    """Of each competency by its number, the number of its parent; 0 at the top."""
    (last,) = db.execute("SELECT coalesce(max(seq), 0) FROM competency").fetchone()
    above = array("l", bytes(array("l").itemsize * (last + 1)))
    for seq, parent in db.execute(
        "SELECT seq, (SELECT min(seq) FROM competency AS up WHERE up.code = one.parent) "
        "FROM competency AS one WHERE parent IS NOT NULL"
    ):
        above[seq] = parent or 0
    return above


def _trees(db: Connection) -> Iterator[Problem]:
    """Circles of parents, and trees that are too deep."""
    circles, deep = walk(_above(db))
    for numbers, field, what in (
        (circles, ("parent",), "makes a circle of parents"),
        (deep, (), f"is deeper than {MAX_DEPTH} levels"),
    ):
        for seq in numbers[:MAX_PROBLEMS]:
            place, places = db.execute(
                "SELECT place, places FROM competency WHERE seq = ?", (seq,)
            ).fetchone()
            yield Problem(_at(place, places, *field), what)


def walk(above: Sequence[int]) -> tuple[list[int], list[int]]:
    """One member of every circle, and whatever is the first below what is deep enough."""
    depths = bytearray(len(above))  # 0: not seen yet
    circles: list[int] = []
    deep: list[int] = []
    for start in range(1, len(above)):
        path: dict[int, None] = {}  # a set that remembers its order
        here = start
        while here and not depths[here] and here not in path:
            path[here] = None
            here = above[here]
        if here in path:
            steps = list(path)
            circles.append(min(steps[steps.index(here) :]))
        circular = here in path or (here and depths[here] == _CIRCULAR)
        depth = depths[here] if here else 0
        for one in reversed(path):
            depth = _CIRCULAR if circular else min(depth + 1, MAX_DEPTH + 2)
            depths[one] = depth
            if depth == MAX_DEPTH + 1:
                deep.append(one)
    return circles, deep


def _descriptors(db: Connection, ranks: Mapping[str, int]) -> Iterator[Problem]:
    for place, places, levels in db.execute(
        "SELECT place, places, levels FROM competency WHERE NOT ordered ORDER BY seq"
    ):
        for one in loads(levels):
            if one["level"] not in ranks:
                what = "is not a level of the scale"
                yield Problem(_at(place, places, "levels", one["level"]), what)


def _replacing(db: Connection) -> Iterator[Problem]:
    for place, places in db.execute(
        "SELECT place, places FROM competency WHERE edition = 1 AND replaces != '[]' "
        "AND code IN (SELECT value FROM json_each(replaces)) ORDER BY seq"
    ):
        what = "names the competency itself, which only another edition can replace"
        yield Problem(_at(place, places, "replaces"), what)


def _requirements(db: Connection, ranks: Mapping[str, int]) -> Iterator[Problem]:
    for place, places, needed in db.execute(
        "SELECT place, places, requirements FROM role WHERE requirements != '[]' ORDER BY seq"
    ):
        seen: set[str] = set()
        for one in loads(needed):
            code, level = one["competency"], one["level"]
            here = _at(place, places, "requirements", code)
            if not db.execute("SELECT 1 FROM competency WHERE code = ?", (code,)).fetchone():
                yield Problem(here, f"{quoted(code)} is not the code of a competency")
            if level not in ranks:
                yield Problem(here, f"{quoted(level)} is not a level of the scale")
            if code in seen:
                yield Problem(here, f"repeats the competency {quoted(code)}")
            seen.add(code)


def _pathways(db: Connection) -> Iterator[Problem]:
    for place, places in db.execute(
        "SELECT place, places FROM (SELECT place, places, seq, row_number() OVER "
        "(PARTITION BY origin, destination, kind ORDER BY seq) AS time FROM pathway "
        "WHERE destination > '') WHERE time > 1 ORDER BY seq"
    ):
        yield Problem(_at(place, places), "repeats a pathway")


def _at(place: str, places: str | None, *path: str | int) -> str:
    return place_of(place, loads(places) if places else None, *path)
