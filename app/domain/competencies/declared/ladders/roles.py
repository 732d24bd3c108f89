"""Ladders that are told level by level, and the roles that a ladder names.

A role is handed on only where its track is told: which of the two it is decides what comes next
in a career, and is nothing to guess.
"""

from collections.abc import Iterator
from typing import Any, Final

from app.domain.competencies.declared.ladders.contents import described, is_plain
from app.domain.competencies.declared.ladders.document import Document, Path
from app.domain.competencies.declared.ladders.ladder import Ladder, Role, Skill
from app.domain.competencies.declared.ladders.levels import level_of, track_of
from app.domain.competencies.declared.ladders.shapes import (
    LEVEL_KEYS,
    NAMES,
    TEXTS,
    collections_in,
    first,
    named_texts,
)
from app.domain.competencies.declared.sink import Sink

BY_LEVEL: Final = ("levels", "ladder", "grades", "stages")
_REQUIREMENTS: Final = ("requirements", "competencies", "skills", "expectations")


def by_level(value: object) -> object:
    """The part of a document that lists levels which hold competencies, if there is one."""
    if isinstance(value, dict):
        for name in BY_LEVEL:
            if name in value and any(_holds(one, key) for _, key, one in _items(value[name])):
                return value[name]
        keyed = [(key, one) for key, one in value.items() if level_of(key, bare=True)]
        return value if len(keyed) > 1 and all(_holds(one, key) for key, one in keyed) else None
    if isinstance(value, list) and value and all(_holds(one) for one in value):
        return value
    return None


def _items(value: object) -> Iterator[tuple[str | int, str | None, Any]]:
    if isinstance(value, list):
        yield from ((index, None, one) for index, one in enumerate(value))
    elif isinstance(value, dict):
        yield from ((key, key, one) for key, one in value.items())


def _holds(value: object, key: str | None = None) -> bool:
    """Whether a level holds competencies: under a usual name, or (where its key already says
    which level it is) as texts under their own names.
    """
    if not isinstance(value, dict):
        return False
    if collections_in(value):
        return key is not None or first(value, (*LEVEL_KEYS, *NAMES)) is not None
    return key is not None and level_of(key, bare=True) is not None and bool(named_texts(value))


def transposed(document: Document, ladder: Ladder, sink: Sink) -> set[object]:
    """Read levels that hold competencies: each competency is gathered from all of them. The
    keys of the document that were read are told.
    """
    root = document.value
    part = by_level(root)
    if part is None:
        return set()
    used: set[object] = set()
    path: Path = ()
    if part is not root and isinstance(root, dict):
        path = (next(name for name in BY_LEVEL if root.get(name) is part),)
        used.add(path[0])
    reader = _ByLevel(document, ladder, sink)
    for number, (place, key, level) in enumerate(_items(part), start=1):
        if part is root and key and not level_of(key, bare=True):
            continue
        used.update([key] if part is root else [])
        if isinstance(level, dict):
            reader.read(level, (*path, place), key, number)
        else:
            sink.leftover(document.where((*path, place)), "level", level)
    ladder.scale.listed = True
    ladder.skills += reader.skills.values()
    return used


