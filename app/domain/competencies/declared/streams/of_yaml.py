"""Events of YAML files: the dialect that competency models need, and no more.

`null`, `true`, `false` and whole numbers are read as such; everything else stays text as it is
written, so that `2026.10`, `no` and `007` survive; keys are always text. Aliases, tags, repeated
keys, a second document and more than 100 levels are refused.
"""

import re
from typing import Any, Final

import yaml

from app.domain.competencies.declared.findings import Unreadable, quoted
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.streams import Event, Events
from app.domain.competencies.declared.streams.file import File

MAX_DEPTH: Final = 100
MAX_KEYS: Final = 100_000
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = {"", "~", "null", "Null", "NULL"}
_BOOLEAN: Final = {"true": True, "True": True, "false": False, "False": False}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")


def yaml_events(file: File, sink: Sink) -> Events:
    """Tells the sink what the dialect does not have. Raises Unreadable for what is not YAML.

    An empty document is `null`.
    """
    try:
        yield from _Dialect(sink).events(yaml.parse(file.told(), Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        what = f"is not YAML: {error.problem or error.context}"
        raise Unreadable(place_of(error.problem_mark or error.context_mark), what) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        what = f"is not YAML: {getattr(error, 'reason', None) or 'unreadable'}"
        raise Unreadable("", what) from None


class _Dialect:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._open: list[set[str] | None] = []  # the keys of each open mapping; None for a list
        self._wants_key = False

    def events(self, found: Any) -> Events:
        documents = 0
        for event in found:
            match event:
                case yaml.ScalarEvent():
                    yield self._scalar(event)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    yield self._begin(event)
                case yaml.CollectionEndEvent():
                    yield ("end_array" if self._open.pop() is None else "end_map"), None
                    self._valued()
                case yaml.AliasEvent():
                    self._refuse(event, "is an alias; write out what it stands for")
                    yield self._alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        place = place_of(event.start_mark)
                        raise Unreadable(place, "begins a second document; one is read")
        if not documents:
            yield "null", None

    def _alias(self, event: yaml.AliasEvent) -> Event:
        if self._wants_key:
            return self._as_key(event, "")
        self._valued()
        return "null", None

    def _begin(self, event: yaml.CollectionStartEvent) -> Event:
        self._untagged(event)
        if self._wants_key:
            what = "is not text, which a key has to be"
            raise Unreadable(place_of(event.start_mark), what)
        if len(self._open) == MAX_DEPTH:
            what = f"is nested deeper than {MAX_DEPTH} levels"
            raise Unreadable(place_of(event.start_mark), what)
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(set() if mapping else None)
        self._wants_key = mapping
        return ("start_map" if mapping else "start_array"), None

    def _scalar(self, event: yaml.ScalarEvent) -> Event:
        self._untagged(event)
        text: str = event.value
        if self._wants_key:
            return self._as_key(event, text)
        self._valued()
        if not event.implicit[0]:
            return "string", text
        if text in _NULL:
            return "null", None
        if text in _BOOLEAN:
            return "boolean", _BOOLEAN[text]
        return ("number", int(text)) if _INTEGER.fullmatch(text) else ("string", text)

    def _as_key(self, event: yaml.NodeEvent, key: str) -> Event:
        keys = self._open[-1]
        if keys is not None:
            if key in keys:
                self._refuse(event, f"repeats the key {quoted(key)}")
            elif len(keys) == MAX_KEYS:
                raise Unreadable(place_of(event.start_mark), f"has more than {MAX_KEYS} keys")
            keys.add(key)
        self._wants_key = False
        return "map_key", key

    def _valued(self) -> None:
        """A value has ended: in a mapping, a key comes next."""
        self._wants_key = bool(self._open) and self._open[-1] is not None

    def _untagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            self._refuse(event, "has a tag; only plain values are read")

    def _refuse(self, event: yaml.Event, what: str) -> None:
        self._sink.refuse(place_of(event.start_mark), what)


def place_of(mark: Any) -> str:
    return "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
