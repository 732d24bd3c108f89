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
    limit = room
    pending = [(value, 0)]
    while pending:
        one, depth = pending.pop()
        room -= 1
        if isinstance(one, str):
            room -= _stored(one)
        elif isinstance(one, dict):
            pending += [(inner, depth + 1) for inner in one.values()]
            room -= sum(map(_key, one))
        elif isinstance(one, list | tuple):
            pending += [(inner, depth + 1) for inner in one]
        elif isinstance(one, bool) or one is None:
            continue
        elif not isinstance(one, int | float):
            raise ValueError("holds something that is no JSON")
        elif isinstance(one, float) and not isfinite(one):
            raise ValueError("holds a number that is not finite")
        elif abs(one) > LARGEST_NUMBER:
            raise ValueError("holds a number that is too large")
        if depth > MAX_DEPTH:
            raise ValueError(f"is nested deeper than {MAX_DEPTH} levels")
        if room < 0:
            raise ValueError(f"has more than {limit} characters")
    return value


def _key(key: object) -> int:
    if not isinstance(key, str):
        raise ValueError("has a key that is not text")  # noqa: TRY004 - Pydantic reads ValueError
    return _stored(key)


def _stored(text: str) -> int:
    if _UNSTORABLE.search(text):
        raise ValueError("holds a NUL or a lone surrogate")
    return len(text)
