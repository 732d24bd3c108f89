"""The kinds of value that inputs are made of, with their limits.

Every string that comes in is one of these, so that a NUL, a control character or a
megabyte is refused in one place. Lone surrogates are refused by Pydantic itself.
"""

from datetime import date, datetime
from functools import cache
from re import ASCII, Pattern
from re import compile as pattern
from typing import Annotated, Any, Final
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 12, 31)

# C0 and C1 controls, line separators, and the bidirectional overrides, which make a name read
# as another.
_LINE = "^[^\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]*$"
_TEXT = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u202a-\\u202e\\u2066-\\u2069]*$"
_KEY = "^[!-~]+$"

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)
]
"""One line: 1 to 200 characters, no control characters, trimmed."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000, pattern=_TEXT)
]
"""Prose: 1 to 10,000 characters; line breaks and tabs are fine, trimmed."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_KEY)]
"""A name that a program gave: 1 to 200 printable ASCII characters without spaces."""

_DAY: Final = pattern(r"\d{4}-\d\d-\d\d", ASCII)
_INSTANT: Final = pattern(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?", ASCII
)


def _spelled(form: Pattern[str], message: str) -> BeforeValidator:
    """Pydantic also reads seconds since 1970, as numbers and as text; nobody means those."""

    def check(value: Any) -> Any:
        if not isinstance(value, date) and not (isinstance(value, str) and form.fullmatch(value)):
            raise ValueError(message)
        return value

    return BeforeValidator(check)


Day = Annotated[
    date,
    Field(ge=EARLIEST, le=LATEST),
    _spelled(_DAY, "should be a day, such as 2026-12-24"),
]
"""A calendar day between 1900 and 2200."""


UNZONED: Final = frozenset({"localtime", "Factory"})
"""Names in the list that are no place: what the server goes by, and nothing at all. PostgreSQL does
not know the first, and a row with it could not be read any more.
"""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - UNZONED


def _known_zone(name: str) -> str:
    if name not in _zones():
        message = "is not an IANA time zone"
        raise ValueError(message)
    return name


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        message = "needs an offset, such as Z or +01:00"
        raise ValueError(message)
    if not EARLIEST.year <= value.year <= LATEST.year:
        message = f"should be between {EARLIEST.year} and {LATEST.year}"
        raise ValueError(message)
    return value


Instant = Annotated[
    datetime,
    AfterValidator(_moment),
    _spelled(_INSTANT, "should be a moment, such as 2026-12-24T12:00:00Z"),
]
"""A moment with an offset (RFC 3339), between 1900 and 2200."""

Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_known_zone)]
"""An IANA time zone, such as `Europe/Stockholm`."""

Url = Annotated[
    str,
    StringConstraints(
        max_length=2000, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9\[][!#-;=?-~]*$"
    ),
]
"""An address on the web: http or https, up to 2,000 printable ASCII characters."""

Language = Annotated[
    str, StringConstraints(max_length=35, pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
]
"""A BCP 47 language tag, such as `sv-SE`."""
