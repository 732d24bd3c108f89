"""Reading the fields of CASE objects with patience: what can be understood is, and is told.

Real exports write numbers as text and text as numbers, `null` for absent, one object where a
list belongs, a bare URI where a link belongs. Every such thing becomes a notice at its place.
"""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple

from app.domain.competencies.declared.findings import pointer
from app.domain.competencies.declared.kinds import MAX_LEVELS
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.texts import on_one_line

_UUID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
# Left behind by word processors and wrong encodings. A NUL is no accident and stays refused.
_CONTROLS: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.0*)?")
_LONGEST_NUMBER: Final = 10**15


class Link(NamedTuple):
    """What a CASE link names: any of identifier, URI and title may be missing."""

    identifier: str | None = None
    uri: str | None = None
    title: str | None = None


class Fields:
    """One object of the package, and its place in it."""

    def __init__(self, raw: Mapping[str, Any], where: str, sink: Sink) -> None:
        self.raw = raw
        self.where = where
        self._sink = sink

    def notice(self, name: str, what: str) -> None:
        self._sink.notice(self.at(name), what)

    def at(self, name: str) -> str:
        return self.where + pointer(name) if name else self.where

    def value(self, name: str) -> object:
        """The raw value; `None` for absent and, with a notice, for `null`."""
        value = self.raw.get(name)
        if value is None and name in self.raw:
            self.notice(name, "is null: read as absent")
        return value

    def text(self, name: str) -> str | None:
        """Text, trimmed and never empty; whatever is not quite text is read as such or left out."""
        value = self.value(name)
        if isinstance(value, list | tuple) and len(value) == 1:
            self.notice(name, "is a list of one: read as that one")
            value = value[0]
        return self._as_text(name, value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, also where it was written as one text with commas."""
        value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, str):
            self.notice(name, "is text: read as a list")
            value = value.split(",")
        if not isinstance(value, list | tuple):
            value = [value]
        if len(value) > MAX_LEVELS:
            self.notice(name, f"has more than {MAX_LEVELS} entries: the rest is left out")
        found = (self._as_text(name, one) for one in value[:MAX_LEVELS])
        return tuple(dict.fromkeys(on_one_line(one) for one in found if one))

    def whole(self, name: str) -> int | None:
        """A whole number, also where it was written as text."""
        value = self.value(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            self.notice(name, "is text: read as a number")
            return int(value.strip().partition(".")[0])
        if isinstance(value, float) and isfinite(value) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_NUMBER:
            return value
        self.notice(name, "is not a whole number: left out")
        return None

    def besides(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What is said here, verbatim, and not word for word in these fields."""
        return {
            name: value
            for name, value in self.raw.items()
            if value is not None and not (name in said and _same(said[name], value))
        }

    def identifier(self) -> str | None:
        """The identifier, which may be anything but should be a UUID."""
        identifier = self.text("identifier")
        if identifier is not None and not _UUID.fullmatch(identifier):
            self.notice("identifier", "is not an RFC 4122 UUID: kept as it is")
        return identifier

    def link(self, name: str) -> Link:
        """Where a link leads, also where it is a bare URI or identifier."""
        value = self.value(name)
        if isinstance(value, Mapping):
            target = Fields(value, self.at(name), self._sink)
            return Link(target.text("identifier"), target.text("uri"), target.text("title"))
        text = self._as_text(name, value)
        if text is None:
            return Link()
        self.notice(name, "is text: read as a link")
        if ":" in text or "/" in text:
            return Link(text.rstrip("/").rpartition("/")[2], text)
        return Link(text)

    def rows(self, name: str, limit: int) -> Iterator["Fields"]:
        """The objects of a list, also where it holds one object that is not in a list."""
        value = self.value(name)
        if value is None:
            return
        if isinstance(value, Mapping):
            self.notice(name, "is one object: read as a list of it")
            value = [value]
        if not isinstance(value, list | tuple):
            self._sink.refuse(self.at(name), "should be a list")
            return
        if len(value) > limit:
            self._sink.refuse(self.at(name), f"has more than {limit} entries")
            return
        for index, one in enumerate(value):
            where = self.at(name) + pointer(index)
            if isinstance(one, Mapping):
                yield Fields(one, where, self._sink)
            elif one is None:
                self._sink.notice(where, "is null: left out")
            else:
                self._sink.refuse(where, "should be an object")

    def _as_text(self, name: str, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, str):
            mended = _CONTROLS.sub(" ", value)
            if mended != value:
                self.notice(name, "has control characters: read as spaces")
            return mended.strip() or None
        if _is_number(value):
            self.notice(name, "is a number: read as text")
            return str(value)
        self.notice(name, "is not text: left out")
        return None


def _same(said: object, value: object) -> bool:
    if isinstance(said, str) and isinstance(value, str):
        return said == value or on_one_line(said) == on_one_line(value)
    return type(said) is type(value) and said == value


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) if isinstance(value, float) else abs(value) < _LONGEST_NUMBER
