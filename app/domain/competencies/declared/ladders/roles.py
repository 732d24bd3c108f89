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
)
from app.domain.competencies.declared.sink import Sink

BY_LEVEL: Final = ("levels", "ladder", "grades", "stages")
_REQUIREMENTS: Final = ("requirements", "competencies", "skills", "expectations")


def by_level(value: object) -> object:
    """The part of a document that lists levels which hold competencies, if there is one."""
    if isinstance(value, dict):
        for name in BY_LEVEL:
            if name in value and any(_holds(one) for _, _, one in _items(value[name])):
                return value[name]
        keyed = [one for key, one in value.items() if level_of(key, bare=True)]
        return value if len(keyed) > 1 and all(_holds(one) for one in keyed) else None
    if isinstance(value, list) and value and all(_holds(one) for one in value):
        return value
    return None


def _items(value: object) -> Iterator[tuple[str | int, str | None, Any]]:
    if isinstance(value, list):
        yield from ((index, None, one) for index, one in enumerate(value))
    elif isinstance(value, dict):
        yield from ((key, key, one) for key, one in value.items())


def _holds(value: object) -> bool:
    """Whether a level holds competencies: under a usual name, or as texts under their names."""
    if not isinstance(value, dict):
        return False
    if collections_in(value):
        return first(value, (*LEVEL_KEYS, *NAMES)) is not None or len(value) == 1
    return False


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
    skills: dict[str, Skill] = {}
    for number, (place, key, level) in enumerate(_items(part), start=1):
        there = (*path, place)
        if part is root and key and not level_of(key, bare=True):
            continue
        used.update([key] if part is root else [])
        if not isinstance(level, dict):
            sink.leftover(document.where(there), "level", level)
            continue
        coded, named = first(level, LEVEL_KEYS), first(level, NAMES)
        written = key or str(level[coded or named] if coded or named else number)
        word = level_of(written, bare=True)
        code = word.code if word else written.strip()
        found = ladder.scale.level(code, document.where(there), _text(level, named))
        described_by = first(level, TEXTS)
        found.description = _text(level, described_by)
        taken = {coded if not key else None, named, described_by}
        asked: list[tuple[Skill | str, str, bool]] = []
        for name in collections_in(level):
            taken.add(name)
            gathered = _gather(level[name], (*there, name), code, document, skills)
            asked += [(skill, code, True) for skill in gathered]
        rest = {
            one: kept for one, kept in level.items() if one not in taken and kept not in (None, "")
        }
        track = track_of(level.get("track"))
        if track and named:
            rest.pop("track")
            title = str(level[named]).strip()
            role = Role(title, document.where(there), track, number, description=found.description)
            role.asks, role.extra = asked, rest
            ladder.roles.append(role)
        elif rest:
            sink.leftover(document.where(there), "level", {code: rest})
    ladder.scale.listed = True
    ladder.skills += skills.values()
    return used


def _gather(
    value: object, path: Path, level: str, document: Document, skills: dict[str, Skill]
) -> list[Skill]:
    gathered: list[Skill] = []
    for place, key, one in _items(value):
        where = document.where((*path, place))
        named = first(one, NAMES) if key is None and isinstance(one, dict) else None
        name = key or (str(one[named]) if named else str(one) if is_plain(one) else None)
        if name is None:
            name = f"{path[-1]} {place}"
        skill = skills.setdefault(name.strip(), Skill(name.strip(), where))
        lines, beside = ([], {}) if key is None and not named else described(one, {named})
        skill.describe(level, where, lines)
        if beside:
            skill.extra.setdefault("levels", {})[level] = beside
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
        taken = {named, coded, ranked, described_by, "track", "family" if role.family else None}
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
