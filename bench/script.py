"""From what the product sent for one request to what the limit sends for any like it.

An argument that the sample request had by chance (its ids, the time) is found by its value
and becomes a name, also inside of a text such as the JSON of an event or a SET with the
tenant in it; the rest is constant. An id that nobody has seen before was made by the
product, so the limit makes one, too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from bench.spy import Sent

NEW_ID: Final = "new id"
NOW: Final = "now"
_ANY_ID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ANY_INSTANT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00"
_A_WHILE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Name:
    """Something that differs between requests."""

    of: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text with names in it."""

    parts: tuple[str | Name, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """A list with names in it."""

    slots: tuple["Slot", ...]


Slot = Name | Constant | Pieces | Several


@dataclass(frozen=True, slots=True)
class Statement:
    sql: Slot
    arguments: tuple[Slot, ...]


Script = tuple[Statement, ...]


def fixed(sent: Sequence[Sent]) -> Script:
    """For this very request, again and again."""
    return tuple(
        Statement(Constant(one.sql), tuple(Constant(value) for value in one.arguments))
        for one in sent
    )


def general(sent: Sequence[Sent], known: Mapping[str, Any]) -> Script:
    """For any request like this one, whose values are `known`; rows that come back add theirs."""
    names: dict[Any, str] = {value: name for name, value in known.items()}
    script = []
    for one in sent:
        arguments = tuple(_slot(value, names) for value in one.arguments)
        script.append(Statement(_text(one.sql, names), arguments))
        for row in one.rows[:1]:
            for name, value in row.items():
                if isinstance(value, UUID) or type(value) is date:
                    names.setdefault(value, name)
    return tuple(script)


def _slot(value: Any, names: Mapping[Any, str]) -> Slot:
    if isinstance(value, datetime):
        return Name(NOW) if abs(datetime.now(UTC) - value) < _A_WHILE else Constant(value)
    if isinstance(value, UUID):
        return Name(names.get(value, NEW_ID))
    if isinstance(value, str):
        return _text(value, names)
    if isinstance(value, list):
        return Several(tuple(_slot(one, names) for one in value))
    return Name(names[value]) if type(value) is date and value in names else Constant(value)


def _text(text: str, names: Mapping[Any, str]) -> Slot:
    spelled = {str(value): name for value, name in names.items()}
    pattern = "|".join([*map(re.escape, spelled), _ANY_ID, _ANY_INSTANT])
    marks = re.findall(pattern, text)
    if not marks:
        return Constant(text)
    first, *others = re.split(pattern, text)
    parts: list[str | Name] = [first]
    for mark, after in zip(marks, others, strict=True):
        made = NOW if re.fullmatch(_ANY_INSTANT, mark) else NEW_ID
        parts += [Name(spelled.get(mark, made)), after]
    return Pieces(tuple(parts))
