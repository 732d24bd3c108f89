"""What values of a statement may be, one check for each kind.

A check takes a place and the value there, and notes at the place what is wrong. It repeats
nothing that was sent.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from app.domain.errors import Fault
from app.domain.shape import MOST_FAULTS, NAME, pointer
from app.domain.values import EARLIEST, LATEST

LONGEST_IRI: Final = 2_000
LONGEST_TEXT: Final = 20_000
LARGEST: Final = 1.7e308

UUID_FORM: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f]+")
_MAILBOX: Final = re.compile(r"mailto:[^\s@<>]+@[^\s@<>]+", re.IGNORECASE)
_SHA1: Final = re.compile(r"[0-9a-fA-F]{40}", re.ASCII)
_SHA2: Final = re.compile(r"[0-9a-fA-F]{56,128}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}", re.ASCII)
_DURATION: Final = re.compile(
    r"P(\d+W|(?=[\dT])(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?D)?"
    r"(T(?=\d)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?)",
    re.ASCII,
)
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_MINUS_ZERO: Final = ("-00", "-0000", "-00:00")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the statements something is, and by which version they are read."""

    version: int
    path: tuple[str | int, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def below(self, name: str | int) -> "Place":
        return Place(self.version, (*self.path, name), self.faults)

    def wrong(self, detail: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(pointer(self._named()), detail))

    def _named(self) -> tuple[str | int, ...]:
        """As far as the names are short and plain; those that callers make up need not be."""
        for count, part in enumerate(self.path):
            if isinstance(part, str) and not NAME.fullmatch(part):
                return self.path[:count]
        return self.path


Check: TypeAlias = Callable[[Place, Any], None]


def matches(form: re.Pattern[str], wanted: str, longest: int = LONGEST_TEXT) -> Check:
    def check(at: Place, value: Any) -> None:
        if not isinstance(value, str) or len(value) > longest or not form.fullmatch(value):
            at.wrong(f"should be {wanted}")

    return check


uuid: Final = matches(UUID_FORM, "a UUID")
iri: Final = matches(_IRI, f"an IRI with a scheme, up to {LONGEST_IRI} characters", LONGEST_IRI)
mailbox: Final = matches(_MAILBOX, "an address such as mailto:ada@example.com", LONGEST_IRI)
sha1: Final = matches(_SHA1, "40 hexadecimal digits")
sha2: Final = matches(_SHA2, "a SHA-2 hash in hexadecimal digits")
language: Final = matches(_LANGUAGE, "a language tag (RFC 5646)")
duration: Final = matches(_DURATION, "a duration (ISO 8601)", 200)


def text(at: Place, value: Any) -> None:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        at.wrong(f"should be text, up to {LONGEST_TEXT} characters")


def something(at: Place, value: Any) -> None:
    """Text that is not empty."""
    text(at, value)
    if value == "":
        at.wrong("should not be empty")


def truth(at: Place, value: Any) -> None:
    if not isinstance(value, bool):
        at.wrong("should be true or false")


def number(at: Place, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
        at.wrong("should be a number that a double can hold")


def count(at: Place, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        at.wrong("should be a whole number, 0 or more")


def moment(at: Place, value: Any) -> None:
    if read_moment(value) is None:
        at.wrong("should be a moment (ISO 8601), such as 2026-12-24T12:00:00Z")


def read_moment(value: Any) -> datetime | None:
    """A moment; None if it is none. One without an offset is in UTC; -00:00 is none at all."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[4] in _MINUS_ZERO:
        return None
    fraction = f".{match[3][:6].ljust(6, '0')}" if match[3] else ""
    time = match[2] if len(match[2]) > len("12:00") else f"{match[2]}:00"
    try:
        found = datetime.fromisoformat(f"{match[1]}T{time}{fraction}{(match[4] or 'Z').upper()}")
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST.year <= found.year <= LATEST.year else None


def word(*known: str) -> Check:
    def check(at: Place, value: Any) -> None:
        if not isinstance(value, str) or value not in known:
            at.wrong(f"should be one of {', '.join(known)}")

    return check


def several(each: Check, *, at_least: int = 0) -> Check:
    def check(at: Place, value: Any) -> None:
        if not isinstance(value, list) or len(value) < at_least:
            at.wrong("should be a list" + (" that is not empty" if at_least else ""))
            return
        for index, one in enumerate(value):
            each(at.below(index), one)

    return check


def by_name(name: Check, each: Check) -> Check:
    """An object whose names are the caller's own."""

    def check(at: Place, value: Any) -> None:
        if not isinstance(value, dict):
            at.wrong("should be an object")
            return
        for key, one in value.items():
            found = Place(at.version)
            name(found, key)
            if found.faults:
                at.wrong(f"has a name that {found.faults[0].detail}")
            each(at.below(key), one)

    return check


def anything(_at: Place, _value: Any) -> None:
    """Whatever JSON can say."""


words: Final = by_name(language, text)
extensions: Final = by_name(iri, anything)


def thing(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these properties and no others."""
    known = {**required, **optional}

    def check(at: Place, value: Any) -> None:
        if not isinstance(value, dict):
            at.wrong("should be an object")
            return
        for name in required:
            if name not in value:
                at.below(name).wrong("is missing")
        for name, one in value.items():
            if name not in known:
                at.below(name).wrong("is not known here")
            else:
                known[name](at.below(name), one)

    return check
