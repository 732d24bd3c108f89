"""The `filter` of the bindings of 1EdTech: `title~'data' AND lastChangeDateTime>='2026-01-01'`.

A condition is a field, an operator and a value in single quotes (a quote in it is doubled). `AND`
binds closer than `OR`; there are no parentheses. A field of a link stands after a dot:
`licenseURI.title='CC BY'`. `~` asks whether the text holds another one, whatever the case of its
letters.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.api.case.refusals import SelectionInvalid

LONGEST: Final = 2_000
MOST_CONDITIONS: Final = 20
MOMENTS: Final = frozenset({"lastChangeDateTime"})
LINKS: Final = frozenset({"licenseURI", "subjectURI", "CFPackageURI"})
OF_A_LINK: Final = frozenset({"title", "identifier", "uri"})
_CONDITION: Final = re.compile(
    r"\s*(?P<field>[A-Za-z][A-Za-z0-9_.]{0,80})\s*(?P<operator>!=|>=|<=|=|>|<|~)\s*"
    r"'(?P<value>(?:[^']|'')*)'\s*"
)
_JOIN: Final = re.compile(r"(AND|OR)\b", re.IGNORECASE)

Test = Callable[[Any, Any], bool]
OPERATORS: Final[Mapping[str, Test]] = {
    "=": lambda said, given: said == given,
    ">": lambda said, given: said > given,
    ">=": lambda said, given: said >= given,
    "<": lambda said, given: said < given,
    "<=": lambda said, given: said <= given,
    "~": lambda said, given: str(given).casefold() in str(said).casefold(),
}


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: str
    value: Any

    def holds(self, one: Mapping[str, Any]) -> bool:
        """Of a list, if it does for one of its members; absent is different from everything."""
        said = list(_values(one, self.field))
        if self.operator == "!=":
            return all(value != self.value for value in said)
        test = OPERATORS[self.operator]
        return any(test(value, self.value) for value in said)


@dataclass(frozen=True, slots=True)
class Filter:
    """Alternatives of conditions."""

    alternatives: tuple[tuple[Condition, ...], ...]

    def holds(self, one: Mapping[str, Any]) -> bool:
        return any(all(part.holds(one) for part in some) for some in self.alternatives)


def read_filter(text: str, fields: frozenset[str]) -> Filter:
    """Raises `SelectionInvalid`, which says at which letter."""
    if len(text) > LONGEST:
        raise SelectionInvalid(detail=f"A filter has {LONGEST} characters at the most.")
    alternatives: list[list[Condition]] = [[]]
    place = count = 0
    while True:
        match = _CONDITION.match(text, place)
        count += 1
        if match is None or count > MOST_CONDITIONS:
            raise _unreadable(place, "a condition, such as title='Engineering'")
        alternatives[-1].append(_condition(match, fields))
        place = match.end()
        if place == len(text):
            return Filter(tuple(map(tuple, alternatives)))
        joined = _JOIN.match(text, place)
        if joined is None:
            raise _unreadable(place, "AND or OR")
        if joined[1].upper() == "OR":
            alternatives.append([])
        place = joined.end()


def _condition(match: re.Match[str], fields: frozenset[str]) -> Condition:
    field, operator = match["field"], match["operator"]
    head, _, below = field.partition(".")
    is_fine = below in OF_A_LINK if head in LINKS else field == head
    if head not in fields or not is_fine:
        raise SelectionInvalid(detail="A filter names a field that CFDocuments do not have.")
    value: Any = match["value"].replace("''", "'")
    if field in MOMENTS and operator != "~":
        value = _moment(value)
        if value is None:
            raise SelectionInvalid(detail="A filter compares a moment with something else.")
    return Condition(field, operator, value)


def _values(one: Mapping[str, Any], field: str) -> Iterator[Any]:
    head, _, below = field.partition(".")
    said = one.get(head)
    for value in said if isinstance(said, list) else (said,):
        found = value.get(below) if isinstance(value, Mapping) else value
        if found is not None:
            yield _moment(found) if field in MOMENTS else found


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _unreadable(place: int, wanted: str) -> SelectionInvalid:
    return SelectionInvalid(
        detail=f"The filter cannot be read: at {place} there should be {wanted}."
    )
