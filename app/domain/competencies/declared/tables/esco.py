"""Skills, groups and occupations as ESCO, the European classification, gives them out in CSV."""

import re
from collections import Counter
from typing import Any, Final

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.tables.naming import (
    Codes,
    code_of,
    framework_of,
    language_in,
    named,
)
from app.domain.competencies.declared.tables.references import associate
from app.domain.competencies.declared.tables.table import Row, Table
from app.domain.competencies.declared.texts import MAX_CODE

_BETWEEN: Final = re.compile(r"[|\r\n]|,\s*(?=https?://)")
_CODES: Final = ("code", "iscocode", "notation")
_OCCUPATION: Final = "Occupation"


class Concepts:
    """The codes of concepts by their URIs: the concept's own code where it is unique, else the
    last part of the URI.
    """

    def __init__(self) -> None:
        self._coded: list[tuple[str, str | None]] = []
        self.by_uri: dict[str, str] = {}

    def add(self, uri: str | None, code: str | None) -> None:
        if uri:
            self._coded.append((uri, code))

    def settle(self) -> None:
        repeated = Counter(code for uri, code in dict(self._coded).items() if code)
        for uri, code in self._coded:
            own = code if code and repeated[code] == 1 else None
            self.by_uri.setdefault(uri, own or last_part(uri))
        self._coded.clear()


def last_part(uri: str) -> str:
    """Of `http://data.europa.eu/esco/skill/14832d87-…`, what follows the last slash or hash."""
    return re.split(r"[/#]", uri.rstrip("/#"))[-1][-MAX_CODE:] or uri[:MAX_CODE]


def read_esco(table: Table, sink: Sink, defaults: Defaults) -> None:
    """A concept is a competency below the first broader concept that the file has."""
    concepts = Concepts()
    for row in table.rows(telling=False):
        concepts.add(row.look("concepturi"), row.look(*_CODES))
    concepts.settle()
    framework = framework_of(defaults, None, language_in(defaults.name), "esco_csv")
    sink.take(Kind.FRAMEWORK, table.header_where, framework)
    codes = Codes()
    occupations = 0
    for row in table.rows(telling=True):
        occupations += row.look("concepttype") == _OCCUPATION
        _competency(row, concepts, sink, codes)
    if occupations:
        what = f"{occupations} occupations are read as competencies of the category {_OCCUPATION}"
        sink.notice(table.header_where, what)


def _competency(row: Row, concepts: Concepts, sink: Sink, codes: Codes) -> None:
    uri, label = row.take("concepturi"), row.take("preferredlabel")
    if uri is None and label is None:
        sink.refuse(row.where, "has neither a conceptUri nor a preferredLabel")
        return
    if uri is None:
        sink.notice(row.where, "has no conceptUri: its code is made of its label")
        code = codes.unique(code_of(label or ""), row.look("description") or "")
    else:
        code = concepts.by_uri[uri]
    if label is None:
        sink.notice(row.where, "has no preferredLabel: its code stands in for it")
    if row.look(*_CODES) == code:
        row.take(*_CODES)
    name, whole = named(label or code)
    statement = row.take("description") or row.take("definition")
    category = row.take("skilltype")
    if category is None and row.look("concepttype") != "KnowledgeSkillCompetence":
        category = row.take("concepttype")
    links: list[tuple[str, str, str | None, str | None]] = []
    fields: dict[str, Any] = {
        "code": code,
        "identifier": uri,
        "name": name,
        "statement": statement or label or code,
        "category": category,
        "position": row.number,
        "parent": _parent(row, code, concepts, links),
        "extra": whole | row.rest(),
    }
    kept = {name: value for name, value in fields.items() if value not in (None, {})}
    sink.take(Kind.COMPETENCY, row.where, kept)
    for type, reference, inside, title in links:
        associate(sink, row.where, code, type, reference, inside, title)


def _parent(
    row: Row,
    code: str,
    concepts: Concepts,
    links: list[tuple[str, str, str | None, str | None]],
) -> str | None:
    """The labels of broader concepts stay in the row: they also name those outside the file."""
    parent: str | None = None
    uris = _parts(row.take("broaderconcepturi", "broaderuri"))
    labels = _parts(row.look("broaderconceptpt", "broaderlabel"))
    paired = len(labels) == len(uris)
    for index, uri in enumerate(uris):
        inside = concepts.by_uri.get(uri)
        if inside is None:
            links.append(("isChildOf", uri, None, labels[index] if paired else None))
        elif parent is None and inside != code:
            parent = inside
        elif inside not in (parent, code):
            links.append(("isPartOf", uri, inside, None))
    return parent


def _parts(cell: str | None) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(cell or "") if part.strip()]
