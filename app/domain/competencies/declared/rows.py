"""The rows that valid things are kept as, each with the digest of its content."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from app.domain.competencies.declared.canonical import compact, digest, settled
from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.texts import on_one_line

_EMPTY, _NONE = "{}", "[]"
_NOTHING_MORE = (None,) * 5


def row_of(
    kind: Kind, one: Mapping[str, Any], where: str, places: str | None, ranks: Mapping[str, int]
) -> tuple[Any, ...]:
    """`one` holds the valid fields, `ranks` the levels of the scale as far as it is known."""
    if kind is Kind.ASSOCIATION:
        return (*_association(one), where, places)
    if kind is Kind.COMPETENCY:
        return (*_competency(one, ranks), where, places)
    return (*(_role(one) if kind is Kind.ROLE else _pathway(one)), where, places)


def row_of_link(one: Mapping[str, str], where: str, places: str | None) -> tuple[Any, ...]:
    """The row of an association that is no more than a link inside the model."""
    ends = (one["origin"], one["destination"], one["type"], *_NOTHING_MORE)
    return (*ends, _EMPTY, digest(Kind.ASSOCIATION, *ends), where, places)


def in_order(levels: list[dict[str, str]], ranks: Mapping[str, int]) -> list[dict[str, str]]:
    """Descriptors in the order of the scale."""
    return sorted(levels, key=lambda one: ranks.get(one["level"], 0))


def plain(translations: Mapping[str, BaseModel]) -> dict[str, Any]:
    return {tag: words.model_dump(exclude_none=True) for tag, words in translations.items()}


def _competency(one: Mapping[str, Any], ranks: Mapping[str, int]) -> tuple[Any, ...]:
    levels = [{"level": level, "descriptor": said} for level, said in one["levels"]]
    ordered = all(level in ranks for level, _ in one["levels"])
    if ordered and levels:
        levels = in_order(levels, ranks)
    translations, extra = plain(one["translations"]), one["extra"]
    return (
        one["turn"],  # NULL makes it the next number
        one["code"],
        one["parent"],
        one["identifier"],
        one["edition"],
        one["position"],
        ordered,
        one["name"],
        one["statement"],
        one["category"],
        compact(levels) if levels else _NONE,
        compact(one["education_levels"]) if one["education_levels"] else _NONE,
        compact(one["replaces"]) if one["replaces"] else _NONE,
        compact(translations) if translations else _EMPTY,
        compact(extra) if extra else _EMPTY,
        digest(
            Kind.COMPETENCY,
            *(one["code"], one["parent"], one["identifier"], one["edition"], one["position"]),
            *(one["name"], on_one_line(one["statement"]), one["category"]),
            sorted((level, on_one_line(said)) for level, said in one["levels"]),
            *(sorted(one["education_levels"]), sorted(one["replaces"])),
            *(settled(translations), settled(extra)),
        ),
    )


def _association(one: Mapping[str, Any]) -> tuple[Any, ...]:
    ends = (
        *(one["origin"], one["destination"], one["type"]),
        *(one["outside_identifier"], one["outside_uri"], one["outside_title"]),
        *(one["identifier"], one["sequence"]),
    )
    extra = one["extra"]
    if not extra:
        return (*ends, _EMPTY, digest(Kind.ASSOCIATION, *ends))
    return (*ends, compact(extra), digest(Kind.ASSOCIATION, *ends, settled(extra)))


def _role(one: Mapping[str, Any]) -> tuple[Any, ...]:
    needs = [needed.model_dump() for needed in one["requirements"]]
    translations, extra = plain(one["translations"]), one["extra"]
    named = (
        *(one["code"], one["identifier"], one["title"], one["family"]),
        *(one["track"], one["rank"], one["description"]),
    )
    content = (*named[:-1], on_one_line(one["description"]), settled(needs))
    return (
        *named,
        *(compact(needs), compact(translations), compact(extra)),
        digest(Kind.ROLE, *content, settled(translations), settled(extra)),
    )


def _pathway(one: Mapping[str, Any]) -> tuple[Any, ...]:
    ends = (one["origin"], one["destination"], one["kind"])
    said = one["description"]
    return (*ends, said, digest(Kind.PATHWAY, *ends, on_one_line(said)))