class _ByLevel:
    """Reads levels one after another, and gathers the competencies in them."""

    def __init__(self, document: Document, ladder: Ladder, sink: Sink) -> None:
        self._document = document
        self._ladder = ladder
        self._sink = sink
        self.skills: dict[str, Skill] = {}

    def read(self, level: dict[str, Any], path: Path, key: str | None, number: int) -> None:
        coded, named = first(level, LEVEL_KEYS), first(level, NAMES)
        title = _text(level, named)
        written = key or _text(level, coded) or title or str(number)
        word = level_of(written, bare=True)
        code = word.code if word else written.strip()
        where = self._document.where(path)
        rest = {name: one for name, one in level.items() if one not in (None, "")}
        if coded and not key:
            del rest[coded]
        found = self._ladder.scale.level(code, where, title)
        if named and found.name == title:
            rest.pop(named, None)
        if found.description is None and (described_by := first(rest, TEXTS)):
            found.description = str(rest.pop(described_by)).strip()
        asked: list[tuple[Skill | str, str, bool]] = [
            (skill, code, True) for skill in self._competencies(level, rest, path, key, code)
        ]
        track = track_of(level.get("track"))
        if track and title:
            if rest.get("track") == track:
                rest.pop("track")
            role = Role(title, where, track, number, description=found.description)
            role.asks, role.extra = asked, rest
            self._ladder.roles.append(role)
        elif rest:
            self._sink.leftover(where, "level", {code: rest})

    def _competencies(
        self, level: dict[str, Any], rest: dict[str, Any], path: Path, key: str | None, code: str
    ) -> list[Skill]:
        """Those under usual names, else those under their own; they are taken from the rest."""
        gathered: list[Skill] = []
        for name in collections_in(level):
            gathered += self._gather(rest.pop(name), (*path, name), code)
        if key is not None and not collections_in(level):
            names = [name for name in named_texts(level) if name != "track" and name in rest]
            gathered += self._gather({name: rest.pop(name) for name in names}, path, code)
        return gathered

    def _gather(self, value: object, path: Path, level: str) -> list[Skill]:
        gathered: list[Skill] = []
        for place, key, one in _items(value):
            where = self._document.where((*path, place))
            named = first(one, NAMES) if key is None and isinstance(one, dict) else None
            name = key or (str(one[named]) if named else str(one) if is_plain(one) else None)
            if name is None:
                self._sink.leftover(where, "value", one)
                continue
            skill = self.skills.setdefault(name.strip(), Skill(name.strip(), where))
            lines, beside = ([], {}) if key is None and not named else described(one, {named})
            skill.describe(level, where, lines)
            if beside:
                skill.extra.setdefault("levels", {}).setdefault(level, {}).update(beside)
            gathered.append(skill)
        return gathered


def _text(value: dict[str, Any], name: str | None) -> str | None:
    return str(value[name]).strip() if name else None


def read_roles(value: dict[str, Any], document: Document, ladder: Ladder, sink: Sink) -> None:
    """The list of roles beside the competencies."""
    ranks: dict[str, int] = {}
    for place, key, one in _items(value.get("roles")):
        where = document.where(("roles", place))
        named = first(one, NAMES) if isinstance(one, dict) else None
        track = track_of(one.get("track")) if isinstance(one, dict) else None
        title = str(one[named]) if named else key
        if not isinstance(one, dict) or track is None or title is None:
            what = "is a role without a title or a track (expert or leadership): kept, but no role"
            sink.notice(where, what)
            sink.leftover(where, "role", one if key is None else {key: one})
            continue
        coded = first(one, ("code", "id", "slug"))
        ranked = next((name for name in ("rank", "level") if _is_rank(one.get(name))), None)
        ranks[track] = one[ranked] if ranked else ranks.get(track, 0) + 1
        role = Role(title.strip(), where, track, ranks[track], _text(one, coded) or key)
        described_by = first(one, ("description", "summary"))
        role.description = _text(one, described_by)
        role.family = str(one["family"]) if is_plain(one.get("family")) else None
        taken = {named, coded, ranked, described_by, "family" if role.family else None}
        taken |= {"track"} if one["track"] == track else set()
        for name in _REQUIREMENTS:
            asks = _asks(one.get(name), ladder)
            if asks is not None:
                role.asks += asks
                taken.add(name)
        role.extra = {
            name: kept for name, kept in one.items() if name not in taken and kept not in (None, "")
        }
        ladder.roles.append(role)


def _is_rank(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _asks(value: object, ladder: Ladder) -> list[tuple[Skill | str, str, bool]] | None:
    """Competencies and levels; `None` for anything else, which is kept as it is."""
    asks: list[tuple[Skill | str, str, bool]] = []
    for _, key, one in _items(value):
        if key is not None and is_plain(one):
            asks.append((key, _level(one, ladder), True))
            continue
        if not isinstance(one, dict):
            return None
        named = first(one, ("competency", "skill", "code", "name"))
        essential = one.get("essential", True)
        if named is None or not is_plain(one.get("level")) or not isinstance(essential, bool):
            return None
        if set(one) - {named, "level", "essential"}:
            return None
        asks.append((str(one[named]), _level(one["level"], ladder), essential))
    return asks or None


def _level(written: object, ladder: Ladder) -> str:
    """The code of the level that is written here by its code, its name or another form of it."""
    text = str(written).strip()
    word = level_of(text, bare=True)
    for code, level in ladder.scale.levels.items():
        if text in (code, level.name) or (word and word.code == code):
            return code
    return text
