"""ESCO's table of the hierarchy of skills: a row spells out the way from the top to a concept."""

import re
from typing import Any, Final

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.tables.esco import Concepts
from app.domain.competencies.declared.tables.naming import framework_of, language_in, named
from app.domain.competencies.declared.tables.references import associate
from app.domain.competencies.declared.tables.table import Row, Table

_URI: Final = re.compile(r"level([0-9]{1,2})uri")


def read_hierarchy(table: Table, sink: Sink, defaults: Defaults) -> None:
    """The deepest URI of a row is the concept that it describes, the one before its parent."""
    depths = sorted(
        int(found.group(1)) for found in map(_URI.fullmatch, table.columns.index_of) if found
    )
    concepts = Concepts()
    for row in table.rows(telling=False):
        depth = _depth(row, depths)
        if depth is not None:
            concepts.add(row.look(f"level{depth}uri"), row.look(f"level{depth}code"))
    concepts.settle()
    framework = framework_of(defaults, None, language_in(defaults.name), "esco_csv")
    sink.take(Kind.FRAMEWORK, table.header_where, framework)
    for row in table.rows(telling=True):
        _competency(row, depths, concepts, sink)


def _depth(row: Row, depths: list[int]) -> int | None:
    found = [depth for depth in depths if row.look(f"level{depth}uri")]
    return found[-1] if found else None


def _competency(row: Row, depths: list[int], concepts: Concepts, sink: Sink) -> None:
    depth = _depth(row, depths)
    if depth is None:
        sink.refuse(row.where, "names no concept: none of its levels has a URI")
        return
    uri = row.take(f"level{depth}uri") or ""
    code = concepts.by_uri[uri]
    label = row.take(f"level{depth}preferredterm", f"level{depth}preferredlabel")
    if row.look(f"level{depth}code") == code:
        row.take(f"level{depth}code")
    name, whole = named(label or code)
    above = [one for one in depths if one < depth and row.look(f"level{one}uri")]
    fields: dict[str, Any] = {
        "code": code,
        "identifier": uri,
        "name": name,
        "statement": row.take("description") or label or code,
        "position": row.number,
    }
    outside: tuple[str, str | None] | None = None
    if above:
        parent = row.look(f"level{above[-1]}uri") or ""
        if parent in concepts.by_uri:
            fields["parent"] = concepts.by_uri[parent]
        else:
            outside = parent, row.look(f"level{above[-1]}preferredterm")
    for one in above:  # those that have a row of their own are told there
        if row.look(f"level{one}uri") in concepts.by_uri:
            for what in ("uri", "preferredterm", "code"):
                row.take(f"level{one}{what}")
    extra = whole | row.rest()
    sink.take(Kind.COMPETENCY, row.where, fields | ({"extra": extra} if extra else {}))
    if outside:
        associate(sink, row.where, code, "isChildOf", outside[0], title=outside[1])
