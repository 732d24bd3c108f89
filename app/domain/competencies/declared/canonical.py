"""What content is, when order and whitespace are not: for digests and hashes."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from app.domain.competencies.declared.texts import on_one_line

_NOT_CONTENT: Final = "lastChangeDateTime"  # exports set it anew each time
_sorted = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
compact: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def digest(kind: str, *content: object) -> bytes:
    """16 bytes that are the same for the same content, which is settled already."""
    return blake2b(_sorted((kind, content)).encode(), digest_size=16).digest()


def canonical(value: object) -> str:
    """JSON in which sorting and spacing mean nothing, and neither does the order of a list."""
    return _sorted(settled(value))


def settled(value: Any) -> Any:
    """The value with its texts on one line and its lists in an order of their own."""
    if isinstance(value, str):
        return on_one_line(value)
    if isinstance(value, Mapping):
        return {on_one_line(key): settled(one) for key, one in value.items() if key != _NOT_CONTENT}
    if isinstance(value, list | tuple):
        return sorted(map(settled, value), key=_sorted)
    return value
