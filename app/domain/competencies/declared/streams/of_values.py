"""Events of plain objects that are in memory already, such as the body of a request."""

from collections.abc import Iterator, Mapping
from math import inf
from typing import Final

from app.domain.competencies.declared.findings import Unreadable, pointer
from app.domain.competencies.declared.streams import Events

MAX_DEPTH: Final = 200
_HUGE: Final = 10**300


def value_events(value: object) -> Events:
    """Raises Unreadable, with a pointer, for what is no JSON or goes on for ever."""
    open_: list[tuple[Iterator[object], str, list[str | int]]] = []
    path: list[str | int] = []
    yield from _one(value, open_, path)
    while open_:
        inner, end, path = open_[-1]
        for step in inner:
            if end == "end_map":
                key, one = step  # type: ignore[misc] - of items()
                if not isinstance(key, str):
                    raise Unreadable(pointer(*path), "has a key that is not text")
                if not key.isascii():
                    _text(key, path)
                path[-1:] = [key]
                yield "map_key", key
            else:
                one = step
                path[-1] = int(path[-1]) + 1
            yield from _one(one, open_, path)
            if open_[-1][0] is not inner:
                break
        else:
            open_.pop()
            yield end, None


def _one(
    value: object, open_: list[tuple[Iterator[object], str, list[str | int]]], path: list[str | int]
) -> Events:
    if isinstance(value, str):
        if not value.isascii():
            _text(value, path)
        yield "string", value
    elif value is None:
        yield "null", None
    elif isinstance(value, bool):
        yield "boolean", value
    elif isinstance(value, int | float):
        yield "number", value if isinstance(value, float) or abs(value) < _HUGE else inf
    elif isinstance(value, Mapping | list | tuple):
        if len(open_) == MAX_DEPTH:
            raise Unreadable(pointer(*path), f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, Mapping):
            yield "start_map", None
            open_.append((iter(value.items()), "end_map", [*path, ""]))
        else:
            yield "start_array", None
            open_.append((iter(value), "end_array", [*path, -1]))
    else:
        raise Unreadable(pointer(*path), "is no JSON")


def _text(text: str, path: list[str | int]) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        what = "has a lone surrogate, which no text may have"
        raise Unreadable(pointer(*path), what) from None
