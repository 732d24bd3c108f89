"""One page of anything, for both doors: how much, from where, in which order."""

import json
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from app.domain.errors import Fault, Invalid
from app.domain.shape import Filters

LARGEST: Final = 200
LONGEST_CURSOR: Final = 1000


class Variant(StrEnum):
    """A word that changes the statement of a list itself, such as its order. Everything
    else that a list is narrowed by is a parameter of one statement.
    """


class BadCursor(Invalid):
    """This cursor did not come from this list, in this order. Start again without it."""

    code = "cursor_invalid"


class Pagination(Filters):
    limit: int = Field(default=50, ge=1, le=LARGEST, description="How many at the most.")
    cursor: str | None = Field(
        default=None,
        max_length=LONGEST_CURSOR,
        description="The `nextCursor` of the page before; absent means the first page.",
    )


def encode(sort: str, keys: Sequence[Any]) -> str:
    """An opaque mark of one row's place in one order."""
    plain = _compact([sort, *map(str, keys)])
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


_compact: Final = json.JSONEncoder(separators=(",", ":")).encode


def decode(cursor: str, sort: str, kinds: Sequence[TypeAdapter[Any]]) -> list[Any]:
    """The place that `encode` marked; anything else is refused."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        given, *keys = json.loads(b64decode(padded.encode("ascii"), b"-_", validate=True))
        if given != sort:
            raise BadCursor(Fault("/cursor", BadCursor.explanation()))
        return [kind.validate_python(key) for kind, key in zip(kinds, keys, strict=True)]
    except (NotBase64, ValidationError, ValueError, TypeError, RecursionError) as error:
        fault = Fault("/cursor", BadCursor.explanation())
        raise BadCursor(fault) from error
