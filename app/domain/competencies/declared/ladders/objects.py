"""Ladders that are objects: of JSON, of YAML, or of the front matter of a Markdown file."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.domain.competencies.declared.findings import quoted
from app.domain.competencies.declared.kinds import MAX_LEVELS
from app.domain.competencies.declared.ladders.contents import described, is_plain
from app.domain.competencies.declared.ladders.document import Document, Path
from app.domain.competencies.declared.ladders.ladder import Ladder, Skill
from app.domain.competencies.declared.ladders.levels import is_number, level_of
from app.domain.competencies.declared.ladders.roles import read_roles, transposed
from app.domain.competencies.declared.ladders.shapes import (
    CODES,
    LEVEL_KEYS,
    NAMES,
    STATEMENTS,
    TEXTS,
    Beside,
    Entry,
    collections_in,
    entries,
    first,
)
from app.domain.competencies.declared.sink import Sink

_TITLES: Final = ("title", "name", "displayName", "label")
_DESCRIPTIONS: Final = ("description", "summary", "about")
_LANGUAGES: Final = ("language", "lang", "locale")
_OTHER_MODELS: Final = frozenset({"framework", "CFPackage", "CFDocument", "CFItems"})


def found_in(value: object) -> list[Entry | Beside]:
    """The competencies of a document, and what stands among them; empty where it is no ladder."""
    if isinstance(value, dict):
        if _OTHER_MODELS.intersection(value):
            return []
        inside = [one for name in collections_in(value) for one in entries(value[name], (name,))]
        if _competencies(inside):
            return inside
    # What a document says about itself stands beside its competencies: that is read apart.
    found = [
        one
        for one in entries(value)
        if isinstance(one, Entry)
        or len(one.path) > 1
        or isinstance(one.value, dict | list)
        or isinstance(value, list)
    ]
    return found if _competencies(found) else []


def _competencies(found: Iterable[Entry | Beside]) -> bool:
    return any(isinstance(one, Entry) for one in found)


def read_objects(document: Document, sink: Sink) -> Ladder | None:
    """The ladder, or nothing where the value is none: saying so is the caller's."""
    value = document.value
    ladder = Ladder(document.where(()))
    found = found_in(value)
    used: set[object] = {one.path[0] for one in found}
    if not found:
        used = transposed(document, ladder, sink)
        if not ladder.skills:
            return None
    if isinstance(value, dict):
        about_document(value, document, ladder, sink, used)
    for one in found:
        if isinstance(one, Entry):
            ladder.skills.append(_skill(one, document, ladder, sink))
        elif one.value not in (None, "", [], {}):
            name = str(one.path[-1]) if one.path else "value"
            sink.leftover(document.where(one.path), name, one.value)
    _by_place(ladder)
    if isinstance(value, dict):
        read_roles(value, document, ladder, sink)
    return ladder


def about_document(
    value: Mapping[str, Any], document: Document, ladder: Ladder, sink: Sink, used: set[object]
) -> None:
    """What the document says about itself; fields that a framework has no place for are kept."""
    taken = set(used)

    def text(names: tuple[str, ...]) -> str | None:
        name = first(value, names)
        if name is None or name in taken:
            return None
        taken.add(name)
        return str(value[name]).strip()

    ladder.title, ladder.language = text(_TITLES), text(_LANGUAGES)
    fields = {"description": text(_DESCRIPTIONS), "version_label": text(("version",))}
    ladder.fields |= {name: one for name, one in fields.items() if one}
    for name in ("levels", "scale"):
        if name not in taken and _listed_levels(value.get(name), (name,), document, ladder, sink):
            taken.add(name)
    if isinstance(value.get("roles"), list | dict):
        taken.add("roles")
    ladder.extra |= {
        name: one for name, one in value.items() if name not in taken and one not in (None, "")
    }


