"""Which part of a JSON or YAML value is a competency with levels, and which holds several.

Nothing here depends on one file: a competency is whatever has its levels under a usual name,
or under keys that are levels themselves.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from app.domain.competencies.declared.ladders.document import Path
from app.domain.competencies.declared.ladders.levels import level_of

COLLECTIONS: Final = (
    "competencies",
    "topics",
    "skills",
    "tracks",
    "dimensions",
    "areas",
    "capabilities",
    "attributes",
    "pillars",
    "categories",
    "groups",
    "traits",
)
LEVELS: Final = (
    "milestones",
    "levels",
    "content",
    "grades",
    "stages",
    "steps",
    "expectations",
    "progression",
)
NAMES: Final = (
    "title",
    "displayName",
    "display_name",
    "name",
    "label",
    "competency",
    "skill",
    "topic",
)
CODES: Final = ("code", "id", "key", "slug")
STATEMENTS: Final = ("statement", "description", "summary", "definition")
LEVEL_KEYS: Final = ("level", "number", "rank", "code", "id", "key")
TEXTS: Final = ("summary", "description", "text", "statement", "definition", "descriptor")
LISTS: Final = (
    "criteria",
    "signals",
    "behaviours",
    "behaviors",
    "expectations",
    "indicators",
    "responsibilities",
    "bullets",
    "points",
    "items",
    "details",
)
_FIELDS: Final = frozenset({*NAMES, *CODES, *STATEMENTS, *LEVEL_KEYS, *TEXTS, *LISTS, "category"})
_IN_ORDER: Final = frozenset({"milestones", "levels", "stages"})
_MAX_NESTING: Final = 6
_FEWEST: Final = 2


class Entry(NamedTuple):
    """A competency: its key in a mapping (if it has one), and where its levels are below it."""

    path: Path
    key: str | None
    value: Mapping[str, Any] | list[Any]
    levels: Path
    category: str | None


class Beside(NamedTuple):
    """Something that stands among competencies and is none."""

    path: Path
    value: Any


def first(value: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these keys under which there is text or a number."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return name
    return None


def collections_in(value: Mapping[str, Any]) -> list[str]:
    return [
        name for name in COLLECTIONS if isinstance(value.get(name), dict | list) and value[name]
    ]


def entries(
    value: object, path: Path = (), category: str | None = None
) -> Iterator[Entry | Beside]:
    """The competencies in a list or mapping, groups of them being categories."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _entry(one, (*path, index), None, category)
    elif isinstance(value, dict):
        alike = _levels_alike(value)
        for key, one in value.items():
            if alike and isinstance(one, dict):
                yield Entry((*path, key), key, one, (), category)
            else:
                yield from _entry(one, (*path, key), key, category)


def _entry(
    value: object, path: Path, key: str | None, category: str | None
) -> Iterator[Entry | Beside]:
    levels = None if key in LEVELS else levels_below(value)
    if levels is not None and isinstance(value, dict | list):
        yield Entry(path, key, value, levels, category)
    elif isinstance(value, dict) and (names := collections_in(value)) and len(path) < _MAX_NESTING:
        called = first(value, NAMES)
        group = str(value[called]) if called else key
        for name in names:
            yield from entries(value[name], (*path, name), group)
        for name, one in value.items():
            if name not in names and name != called:
                yield Beside((*path, name), one)
        if called and key and value[called] != key:
            yield Beside(path, key)
    elif (
        (isinstance(value, dict) or (key is not None and isinstance(value, list)))
        and value
        and len(path) < _MAX_NESTING
        and any(isinstance(one, Entry) for one in entries(value, path, key))
    ):
        yield from entries(value, path, key)
    else:
        yield Beside(path, value)


def levels_below(value: object) -> Path | None:
    """Where the levels of a competency are: below a key, or at once (`()`); `None` for none."""
    if isinstance(value, list):
        own = value and all(
            isinstance(one, dict) and "level" in one and not collections_in(one) for one in value
        )
        return () if own else None
    if not isinstance(value, dict):
        return None
    for name in LEVELS:
        if name in value and _are_levels(value[name], in_order=name in _IN_ORDER):
            return (name,)
    named = [key for key, one in value.items() if level_of(key, bare=True) and _says(one)]
    return () if len(named) >= _FEWEST else None


def _are_levels(value: object, *, in_order: bool) -> bool:
    """Whether these are levels. A list of mere texts is one where they are known to be in order."""
    if isinstance(value, list):
        return bool(value) and all(
            (in_order and isinstance(one, str)) or (isinstance(one, dict) and _is_level(one))
            for one in value
        )
    if isinstance(value, dict):
        return bool(value) and all(_says(one) for one in value.values())
    return False


def _is_level(value: dict[str, Any]) -> bool:
    if collections_in(value):
        return False
    return first(value, (*LEVEL_KEYS, *NAMES, *TEXTS)) is not None or any(
        isinstance(value.get(name), list)
        for name in (*LISTS, *TEXTS, "examples", "exampleCriteria")
    )


def named_texts(value: object) -> list[str]:
    """The keys of an object that are names of competencies: below them are texts, and they are
    neither fields nor levels.
    """
    return [
        key
        for key, one in (value.items() if isinstance(value, dict) else ())
        if key not in _FIELDS
        and isinstance(one, str | list)
        and one
        and _says(one)
        and not level_of(key, bare=True)
    ]


def _says(value: object) -> bool:
    """Whether this can be what a level says: text, a list of texts, or an object with those."""
    if isinstance(value, str) or value is None:
        return True
    if isinstance(value, list):
        return all(isinstance(one, str | dict) for one in value)
    return isinstance(value, dict) and _is_level(value)


def _levels_alike(value: dict[str, Any]) -> bool:
    """Whether several entries have the same keys, which say something and are no fields: those
    are levels, whatever they are called.
    """
    found = [one for one in value.values() if isinstance(one, dict)]
    if len(found) < _FEWEST or len(found) != len(value):
        return False
    keys = list(found[0])
    return (
        len(keys) >= _FEWEST
        and all(list(one) == keys for one in found)
        and not _FIELDS.intersection(keys)
        and not any(level_of(key, bare=True) for key in value)
        and not any(key in (*COLLECTIONS, *LEVELS) for key in keys)
        and all(
            isinstance(text, str | list) and _says(text) for one in found for text in one.values()
        )
    )
