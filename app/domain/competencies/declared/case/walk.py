"""Finding the parts of a CASE package, wherever exports put them, without holding it.

Packages come wrapped in `CFPackage`, `data`, a list of one and the like, and a CFDocument turns
up in odd places, also around its own items. What is beside these parts is kept as leftovers.
"""

from collections.abc import Iterator
from typing import Any, Final, Protocol

from app.domain.competencies.declared.case.restored import (
    EXTENSIONS,
    ours_of,
    restored,
    said_otherwise,
    theirs_of,
)
from app.domain.competencies.declared.findings import Unreadable, pointer
from app.domain.competencies.declared.formats import BOTH, OWN_KEYS
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.streams import Events
from app.domain.competencies.declared.streams.cursor import MAX_DEPTH, MAX_WHOLE, Cursor

_ROWS: Final = {"CFItems": "item", "CFAssociations": "association", "CFRubrics": "rubric"}
_DOCUMENT: Final = "CFDocument"
_DEFINITIONS: Final = "CFDefinitions"
_PARTS: Final = frozenset({_DOCUMENT, _DEFINITIONS, *_ROWS})


class Parts(Protocol):
    """Takes the parts of a package in the order of the file."""

    def document(self, where: str, raw: dict[str, Any]) -> None: ...

    def item(self, where: str, raw: dict[str, Any]) -> None: ...

    def association(self, where: str, raw: dict[str, Any]) -> None: ...

    def rubric(self, where: str, raw: dict[str, Any]) -> None: ...


class Walk:
    """`package` is where the parts were, as soon as one was found."""

    def __init__(self, events: Events, sink: Sink, parts: Parts) -> None:
        self._cursor = Cursor(events)
        self._sink = sink
        self._parts = parts
        self._wrappers: dict[str, None] = {}
        self._room = MAX_WHOLE
        self._documents = 0

    @property
    def package(self) -> str:
        return next(iter(self._wrappers), "")

    def all(self) -> None:
        event, value = self._cursor.next()
        if event not in ("start_map", "start_array"):
            raise Unreadable("", "should be an object with a CFDocument")
        self._value("", event, value, 0)
        for event, _ in self._cursor.events:
            raise Unreadable("", f"goes on after its end, with {event}")
        if not self._documents:
            self._sink.refuse(f"{self.package}/{_DOCUMENT}", "is missing")

    def _value(self, where: str, event: str, value: Any, depth: int) -> tuple[Any, bool]:
        """The value, and whether parts of the package were in it (which it then lacks)."""
        self._room -= 1
        if self._room < 0:
            raise Unreadable(where, f"is one of more than {MAX_WHOLE} values that CASE has not")
        if depth > MAX_DEPTH:
            raise Unreadable(where, f"is nested deeper than {MAX_DEPTH} levels")
        if event == "start_map":
            return self._map(where, depth)
        if event != "start_array":
            return value, False
        entries, found = [], False
        for number, inner, one in self._cursor.entries():
            entry, parts = self._value(f"{where}/{number}", inner, one, depth + 1)
            found = found or parts
            if not parts:
                entries.append(entry)
        return entries, found

    def _map(self, where: str, depth: int) -> tuple[dict[str, Any], bool]:
        rest, found = self._entries(where, depth)
        if not found:
            return rest, False
        if not where and OWN_KEYS & set(rest):
            raise Unreadable("", BOTH)
        for name, value in rest.items():
            self._beside(where + pointer(name), name[:100], value)
        return {}, True

    def _beside(self, where: str, name: str, value: Any) -> None:
        """What stands beside the parts, and what a writer of ours has put into `extensions`."""
        ours = ours_of(value) if name == EXTENSIONS else {}
        otherwise = said_otherwise(ours)
        found = [] if name in otherwise else [(name, theirs_of(value) if ours else value)]
        for kind, some in otherwise.items():
            found += [(kind, one) for one in (some if isinstance(some, list) else (some,))]
        for kind, one in found:
            if one not in (None, "", [], {}):
                self._sink.leftover(where, kind[:100], one)

    def _entries(self, where: str, depth: int) -> tuple[dict[str, Any], bool]:
        """What is beside the parts, and whether there were parts."""
        rest: dict[str, Any] = {}
        found = False
        for kind, name in self._cursor.events:
            if kind == "end_map":
                break
            event, value = self._cursor.next()
            there = where + pointer(name)
            if name in rest:
                self._sink.notice(there, "is repeated: the last one is read")
            if name in _PARTS:
                found = True
                self._part(where, name, there, event, value, depth)
                continue
            one, parts = self._value(there, event, value, depth + 1)
            found = found or parts
            if not parts:
                rest[name] = one
        return rest, found

    def _part(self, where: str, name: str, there: str, event: str, value: Any, depth: int) -> None:
        if where not in self._wrappers:
            self._wrappers[where] = None
            if where:
                self._sink.notice("", f"is wrapped: what is below {where} is read")
        if name == _DOCUMENT:
            self._document(there, event, depth)
        elif name == _DEFINITIONS:
            whole = restored(self._cursor.build(there, event, value))
            if any(whole.values()) if isinstance(whole, dict) else whole:
                self._sink.leftover(there, name, whole)
        else:
            take = getattr(self._parts, _ROWS[name])
            for row, raw in self._rows(there, event, value):
                take(row, raw)

    def _document(self, where: str, event: str, depth: int) -> None:
        if event != "start_map":
            self._cursor.skip(event)
            if event != "null":
                self._documents += 1
                self._sink.refuse(where, "should be an object")
            return
        before = self._documents
        raw, around = self._entries(where, depth)
        if around and not raw and self._documents > before:
            return  # it was only a wrapper of the document itself
        self._documents += 1
        if self._documents > 1:
            self._sink.refuse(where, "is a second CFDocument; one package is read")
            return
        self._parts.document(where, raw)

    def _rows(self, where: str, event: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, also where it holds one object that is not in a list."""
        if event == "null":
            self._sink.notice(where, "is null: read as absent")
        elif event == "start_map":
            self._sink.notice(where, "is one object: read as a list of it")
            yield where, self._cursor.build(where, event, value)
        elif event != "start_array":
            self._sink.refuse(where, "should be a list")
            self._cursor.skip(event)
        else:
            for number, inner, one in self._cursor.entries():
                there = f"{where}/{number}"
                if inner == "start_map":
                    raw = self._cursor.build(there, inner, one)
                    for below in self._cursor.repeated:
                        self._sink.notice(there + below, "is repeated: the last one is read")
                    yield there, raw
                elif inner == "null":
                    self._sink.notice(there, "is null: left out")
                else:
                    self._sink.refuse(there, "should be an object")
                    self._cursor.skip(inner)
