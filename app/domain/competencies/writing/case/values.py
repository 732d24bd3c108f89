"""What CASE lets stand in a field: identifiers, URIs, moments, days, texts, numbers.

Each function gives the value as CASE has it, or `None` if it cannot be said there.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from ipaddress import AddressValueError, IPv6Address
from typing import Any, Final
from urllib.parse import quote

UUID_FORM: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
"""RFC 4122, in small letters: what the schemas of CASE ask for."""
EXTENSION: Final = re.compile(r"ext:[a-zA-Z0-9._-]+")
TYPES: Final = frozenset(
    {
        "isChildOf",
        "isPeerOf",
        "isPartOf",
        "exactMatchOf",
        "precedes",
        "isRelatedTo",
        "replacedBy",
        "exemplar",
        "hasSkillLevel",
        "isTranslationOf",
    }
)
SMALLEST, LARGEST = -(2**31), 2**31 - 1
MAX_URI: Final = 8_000

_UNRESERVED = r"[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
_SEGMENT = rf"(?:{_UNRESERVED}|[:@])"
_URI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    rf"(?://(?:(?:{_UNRESERVED}|:)*@)?(?:\[(?P<literal>[0-9A-Fa-f:.]+)\]|(?:{_UNRESERVED})*)(?::[0-9]*)?"
    rf"(?:/{_SEGMENT}*)*"
    rf"|/(?:{_SEGMENT}+(?:/{_SEGMENT}*)*)?|{_SEGMENT}+(?:/{_SEGMENT}*)*)"
    rf"(?:\?(?:{_SEGMENT}|[/?])*)?(?:#(?:{_SEGMENT}|[/?])*)?"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,12}")
_SAFE: Final = "%-._~:/?#[]@!$&'()*+,;="


def identifier(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    found = value.strip().lower()
    return found if UUID_FORM.fullmatch(found) else None


def uri(value: object) -> str | None:
    """An absolute URI (RFC 3986); letters that none may hold are percent-encoded."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_URI:
        return None
    try:
        found = quote(value.strip(), safe=_SAFE)
    except UnicodeEncodeError:
        return None
    match = _URI.fullmatch(found)
    if match is None:
        return None
    if match["literal"] is not None:
        try:
            IPv6Address(match["literal"])
        except AddressValueError:
            return None
    return found


def moment(value: object) -> str | None:
    """A date-time in UTC (RFC 3339); one without an offset is taken to be in UTC."""
    if not isinstance(value, str) or not 10 <= len(value.strip()) <= 40:  # noqa: PLR2004
        return None
    try:
        found = datetime.fromisoformat(value.strip().replace(" ", "T", 1))
        return written(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def written(at: datetime) -> str:
    found = at.astimezone(UTC).replace(tzinfo=None)
    return found.isoformat(timespec="milliseconds" if found.microsecond else "seconds") + "Z"


def day(value: object) -> str | None:
    """A date; that of a moment is its first part."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not _DAY.fullmatch(text):
        text = (moment(text) or "")[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value)


def texts(value: object) -> list[str] | None:
    """A list of texts; one text is a list of one."""
    given = value if isinstance(value, list | tuple) else [value]
    found = [one for one in map(text, given) if one is not None]
    return found if found or given == [] else None


def whole(value: object) -> int | None:
    """An integer of 32 bits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and SMALLEST <= value <= LARGEST:
        return value
    return None


def number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value) if len(value) < 40 else None  # noqa: PLR2004
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 3e38 else None  # noqa: PLR2004 - a float of 32 bits


def association_type(value: object) -> str | None:
    if isinstance(value, str) and (value in TYPES or EXTENSION.fullmatch(value)):
        return value
    return None


def target_type(value: object) -> str | None:
    if isinstance(value, str) and (value == "CASE" or EXTENSION.fullmatch(value)):
        return value
    return None


def case_version(value: object) -> str | None:
    return "1.1" if text(value) else None


def extension_type(written_as: str) -> str:
    """A type of association that CASE does not know, as one of its extensions."""
    return "ext:" + (re.sub(r"[^A-Za-z0-9._-]+", "_", written_as).strip("_") or "link")


def without_nulls(value: Any) -> Any:
    """The same, absent in place of null, all the way down."""
    if isinstance(value, Mapping):
        return {str(name): without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(one) for one in value if one is not None]
    return value
