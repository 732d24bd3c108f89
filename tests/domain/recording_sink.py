"""A sink that only remembers, and what can be asked of what it was given."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.domain.competencies.declared.sink import Kind


class Taken(NamedTuple):
    where: str
    fields: dict[str, Any]
    places: dict[str, str]


class RecordingSink:
    """Keeps everything in the order in which it came."""

    def __init__(self) -> None:
        self.taken: list[tuple[Kind, Taken]] = []
        self.leftovers: list[tuple[str, str, Any]] = []
        self.notices: list[tuple[str, str]] = []
        self.refusals: list[tuple[str, str]] = []

    def take(
        self,
        kind: Kind,
        where: str,
        fields: Mapping[str, Any],
        places: Mapping[str, str] | None = None,
    ) -> None:
        self.taken.append((kind, Taken(where, dict(fields), dict(places or {}))))

    def leftover(self, where: str, kind: str, value: Any) -> None:
        self.leftovers.append((where, kind, value))

    def notice(self, where: str, what: str) -> None:
        self.notices.append((where, what))

    def refuse(self, where: str, what: str) -> None:
        self.refusals.append((where, what))

    def of(self, kind: Kind) -> list[dict[str, Any]]:
        return [one.fields for what, one in self.taken if what is kind]

    def competency(self, code: str) -> dict[str, Any]:
        [found] = [one for one in self.of(Kind.COMPETENCY) if one["code"] == code]
        return found

    def where(self, code: str) -> str:
        [found] = [
            one.where
            for kind, one in self.taken
            if kind is Kind.COMPETENCY and one.fields["code"] == code
        ]
        return found

    def links(self) -> list[tuple[str, str, str]]:
        return [
            (
                one["origin"],
                one["type"],
                one.get("destination") or one.get("outside_uri") or one["outside_identifier"],
            )
            for one in self.of(Kind.ASSOCIATION)
        ]

    def lost(self, values: Iterator[str]) -> list[str]:
        """Which of these texts can nowhere be found again, neither whole nor in parts."""
        told = "\n".join(
            _spaced(one) for one in _texts([[one.fields for _, one in self.taken], self.leftovers])
        )
        return [
            value
            for value in values
            if _spaced(value) not in told
            and not all(_spaced(part) in told for part in re.split(r"[;,|\r\n]", value))
        ]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield str(name)
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)
