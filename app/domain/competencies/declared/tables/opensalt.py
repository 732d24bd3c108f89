"""The CSV of OpenSALT, which is CASE as a table: a row is an item, and columns name relations."""

import re
from collections import Counter
from typing import Any, Final

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.findings import quoted
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.tables.naming import (
    Codes,
    code_of,
    framework_of,
    named,
    shortened,
)
from app.domain.competencies.declared.tables.references import associate, references_in
from app.domain.competencies.declared.tables.table import Row, Table

_PARENT: Final = ("ischildof", "parent", "parentidentifier", "parentid")
_SCHEME: Final = "humancodingscheme"
_IDENTIFIERS: Final = ("identifier", "caseitemidentifier")
_RELATIONS: Final = {
    "ispartof": "isPartOf",
    "replacedby": "replacedBy",
    "exemplar": "exemplar",
    "exemplarof": "exemplar",
    "hasskilllevel": "hasSkillLevel",
    "isrelatedto": "isRelatedTo",
    "exactmatchof": "exactMatchOf",
    "isexactmatchof": "exactMatchOf",
    "precedes": "precedes",
    "ispeerof": "isPeerOf",
    "istranslationof": "isTranslationOf",
}
_WHOLE: Final = re.compile(r"([0-9]{1,9})(?:\.0*)?")


class _Items:
    """What rows call each other: codes by coding scheme, by identifier and by place."""

    def __init__(self, table: Table) -> None:
        self.schemes: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.code_of_row: list[str] = []
        self.code_by_identifier: dict[str, str] = {}
        self.code_by_place: dict[str, str] = {}
        by_place = table.columns.has("smartlevel") and not table.columns.has(*_PARENT)
        rows = []
        for row in table.rows(telling=False):
            scheme, language = row.look(_SCHEME), row.look("language")
            self.schemes.update([scheme] if scheme else [])
            self.languages.update([language] if language else [])
            made = None if scheme or row.look(*_IDENTIFIERS) else code_of(_spoken(row) or "")
            place = row.look("smartlevel") if by_place else None
            rows.append((scheme, row.look(*_IDENTIFIERS), place, made))
        codes = Codes()
        for number, (scheme, identifier, place, made) in enumerate(rows):
            code = scheme if scheme and self.schemes[scheme] == 1 else identifier
            code = code or codes.unique(scheme or made or "", str(number))
            self.code_of_row.append(code)
            if identifier:
                self.code_by_identifier.setdefault(identifier, code)
            if place:
                self.code_by_place.setdefault(place.rstrip("."), code)

    def __contains__(self, reference: object) -> bool:
        return reference in self.schemes or reference in self.code_by_identifier

    def code(self, reference: str) -> str | None:
        if self.schemes[reference] == 1:
            return reference
        return self.code_by_identifier.get(reference)

    def ambiguous(self, reference: str) -> bool:
        return self.code(reference) is None and self.schemes[reference] > 1

    def above(self, place: str) -> str | None:
        """The nearest row above, by numbers such as 1.2.3."""
        steps = place.rstrip(".").split(".")[:-1]
        while steps:
            code = self.code_by_place.get(".".join(steps))
            if code is not None:
                return code
            steps.pop()
        return None


def read_opensalt(table: Table, sink: Sink, defaults: Defaults) -> None:
    """A code is the human coding scheme where it is unique, else the identifier."""
    items = _Items(table)
    language = items.languages.most_common(1)[0][0] if items.languages else None
    framework = framework_of(defaults, None, language, "opensalt_csv")
    sink.take(Kind.FRAMEWORK, table.header_where, framework)
    for row in table.rows(telling=True):
        _competency(row, items, sink, language)


def _competency(row: Row, items: _Items, sink: Sink, language: str | None) -> None:
    code = items.code_of_row[row.number]
    scheme = row.look(_SCHEME)
    if scheme == code:
        row.take(_SCHEME)
    elif scheme:
        sink.notice(
            row.where, f"shares the coding scheme {quoted(scheme)}: its code is {code[:60]}"
        )
    identifier = row.take(*_IDENTIFIERS)
    if not identifier and not scheme:
        what = "has neither identifier nor coding scheme: its code is made of its words"
        sink.notice(row.where, what)
    words, extra = _words(row, code, sink)
    fields: dict[str, Any] = {"code": code, "identifier": identifier, **words}
    fields["category"] = row.take("cfitemtype", "itemtype", "category")
    grades = row.take("educationlevel", "educationallevel")
    if grades:
        parts = (part.strip() for part in re.split(r"[,;|]", grades))
        fields["education_levels"] = [part for part in parts if part]
    if row.look("language") == language:
        row.take("language")
    links: list[tuple[str, str, str | None]] = []
    fields["parent"] = _parent(row, items, sink, links)
    fields["position"] = _position(row, sink)
    for key, type in _RELATIONS.items():
        written = row.take(key)
        for reference in references_in(written, items) if written else ():
            if items.ambiguous(reference):
                sink.notice(row.where, f"{type} {quoted(reference)} is the scheme of several rows")
                extra.setdefault(type, []).append(reference)
            else:
                links.append((type, reference, items.code(reference)))
    fields["extra"] = extra | row.rest()
    sink.take(
        Kind.COMPETENCY,
        row.where,
        {name: one for name, one in fields.items() if one not in (None, {}, [])},
    )
    for type, reference, inside in links:
        associate(sink, row.where, code, type, reference, inside)


def _words(row: Row, code: str, sink: Sink) -> tuple[dict[str, str], dict[str, Any]]:
    statement = row.take("fullstatement")
    name = row.take("abbreviatedstatement", "label", "title")
    if statement is None:
        sink.notice(row.where, "has no full statement: its name or code stands in for it")
    shown, whole = named(name) if name else (shortened(statement or code), {})
    return {"name": shown, "statement": statement or name or code}, whole


def _spoken(row: Row) -> str | None:
    return row.look("abbreviatedstatement", "fullstatement", "label", "title")


def _parent(
    row: Row, items: _Items, sink: Sink, links: list[tuple[str, str, str | None]]
) -> str | None:
    """The first parent in the file; more of them are links, as is every parent outside."""
    parent: str | None = None
    written = row.look(*_PARENT)
    references = references_in(written, items) if written else []
    if any(items.ambiguous(one) for one in references):
        sink.notice(
            row.where, f"is below {quoted(written or '')}, which several rows are: kept only"
        )
        return None
    row.take(*_PARENT)
    for reference in references:
        inside = items.code(reference)
        if inside is None:
            links.append(("isChildOf", reference, None))
        elif parent is None:
            parent = inside
        elif inside != parent:
            links.append(("isPartOf", reference, inside))
    if items.code_by_place:
        place = row.look("smartlevel")
        parent = items.above(place) if place else None
    return parent


def _position(row: Row, sink: Sink) -> int:
    written = row.look("sequencenumber")
    if written is None:
        return row.number
    whole = _WHOLE.fullmatch(written)
    if whole is None:
        sink.notice(row.where, "has a sequence number that is none: the order of rows is kept")
        return row.number
    row.take("sequencenumber")
    return int(whole.group(1))
