"""Events of plain objects that are in memory already, such as the body of a request."""

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Final

from app.domain.competencies.declared.findings import Unreadable, pointer
from app.domain.competencies.declared.streams import Event, Events

MAX_DEPTH: Final = 200
_HUGE: Final = 10**300
_NULL: Final = ("null", None)
_STARTS: Final = {"end_map": ("start_map", None), "end_array": ("start_array", None)}
Steps = list[str | int]


def value_events(value: object) -> Events:
    """Raises Unreadable, with a pointer, for what is no JSON or goes on for ever."""
    open_: list[tuple[Iterator[Any], str, Steps]] = []
    path: Steps = []
    if (scalar := _scalar(value, path)) is not None:
        yield scalar
        return
    open_.append(_opened(value, open_, path))
    yield _STARTS[open_[-1][1]]
    while open_:
        entries, end, path = open_[-1]
        for one in entries:
            if end == "end_map":
                key, one = one  # noqa: PLW2901 - the value of the entry
                if type(key) is not str:
                    raise Unreadable(pointer(*path[:-1]), "has a key that is not text")
                path[-1] = key
                yield "map_key", key if key.isascii() else _text(key, path)
            else:
                path[-1] = int(path[-1]) + 1
            if type(one) is str and one.isascii():
                yield "string", one
            elif (scalar := _scalar(one, path)) is not None:
                yield scalar
            else:
                open_.append(_opened(one, open_, path))
                yield _STARTS[open_[-1][1]]
                break
        else:
            open_.pop()
            yield end, None


def _opened(value: object, open_: list[Any], path: Steps) -> tuple[Iterator[Any], str, Steps]:
    if len(open_) == MAX_DEPTH:
        raise Unreadable(pointer(*path), f"is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        return iter(value.items()), "end_map", [*path, ""]
    if isinstance(value, list | tuple):
        return iter(value), "end_array", [*path, -1]
    raise Unreadable(pointer(*path), "is no JSON")


def _scalar(value: object, path: Steps) -> Event | None:
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, str):
        return "string", _text(value, path)
    if isinstance(value, int | float):
        return "number", value if isinstance(value, float) or abs(value) < _HUGE else inf
    return None


def _text(text: str, path: Steps) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        what = "has a lone surrogate, which no text may have"
        raise Unreadable(pointer(*path), what) from None
    return text
