"""Lines and columns for the pointers of problems: a file is gone through again to find them.

Only refusals pay for this, and only as far as the last pointer.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import yaml

from app.domain.competencies.declared.findings import Problem, pointer, prefixes
from app.domain.competencies.declared.streams.file import CHUNK, File, placed
from app.domain.competencies.declared.streams.of_yaml import place_of

Token = tuple[str, str, Any]
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\],]|[^\s{}\[\],:"]++', re.DOTALL)
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def in_json(file: File) -> Callable[[Iterable[Problem]], list[Problem]]:
    return lambda problems: _located(problems, _json_tokens(file), file.place)


def in_yaml(file: File) -> Callable[[Iterable[Problem]], list[Problem]]:
    return lambda problems: _located(problems, _yaml_tokens(file), place_of)


def _located(
    problems: Iterable[Problem], tokens: Iterator[Token], place: Callable[[Any], str]
) -> list[Problem]:
    found_problems = list(problems)
    pointers = {one.where for one in found_problems if one.where[:1] == "/"}
    if not pointers:
        return found_problems
    found = _find(tokens, pointers)
    return [placed(one, _nearest(one.where, found, place)) for one in found_problems]


def _nearest(where: str, found: dict[str, Any], place: Callable[[Any], str]) -> str | None:
    marks = (found[one] for one in prefixes(where) if one in found) if where[:1] == "/" else ()
    return next((place(mark) for mark in marks), None)


def _find(tokens: Iterator[Token], pointers: set[str]) -> dict[str, Any]:
    """The marks of these pointers, or of what is above them where they lead to nothing."""
    wanted = {"", *(one for where in pointers for one in prefixes(where))}
    pending = set(pointers)
    found: dict[str, Any] = {}
    path = _Path()
    skipped = 0  # how many open containers are of no interest
    for kind, text, mark in tokens:
        if skipped:
            skipped += _DEEPER.get(kind, 0)
            continue
        if kind == "key":
            path.key = text
        elif kind == "end":
            ended = f"{path.open.pop()[0]}/"
            pending = {one for one in pending if not one.startswith(ended)}
        else:
            here = path.step()
            if here in wanted:
                found.setdefault(here, mark)
                pending.discard(here)
                if kind != "value":
                    path.open.append((here, -1 if kind == "map" else 0))
            elif kind != "value":
                skipped = 1
        if not pending:
            break
    return found


_DEEPER: Final = {"map": 1, "list": 1, "end": -1}


class _Path:
    """Where a walk through tokens is."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []  # pointer, and number of entries; -1 for an object
        self.key = ""

    def step(self) -> str:
        """The pointer of the next value."""
        if not self.open:
            return ""
        above, count = self.open[-1]
        if count < 0:
            return above + pointer(self.key)
        self.open[-1] = (above, count + 1)
        return above + pointer(count)


def _json_tokens(file: File) -> Iterator[Token]:
    """Marks are offsets. What is not JSON was told already, and ends it."""
    in_map: list[bool] = []
    is_key = False
    for token, offset in _json_texts(file):
        first = token[:1]
        if first in b"{[":
            yield ("map" if first == b"{" else "list"), "", offset
            in_map.append(first == b"{")
            is_key = in_map[-1]
        elif first in b"}]":
            if not in_map:
                return
            in_map.pop()
            is_key = False
            yield "end", "", offset
        elif first == b",":
            is_key = bool(in_map) and in_map[-1]
        elif is_key:
            is_key = False
            try:
                yield "key", str(json.loads(token)), offset
            except ValueError:
                return
        else:
            yield "value", "", offset


def _json_texts(file: File) -> Iterator[tuple[bytes, int]]:
    reader, before, start = file.reader(), b"", 0
    while True:
        chunk = reader.read(CHUNK)
        window = before + chunk
        kept = len(window)
        for found in _TOKEN.finditer(window):
            if found.end() == len(window) and chunk:  # it may go on
                kept = found.start()
                break
            yield found[0], start + found.start()
        if not chunk:
            return
        before = window[kept:]
        start += kept


def _yaml_tokens(file: File) -> Iterator[Token]:
    """Marks are libyaml's. What is not YAML was told already, and ends it."""
    wants_key: list[bool | None] = []  # of each open mapping; None for a list
    try:
        for event in yaml.parse(file.reader(), Loader=_LOADER):
            if isinstance(event, yaml.CollectionEndEvent):
                wants_key.pop()
                yield "end", "", event.start_mark
            elif not isinstance(event, yaml.NodeEvent):
                continue
            elif wants_key and wants_key[-1]:
                wants_key[-1] = False
                yield "key", str(getattr(event, "value", "")), event.start_mark
                continue
            elif isinstance(event, yaml.CollectionStartEvent):
                mapping = isinstance(event, yaml.MappingStartEvent)
                yield ("map" if mapping else "list"), "", event.start_mark
                wants_key.append(True if mapping else None)
                continue
            else:
                yield "value", "", event.start_mark
            if wants_key and wants_key[-1] is False:
                wants_key[-1] = True
    except (yaml.YAMLError, ValueError, OverflowError):
        return
