"""JSON and YAML as plain objects that know where each of their parts stands.

Parts are known by their JSON pointers; those of YAML by their lines, too.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from math import isfinite
from typing import Any, Final, NamedTuple

import yaml

from app.domain.competencies.declared.findings import pointer, quoted
from app.domain.competencies.declared.sink import Sink

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH: Final = 100
_MAX_EVENTS: Final = 500_000
_NULL: Final = {"", "~", "null", "Null", "NULL"}
_BOOLEAN: Final = {"true": True, "True": True, "false": False, "False": False}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_JAVASCRIPT: Final = re.compile(
    r"(?:\s|//[^\n]*\n|/\*(?:(?!\*/).)*\*/)*"
    r"(?:\(?\s*(?:window|module|exports|globalThis)\b|(?:export|import|const|let|var|function)\s)",
    re.DOTALL,
)

# Writers of YAML in JavaScript let this pass.
_TAB: Final = re.compile(r"^( *(?:- )*(?:-|[\w-]+:))[ ]*\t[ \t]*", re.MULTILINE)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Path = tuple[str | int, ...]


class Document(NamedTuple):
    """A value and, for YAML, the lines of its parts."""

    value: object
    lines: dict[Path, int] | None = None

    def where(self, path: Path) -> str:
        if self.lines is None:
            return pointer(*path)
        while path not in self.lines and path:
            path = path[:-1]
        return f"line {self.lines.get(path, 1)}"


class _Unreadable(Exception):
    """Where and why nothing can be made of a text."""

    def __init__(self, where: str, what: str) -> None:
        self.where = where
        self.what = what
        super().__init__(what)


def read_json(text: str, sink: Sink) -> Document | None:
    """The document, or nothing where it had to be refused."""
    try:
        value = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=lambda written: float(written) if isfinite(float(written)) else written,
        )
        _not_too_deep(value)
    except _Unreadable as error:
        sink.refuse(error.where, error.what)
    except json.JSONDecodeError as error:
        if _JAVASCRIPT.match(text[:20_000]):
            sink.refuse("line 1", "is JavaScript, not JSON: write out the object that it defines")
        else:
            sink.refuse(f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}")
    except RecursionError:
        sink.refuse("", f"is nested deeper than {_MAX_DEPTH} levels")
    except ValueError:
        sink.refuse("", "is not JSON: a number has too many digits")
    else:
        return Document(value)
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        [(again, _), *_] = Counter(name for name, _ in pairs).most_common(1)
        raise _Unreadable("", f"repeats the key {quoted(again)} in one object")
    return found


def _no_number(name: str) -> None:
    raise _Unreadable("", f"is not JSON: {name} is no number there")


def _not_too_deep(value: object) -> None:
    layer = [value]
    for _ in range(_MAX_DEPTH):
        layer = [
            below
            for one in layer
            for below in (
                one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            )
            if isinstance(below, dict | list)
        ]
        if not layer:
            return
    raise RecursionError


def read_yaml_with_lines(text: str, sink: Sink, *, before: int = 0) -> Document | None:
    """The document, or nothing where it had to be refused. `before` lines stand above it."""
    text = text.removeprefix("\ufeff")
    try:
        return _grown(text, before)
    except _Unreadable as error:
        first = error
    mended = _TAB.sub(r"\1 ", text)
    if mended != text:
        try:
            document = _grown(mended, before)
        except _Unreadable as error:
            first = error
        else:
            for number, line in enumerate(text.split("\n"), start=1 + before):
                if _TAB.match(line):
                    sink.notice(f"line {number}", "has a tab where YAML wants a space: read as one")
            return document
    sink.refuse(first.where, first.what)
    return None


def _grown(text: str, before: int) -> Document:
    tree = _Tree(before)
    try:
        tree.grow(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {(mark.line if mark else 0) + 1 + before}"
        what = f"is not YAML: {error.problem or error.context}"
        raise _Unreadable(where, what) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        found = _FORBIDDEN.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1 + before
        what = "is not YAML: has a character that YAML does not allow"
        raise _Unreadable(f"line {line}", what) from None
    return Document(tree.root, tree.lines)


class _Tree:
    """Builds plain objects from parsing events: nothing is constructed that a tag asks for, and
    an alias cannot multiply.
    """

    def __init__(self, before: int) -> None:
        self.root: object = None
        self.lines: dict[Path, int] = {}
        self._before = before
        self._open: list[dict[str, object] | list[object]] = []
        self._path: list[str | int | None] = []

    def grow(self, events: Iterable[yaml.Event]) -> None:
        documents = 0
        for number, event in enumerate(events):
            if number == _MAX_EVENTS:
                raise self._unreadable(event, f"has more than {_MAX_EVENTS} keys and values")
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise self._unreadable(event, "begins a second document; one is read")
                case yaml.AliasEvent():
                    raise self._unreadable(event, "is an alias; write out what it stands for")
                case yaml.ScalarEvent():
                    self._untagged(event)
                    self._scalar(event)
                case yaml.CollectionStartEvent():
                    self._untagged(event)
                    if len(self._open) == _MAX_DEPTH:
                        what = f"is nested deeper than {_MAX_DEPTH} levels"
                        raise self._unreadable(event, what)
                    value: dict[str, object] | list[object]
                    value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
                    self._put(event, value)
                    self._open.append(value)
                    self._path.append(None)
                case yaml.CollectionEndEvent():
                    self._open.pop()
                    self._path.pop()
                    self._placed()

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._path[-1] is None:
            key: str = event.value
            if key in self._open[-1]:
                raise self._unreadable(event, f"repeats the key {quoted(key)}")
            self._path[-1] = key
            self.lines[self._steps()] = self._line(event)
        else:
            self._put(event, _plain(event))
            self._placed()

    def _put(self, event: yaml.NodeEvent, value: object) -> None:
        if not self._open:
            self.root = value
        elif isinstance(into := self._open[-1], list):
            into.append(value)
            self._path[-1] = len(into) - 1
            self.lines[self._steps()] = self._line(event)
        elif self._path[-1] is None:
            raise self._unreadable(event, "is not text, which a key has to be")
        else:
            into[str(self._path[-1])] = value

    def _placed(self) -> None:
        """A mapping waits for its next key once a value is in its place."""
        if self._open and isinstance(self._open[-1], dict):
            self._path[-1] = None

    def _steps(self) -> Path:
        return tuple(step for step in self._path if step is not None)

    def _untagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            raise self._unreadable(event, "has a tag; only plain values are read")

    def _line(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + 1 + self._before

    def _unreadable(self, event: yaml.Event, what: str) -> _Unreadable:
        column = (event.start_mark.column if event.start_mark else 0) + 1
        return _Unreadable(f"line {self._line(event)}, column {column}", what)


def _plain(event: yaml.ScalarEvent) -> object:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    return int(text) if _INTEGER.fullmatch(text) else text