def _listed_levels(
    value: object, path: Path, document: Document, ladder: Ladder, sink: Sink
) -> bool:
    """The scale where it is listed: how many levels there are, their names, or objects."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= MAX_LEVELS:
            return False
        for number in range(1, value + 1):
            ladder.scale.count(str(number), document.where(path))
        return True
    pairs: list[tuple[Path, str | None, object]] = []
    if isinstance(value, list):
        pairs = [((*path, index), None, one) for index, one in enumerate(value)]
    elif isinstance(value, dict):
        pairs = [((*path, key), key, one) for key, one in value.items()]
    if not pairs or not all(isinstance(one, str | int | dict) for _, _, one in pairs):
        return False
    for number, (there, key, one) in enumerate(pairs, start=1):
        where = document.where(there)
        if not isinstance(one, dict):
            code = key or str(one)
            ladder.scale.level(code, where, str(one) if key else None)
            continue
        named, coded = first(one, NAMES), first(one, LEVEL_KEYS)
        code = key or (str(one[coded]) if coded else str(one[named]) if named else str(number))
        level = ladder.scale.level(code, where, str(one[named]) if named else None)
        described = first(one, TEXTS)
        level.description = str(one[described]) if described else None
        rest = {
            name: kept
            for name, kept in one.items()
            if name not in {named, coded, described} and kept not in (None, "")
        }
        if rest:
            sink.leftover(where, "level", {code: rest})
    ladder.scale.listed = True
    return True


def _by_place(ladder: Ladder) -> None:
    """Levels that are listed by name and used by number: the number is the place in the list."""
    listed = list(ladder.scale.levels)
    used = {level for skill in ladder.skills for level in skill.rungs}
    named = [code for code in listed if not is_number(code)]
    if not ladder.scale.listed or not named or not used or not all(map(is_number, used)):
        return
    if max(map(int, used)) > len(named) or min(map(int, used)) < 1:
        return
    for skill in ladder.skills:
        skill.rungs = {named[int(level) - 1]: rung for level, rung in skill.rungs.items()}
    for code in used:
        del ladder.scale.levels[code]


def _skill(entry: Entry, document: Document, ladder: Ladder, sink: Sink) -> Skill:
    where = document.where(entry.path)
    about = entry.value if isinstance(entry.value, dict) else {}
    levels: Any = entry.value
    for step in entry.levels:
        levels = levels[step]
    named, coded, stated = first(about, NAMES), first(about, CODES), first(about, STATEMENTS)
    if entry.levels == () and isinstance(entry.value, dict):
        about = {name: one for name, one in about.items() if not _level_key(name, entry)}
        named, coded, stated = first(about, NAMES), first(about, CODES), first(about, STATEMENTS)
        levels = {name: one for name, one in entry.value.items() if _level_key(name, entry)}
    name = str(about[named]) if named else None
    if coded is None and named != "name" and isinstance(about.get("name"), str):
        coded = "name"
    code = str(about[coded]).strip() if coded else entry.key
    if name is None:
        name = code or f"{entry.path[-1]}"
    skill = Skill(name.strip(), where, code)
    skill.statement = str(about[stated]).strip() if stated else None
    skill.category = str(about["category"]) if is_plain(about.get("category")) else entry.category
    taken = {named, coded, stated, *entry.levels}
    if is_plain(about.get("category")):
        taken.add("category")
        if entry.category:
            skill.extra["group"] = entry.category
    if entry.key and entry.key not in {code, name}:
        skill.extra["key"] = entry.key
    skill.extra |= {
        one: kept for one, kept in about.items() if one not in taken and kept not in (None, "")
    }
    _rungs(skill, levels, (*entry.path, *entry.levels), document, ladder, sink)
    return skill


def _level_key(name: str, entry: Entry) -> bool:
    if level_of(name, bare=True):
        return True
    below = entry.value if isinstance(entry.value, dict) else {}
    return not any(level_of(key, bare=True) for key in below)


def _rungs(
    skill: Skill, levels: Any, path: Path, document: Document, ladder: Ladder, sink: Sink
) -> None:
    pairs = list(levels.items()) if isinstance(levels, dict) else list(enumerate(levels))
    kept: dict[str, Any] = {}
    for place, one in pairs:
        where = document.where((*path, place))
        key = place if isinstance(place, str) else None
        named = coded = None
        if isinstance(one, dict):
            named, coded = first(one, NAMES), first(one, LEVEL_KEYS)
        if key is None and coded is None and named is None:
            key = str(place + 1)
        written = key or str(one[coded or named])
        word = level_of(written, bare=True)
        code = word.code if word else written.strip()
        called = str(one[named]) if named else word.name if word else None
        ladder.scale.level(code, where, called)
        if code in skill.rungs:
            sink.notice(where, f"describes the level {quoted(code)} again: both are read")
        taken = {named} if key else {coded or named, named}
        lines, beside = described(one, taken)
        if called and called != ladder.scale.levels[code].name:
            beside["name"] = called
        skill.describe(code, where, lines)
        if beside:
            kept[code] = beside
    if kept:
        skill.extra["levels"] = kept
