"""What a directory looks for, without a word of any protocol or of SQL.

The door builds these from a filter; `statement.py` makes clauses of them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final, TypeAlias

MOST_TERMS: Final = 50


class Operator(StrEnum):
    EQ = "eq"
    NE = "ne"
    CO = "co"
    SW = "sw"
    EW = "ew"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Kind(Enum):
    """What the values of an attribute are."""

    TEXT = "text"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    OTHER = "other"  # can be there or not, and no more can be asked


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value of a document, or one in each entry of a list of it."""

    path: tuple[str, ...]
    kind: Kind = Kind.TEXT
    exact: bool = False
    """Whether upper and lower case differ."""
    many: bool = False
    """Whether the first part that is not a schema names a list."""


Value: TypeAlias = str | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Compare:
    attribute: Attribute
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Not:
    term: "Criterion"


@dataclass(frozen=True, slots=True)
class AllOf:
    terms: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    terms: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One entry of a list meets all of it; the attributes inside name values of the entry."""

    entries: Attribute
    term: "Criterion"


Criterion: TypeAlias = Compare | Present | Not | AllOf | AnyOf | Some


@dataclass(frozen=True, slots=True)
class Order:
    attribute: Attribute
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """A page of what meets a criterion, in an order."""

    criterion: Criterion | None = None
    order: Order | None = None
    start: int = 0
    count: int = 100
    without_members: bool = False
