"""Rich Skill Descriptors, as OSMT (the Open Skills Management Toolset) writes and reads them."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.tables.naming import (
    Codes,
    code_of,
    framework_of,
    named,
    shortened,
)
from app.domain.competencies.declared.tables.references import associate, is_uri
from app.domain.competencies.declared.tables.table import Row, Table, key_of
from app.domain.competencies.declared.texts import MAX_CODE

NAMES: Final = ("skillname", "rsdname")
STATEMENTS: Final = ("contextualizedskillstatement", "skillstatement", "rsdstatement")
_IDENTIFIERS: Final = ("canonicalurl", "rsdurl", "rsdid", "uuid", "rsduuid", "identifier", "id")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ALIGNMENT: Final = re.compile(r"alignments?([0-9]*)(|name|title|url|uri|framework)")


class _Alignment(NamedTuple):
    """The keys of columns that say, together, what a skill is aligned to."""

    titles: str | None
    uris: str | None
    framework: str | None


def read_rsd(table: Table, sink: Sink, defaults: Defaults) -> None:
    """A skill's code is its canonical URL or UUID, else made of its name."""
    sink.take(Kind.FRAMEWORK, table.header_where, framework_of(defaults, None, None, "rsd_csv"))
    alignments = _alignments(table.columns.names)
    codes = Codes()
    for row in table.rows(telling=True):
        _competency(row, sink, codes, alignments)


def _competency(row: Row, sink: Sink, codes: Codes, alignments: Sequence[_Alignment]) -> None:
    identifier, name = row.take(*_IDENTIFIERS), row.take(*NAMES)
    statement, category = row.take(*STATEMENTS), row.take("skillcategory", "category", "categories")
    if name is None and statement is None:
        sink.refuse(row.where, "has neither a skill name nor a skill statement")
        return
    if name is None:
        sink.notice(row.where, "has no skill name: it is named after its statement")
    if statement is None:
        sink.notice(row.where, "has no skill statement: its name stands in for it")
    called = name or shortened(statement or "")
    shown, whole = named(called)
    code = _code(identifier)
    if code is None:
        code = codes.unique(code_of(called), f"{called}\n{statement}\n{category}")
    fields: dict[str, Any] = {
        "code": code,
        "name": shown,
        "statement": statement or name,
        "position": row.number,
    }
    optional = {"identifier": identifier, "category": category}
    fields |= {field: value for field, value in optional.items() if value}
    links = [link for one in alignments for link in _links(row, one, sink)]
    extra = whole | row.rest()
    if extra:
        fields["extra"] = extra
    sink.take(Kind.COMPETENCY, row.where, fields)
    for reference, title, beside in links:
        associate(sink, row.where, code, "isRelatedTo", reference, title=title, extra=beside)


def _code(identifier: str | None) -> str | None:
    """The UUID in it, which is shorter than the URL around it and as unique."""
    if identifier is None:
        return None
    found = _UUID.findall(identifier)
    if found:
        return str(found[-1])
    return identifier if len(identifier) <= MAX_CODE else None


def _alignments(names: Sequence[str]) -> list[_Alignment]:
    """`Alignment` and its title, then `Alignment 2` and so on."""
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        found = _ALIGNMENT.fullmatch(key_of(name))
        if found:
            part = {"name": "title", "": "uri", "url": "uri"}.get(found.group(2), found.group(2))
            groups.setdefault(found.group(1), {}).setdefault(part, key_of(name))
    return [
        _Alignment(one.get("title"), one.get("uri"), one.get("framework"))
        for one in groups.values()
    ]


def _links(
    row: Row, keys: _Alignment, sink: Sink
) -> list[tuple[str, str | None, dict[str, Any] | None]]:
    """Links and their titles; where it cannot be told which title is whose, titles stay beside."""
    uris = _parts(row.take(keys.uris) if keys.uris else None)
    titles = _parts(row.look(keys.titles) if keys.titles else None)
    if not uris:
        if titles:
            sink.notice(row.where, "has an alignment without an address: kept, but no link")
        return []
    paired = len(titles) == len(uris)
    if titles and not paired:
        what = "has other numbers of alignments and of their titles: the titles are kept apart"
        sink.notice(row.where, what)
    elif paired and keys.titles:
        row.take(keys.titles)
    framework = row.take(keys.framework) if keys.framework else None
    beside = {"alignmentFramework": framework} if framework else None
    return [(uri, titles[index] if paired else None, beside) for index, uri in enumerate(uris)]


def _parts(cell: str | None) -> list[str]:
    """Parted by semicolons; one within an address, which no space follows, parts nothing."""
    if cell is None:
        return []
    between = r";\s+|;(?=https?://)|;$|\n" if is_uri(cell) else r"[;\n]"
    return [part.strip() for part in re.split(between, cell) if part.strip()]
