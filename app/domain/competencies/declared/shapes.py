"""What is wrong with one thing by itself, in our words and at its place."""

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Final

from pydantic import ValidationError

from app.domain.competencies.declared.findings import Problem, pointer
from app.domain.competencies.declared.kinds import KINDS
from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.texts import MAX_CODE, MAX_URI, UNSTORABLE, on_one_line

_WORDS: Final = {
    "missing": "is missing",
    "string_type": "should be text (in YAML, put it in quotes)",
    "string_unicode": "has a lone surrogate, which no text may have",
    "string_too_short": "should not be empty",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list",
    "dict_type": "should be an object",
    "model_type": "should be an object",
    "extra_forbidden": "is not a field here",
}
_PREFIX: Final = re.compile("Value error, |Input ")
_NAMES_OTHERS: Final = ("code", "identifier", "parent", "rank", "replaces", "requirements")
_ENDS: Final = ("origin", "destination")
_CHECKED: Final = frozenset({*_NAMES_OTHERS, *_ENDS, "edition", "levels"})


def problems(
    error: ValidationError, where: str, fields: Mapping[str, Any], places: Mapping[str, str] | None
) -> Iterator[Problem]:
    """Pydantic's findings in our words, without repeating what was sent."""
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        path = _readable(one["loc"], fields)
        what = _WORDS.get(one["type"]) or _PREFIX.sub("", one["msg"])
        place = place_of(where, places, *path)
        if place == where and path and where[:1] != "/":  # or nobody knew which field it is
            what = f"{path[0]} {what}"
        yield Problem(place, what)


def place_of(where: str, places: Mapping[str, str] | None, *path: str | int) -> str:
    """Where a field stood: as told, else below its thing where that has a JSON pointer."""
    for end in range(len(path), 0, -1) if places else ():
        known = places.get("/".join(map(str, path[:end]))) if places else None
        if known is not None:
            return known + pointer(*path[end:]) if known[:1] == "/" else known
    if path and where[:1] == "/":
        return where + pointer(_camel(str(path[0])), *path[1:])
    return where


def checked(places: Mapping[str, str]) -> dict[str, str]:
    """The places that the check of the whole may want to tell."""
    return {field: place for field, place in places.items() if field.partition("/")[0] in _CHECKED}


def stub(kind: Kind, fields: Mapping[str, Any]) -> Any:
    """Stands in for what is refused, so that whoever refers to it is not refused as well."""
    model = KINDS[kind]
    empty = {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
    }
    texts = {name: "" for name, field in model.model_fields.items() if field.is_required()}
    named = {name: _named(fields.get(name)) for name in (*_NAMES_OTHERS[:3], *_ENDS)}
    kept = {name: value for name, value in named.items() if name in empty and value is not None}
    rank = fields.get("rank")
    ranked = {
        "rank": rank if isinstance(rank, int) and 0 <= rank < MAX_URI else -1,
        "turn": fields.get("turn"),
    }
    levels = fields.get("levels")
    pairs = levels if isinstance(levels, list | tuple) else ()
    named_levels = {_named(one[0]) for one in pairs if isinstance(one, list | tuple) and one}
    described = {"levels": [(one, "") for one in sorted(named_levels - {None, ""}, key=str)]}
    return SimpleNamespace(**(empty | texts | ranked | kept | described))


def _named(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > MAX_URI or UNSTORABLE.search(value):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return on_one_line(value)[:MAX_CODE]


def _readable(path: tuple[str | int, ...], fields: Mapping[str, Any]) -> list[str | int]:
    """A descriptor's place is its level, which its number is not."""
    if path[:1] != ("levels",) or len(path) == 1:
        return list(path)
    levels = fields.get("levels")
    number = path[1]
    if isinstance(levels, list | tuple) and isinstance(number, int):
        pair = levels[number]
        level = pair[0] if isinstance(pair, list | tuple) and pair else number
        return ["levels", level if isinstance(level, str | int) else number]
    return list(path)


def _camel(field: str) -> str:
    head, *more = field.split("_")
    return head + "".join(one.capitalize() for one in more)
