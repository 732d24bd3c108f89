"""What content is, when order and whitespace are not: for digests and hashes."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from pydantic_core import to_json

from app.domain.competencies.declared.texts import on_one_line

_NOT_CONTENT: Final = "lastChangeDateTime"  # exports set it anew each time


def compact(value: object) -> str:
    """The value as JSON, in one line without spaces."""
    return to_json(value).decode()


def digest(kind: str, *content: object) -> bytes:
    """16 bytes that are the same for the same content, which is settled already."""
    return blake2b(to_json((kind, content)), digest_size=16).digest()


def canonical(value: object) -> bytes:
    """JSON in which sorting and spacing mean nothing, and neither does the order of a list."""
    return to_json(settled(value))


def settled(value: Any) -> Any:
    """The value with its texts on one line, and its keys and lists in an order of their own."""
    if isinstance(value, str):
        return on_one_line(value)
    if isinstance(value, Mapping):
        pairs = [(on_one_line(key), one) for key, one in value.items() if key != _NOT_CONTENT]
        return {key: settled(one) for key, one in sorted(pairs, key=_first)}
    if isinstance(value, list | tuple):
        return sorted(map(settled, value), key=to_json)
    return value


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]
