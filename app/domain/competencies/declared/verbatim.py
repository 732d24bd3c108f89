"""Values that are kept as they are: any JSON that a database can hold."""

import re
from math import isfinite
from typing import Any, Final

MAX_DEPTH: Final = 60
MAX_CHARACTERS: Final = 1_000_000
LARGEST_NUMBER: Final = 10**300
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def verbatim(value: Any, room: int = MAX_CHARACTERS) -> Any:
    """The same value. Raises ValueError for what no JSON column can hold."""
    left = room
    pending = [(value, 0)]
    while pending:
        one, depth = pending.pop()
        left -= 1
        if isinstance(one, dict):
            pending += [(inner, depth + 1) for inner in one.values()]
            left -= sum(map(_key, one))
        elif isinstance(one, list | tuple):
            pending += [(inner, depth + 1) for inner in one]
        else:
            left -= _scalar(one)
        if depth > MAX_DEPTH:
            raise ValueError(f"is nested deeper than {MAX_DEPTH} levels")
        if left < 0:
            raise ValueError(f"has more than {room} characters")
    return value


def _scalar(one: object) -> int:
    if isinstance(one, str):
        return _stored(one)
    if isinstance(one, int | float):
        if isinstance(one, float) and not isfinite(one):
            raise ValueError("holds a number that is not finite")
        if abs(one) > LARGEST_NUMBER:
            raise ValueError("holds a number that is too large")
    elif one is not None:
        raise ValueError("holds something that is no JSON")
    return 0


def _key(key: object) -> int:
    if not isinstance(key, str):
        raise ValueError("has a key that is not text")  # noqa: TRY004 - Pydantic reads ValueError
    return _stored(key)


def _stored(text: str) -> int:
    if _UNSTORABLE.search(text):
        raise ValueError("holds a NUL or a lone surrogate")
    return len(text)
