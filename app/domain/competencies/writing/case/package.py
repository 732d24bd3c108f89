"""A CFPackage, piece by piece, and single objects of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.competencies.writing.case import definitions, document, rubrics
from app.domain.competencies.writing.case.associations import (
    association,
    child,
    is_child,
    unplaced,
)
from app.domain.competencies.writing.case.items import item
from app.domain.competencies.writing.case.names import Names
from app.domain.competencies.writing.case.outline import Outline
from app.domain.competencies.writing.stored import (
    Association,
    Competency,
    Framework,
    Leftover,
    Rows,
)

text_of = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Package:
    """Writes the parts of one framework."""

    names: Names
    outline: Outline

    @classmethod
    def of(cls, base_url: str, framework: Framework, outline: Outline) -> "Package":
        return cls(Names(base_url, framework, outline.repeated), outline)

    def document(self) -> dict[str, Any]:
        return document.document(self.names)

    def items(self, some: Sequence[Competency]) -> Iterator[dict[str, Any]]:
        return (item(self.names, one) for one in some)

    def children(self, some: Sequence[Competency]) -> Iterator[dict[str, Any]]:
        renumbered = self.outline.renumbered
        for one in some:
            if is_child(self.names, one):
                yield child(self.names, one, numbered=one.parent_code in renumbered)

    def associations(self, some: Sequence[Association]) -> Iterator[dict[str, Any]]:
        return (association(self.names, one) for one in some)

    def unplaced(self, some: Sequence[Leftover]) -> Iterator[dict[str, Any]]:
        found = (unplaced(self.names, one, self._is_item) for one in some if _is_link(one))
        return (one for one in found if one is not None)

    def definitions(self, some: Sequence[Leftover]) -> dict[str, Any]:
        """What the source defines; of a model of another format, its categories."""
        merged: dict[str, Any] = {}
        for one in some:
            if one.kind == definitions.KIND:
                for name, value in definitions.definitions(self.names, one).items():
                    known = merged.get(name)
                    merged[name] = known + value if isinstance(known, list) else value
        if self.outline.categories:
            made = definitions.item_types(self.names, self.outline.categories)
            merged[definitions.ITEM_TYPES] = made
        return merged

    def rubrics_of_source(self, some: Sequence[Leftover]) -> Iterator[dict[str, Any]]:
        for one in some:
            if rubrics.is_rubric(one):
                yield from rubrics.rubrics(self.names, one)

    def scale(self) -> Iterator[dict[str, Any]]:
        found = None if self.names.framework.is_case else rubrics.scale(self.names)
        return iter(() if found is None else (found,))

    def rubrics(self, some: Sequence[Competency]) -> Iterator[dict[str, Any]]:
        if not self.names.framework.is_case:
            yield from (rubrics.rubric(self.names, one) for one in some if one.levels)

    def pieces(self, rows: Rows) -> Iterator[str]:
        """All of it as JSON, of rows that are in the order of the outline."""
        writing = Pieces()
        yield writing.first("CFDocument", self.document())
        yield writing.begin_list("CFItems")
        yield from writing.more(self.items(rows.competencies))
        yield writing.end_list()
        yield writing.begin_list("CFAssociations")
        yield from writing.more(self.children(rows.competencies))
        yield from writing.more(self.associations(rows.associations))
        yield from writing.more(self.unplaced(rows.leftovers))
        yield from self.rest(writing, rows.leftovers)
        yield from writing.more(self.rubrics(rows.competencies))
        yield from self.end(writing, rows.leftovers)

    def rest(self, writing: "Pieces", leftovers: Sequence[Leftover]) -> Iterator[str]:
        """What follows the associations, up to the rubrics of single competencies."""
        yield writing.end_list()
        if defined := self.definitions(leftovers):
            yield writing.one("CFDefinitions", defined)
        yield writing.begin_list("CFRubrics")
        yield from writing.more(self.rubrics_of_source(leftovers))
        yield from writing.more(self.scale())

    def end(self, writing: "Pieces", leftovers: Sequence[Leftover]) -> Iterator[str]:
        yield writing.end_list()
        if found := self.extensions(leftovers):
            yield writing.one("extensions", found)
        yield "}"

    def extensions(self, some: Sequence[Leftover]) -> dict[str, Any]:
        """What has no place anywhere else."""
        placed = ("CFRubric", "CFRubrics", definitions.KIND)
        rest = [
            one
            for one in some
            if one.kind not in placed
            and not (_is_link(one) and unplaced(self.names, one, self._is_item))
        ]
        return document.extensions(rest)

    def _is_item(self, identifier: str) -> bool:
        return self.outline.find("CFItems", identifier) is not None


class Pieces:
    """An object of JSON, written field by field; a list in it entry by entry."""

    def __init__(self) -> None:
        self._entries = 0

    def first(self, name: str, value: Any) -> str:
        return f'{{"{name}":{text_of(value)}'

    def one(self, name: str, value: Any) -> str:
        return f',"{name}":{text_of(value)}'

    def begin_list(self, name: str) -> str:
        self._entries = 0
        return f',"{name}":['

    def more(self, some: Iterable[Any]) -> Iterator[str]:
        for one in some:
            yield f",{text_of(one)}" if self._entries else text_of(one)
            self._entries += 1

    def end_list(self) -> str:
        return "]"


def _is_link(one: Leftover) -> bool:
    return one.kind == "CFAssociation"
