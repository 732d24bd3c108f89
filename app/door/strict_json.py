"""JSON as it comes in, read strictly: what two readers could understand differently is refused."""

import json
from math import isfinite
from typing import Any, Final

from app.domain.errors import Malformed

LONGEST_NUMBER: Final = 400
DEEPEST: Final = 100


def read_json(body: bytes) -> Any:
    """The value of a JSON text (RFC 8259), without duplicate names, NaN or lone surrogates.

    Raises `Malformed`. Numbers keep to what a double or 400 digits can hold, and nesting to
    what everybody behind this, PostgreSQL included, can walk down.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse,
            parse_int=_integer,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise Malformed(detail="The body is not UTF-8.") from error
    except RecursionError as error:
        raise Malformed(detail="The body is nested too deeply.") from error
    except ValueError as error:
        raise Malformed(detail="The body is not JSON, or names a field twice.") from error
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_depth(value)
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("too long")
    return int(digits)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("beyond a double")
    return value


def _refuse_depth(value: Any) -> None:
    level, depth = [value], 0
    while inside := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        if depth > DEEPEST:
            raise Malformed(detail="The body is nested too deeply.")
        level = [
            below for one in inside for below in (one.values() if isinstance(one, dict) else one)
        ]


def _refuse_surrogates(value: Any) -> None:
    """An escape can spell half of a character, which no text can hold."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            try:
                one.encode()
            except UnicodeEncodeError as error:
                raise Malformed(detail="The body holds half of a character.") from error
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
