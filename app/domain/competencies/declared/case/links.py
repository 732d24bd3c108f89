"""The associations of a CASE package: which item is whose child, in which order, and what else.

`isChildOf` makes the tree; everything else, and parents outside the package, stay links.
"""

import json
import re
from array import array
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.domain.competencies.declared.case.desk import Desk
from app.domain.competencies.declared.case.fields import Fields, Link
from app.domain.competencies.declared.case.items import shortened
from app.domain.competencies.declared.checks import walk
from app.domain.competencies.declared.kinds import LARGEST
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.texts import MAX_TITLE

CHILD: Final = "isChildOf"
_TYPES: Final = (
    CHILD,
    "exactMatchOf",
    "exemplar",
    "hasSkillLevel",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "isTranslationOf",
    "precedes",
    "replacedBy",
)
_BY_LETTERS: Final = {one.casefold(): one for one in _TYPES}
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._-]+")
_KIND: Final = "CFAssociation"


def lay_link(desk: Desk, sink: Sink, source: Fields) -> None:
    """One association onto the desk, unless it has no type or leads nowhere."""
    kind = source.text("associationType")
    origin, target = source.link("originNodeURI"), source.link("destinationNodeURI")
    sequence = source.whole("sequenceNumber")
    if kind is None:
        source.notice("associationType", "is missing: the association is left out")
    elif target.identifier is None and target.uri is None:
        source.notice("destinationNodeURI", "leads nowhere: the association is left out")
    else:
        ends = (origin.identifier, origin.uri, target.identifier, target.uri)
        desk.db.execute(
            "INSERT INTO link (place, type, origin, origin_uri, target, target_uri, sequence, raw) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (source.where, _type(source, kind), *ends, sequence, json.dumps(source.raw)),
        )
        return
    sink.leftover(source.where, _KIND, source.raw)


def _type(source: Fields, written: str) -> str:
    known = _BY_LETTERS.get(re.sub(r"[\s_-]", "", written).casefold())
    if known is None and not _EXTENSION.fullmatch(written):
        source.notice("associationType", "is no type of CASE: kept as it is")
    elif known is not None and known != written:
        source.notice("associationType", f"is read as {known}")
    return known or written


def plant(desk: Desk, sink: Sink, document: Link) -> None:
    """Give every item its parent and its position among its siblings."""
    count = desk.one("SELECT coalesce(max(seq), 0) FROM item")
    parents, links = _numbers(count), _numbers(count)
    placed, outside = bytearray(count + 1), bytearray(count + 1)
    for seq, place, _, item, parent, sequence, raw in desk.links(CHILD, children=True):
        if item is None:
            continue  # told and kept by `hand_on`, as all that begin elsewhere
        if parent is None and not _is(document, json.loads(raw), "destinationNodeURI"):
            what = "is outside: kept as a link, not as a parent"
            sink.notice(f"{place}/destinationNodeURI", what)
            outside[item] = 1
        elif placed[item]:
            sink.notice(place, "is one more parent of the same item: the first one is kept")
            sink.leftover(place, _KIND, json.loads(raw))
        else:
            placed[item] = 1
            parents[item], links[item] = parent or 0, seq
            if sequence is not None:
                desk.db.execute("UPDATE item SET sequence = ? WHERE seq = ?", (sequence, item))
    if any(placed):
        _tell_orphans(desk, sink, placed, outside)
    for first in walk(parents)[0]:
        parents[first] = 0
        place = desk.one("SELECT place FROM item WHERE seq = ?", first)
        sink.notice(place, "is among its own parents: read as top level")
    _give_positions(desk, parents, links)


def _tell_orphans(desk: Desk, sink: Sink, placed: bytearray, outside: bytearray) -> None:
    for seq, place in desk.db.execute("SELECT seq, place FROM item ORDER BY seq"):
        if not placed[seq] and not outside[seq]:
            sink.notice(place, "is nobody's child: read as top level")


def _give_positions(desk: Desk, parents: Iterable[int], links: "array[int]") -> None:
    """By sequence number, then in the order of the file."""
    db = desk.db
    db.executemany(
        "UPDATE item SET parent = ?, link = ? WHERE seq = ?",
        ((above, links[seq], seq) for seq, above in enumerate(parents) if seq),
    )
    db.execute(
        "UPDATE item SET position = placed.position FROM (SELECT seq, row_number() OVER "
        "(PARTITION BY parent ORDER BY sequence IS NULL, sequence, seq) - 1 AS position FROM item) "
        "AS placed WHERE placed.seq = item.seq"
    )


def hand_on(desk: Desk, sink: Sink, document: Link) -> None:
    """The associations that the tree does not say already."""
    for _, place, kind, origin, target, sequence, raw in desk.all_links():
        source = Fields(json.loads(raw), place, _Silent())
        if origin is None:
            what = "is no item of this package: the association is left out"
            sink.notice(f"{place}/originNodeURI", what)
            sink.leftover(place, _KIND, source.raw)
            continue
        if kind == CHILD and (target or _is(document, source.raw, "destinationNodeURI")):
            continue
        begins = _node(desk, origin)
        leads = _node(desk, target) if target else None
        fields = {
            "origin": begins[0],
            "type": kind,
            "identifier": source.text("identifier"),
            **({"destination": leads[0]} if leads else _outside(source)),
        }
        if sequence is not None and abs(sequence) <= LARGEST:
            fields["sequence"] = sequence
        fields["extra"] = _besides(source, fields, begins, leads)
        sink.take(Kind.ASSOCIATION, place, fields, _places(place))


def _node(desk: Desk, item: int) -> tuple[str, str | None, str | None]:
    """Code, identifier and URI of an item."""
    found: tuple[str, str | None, str | None] = desk.db.execute(
        "SELECT code, identifier, uri FROM item WHERE seq = ?", (item,)
    ).fetchone()
    return found


def _outside(source: Fields) -> dict[str, Any]:
    link = source.link("destinationNodeURI")
    return {
        "outside_identifier": link.identifier,
        "outside_uri": link.uri,
        "outside_title": link.title and shortened(link.title, MAX_TITLE),
    }


def _besides(
    source: Fields,
    fields: Mapping[str, Any],
    begins: tuple[str, str | None, str | None],
    leads: tuple[str, str | None, str | None] | None,
) -> dict[str, Any]:
    said = {
        "identifier": fields["identifier"],
        "associationType": fields["type"],
        "sequenceNumber": fields.get("sequence"),
    }
    ends = (
        ("originNodeURI", {"identifier": begins[1], "uri": begins[2]}),
        (
            "destinationNodeURI",
            {"identifier": leads[1], "uri": leads[2]}
            if leads
            else {name: fields[f"outside_{name}"] for name in ("identifier", "uri", "title")},
        ),
    )
    for name, known in ends:
        raw = source.raw.get(name)
        if isinstance(raw, dict) and all(known.get(key) == one for key, one in raw.items()):
            said[name] = raw
    return source.besides(said)


def _is(document: Link, raw: Mapping[str, Any], name: str) -> bool:
    """Whether a link leads to the document itself, whichever letters are capital."""
    link = Fields(raw, "", _Silent()).link(name)
    known = {key.casefold() for key in (document.identifier, document.uri) if key}
    return any(key.casefold() in known for key in (link.identifier, link.uri) if key)


def _places(place: str) -> dict[str, str]:
    return {
        "type": f"{place}/associationType",
        **{
            f"outside_{name}": f"{place}/destinationNodeURI/{name}"
            for name in ("identifier", "uri", "title")
        },
    }


def _numbers(count: int) -> "array[int]":
    return array("l", bytes(array("l").itemsize * (count + 1)))


class _Silent:
    """Takes what was told when the association was first looked at."""

    def take(self, *_: Any) -> None: ...

    def leftover(self, *_: Any) -> None: ...

    def notice(self, *_: Any) -> None: ...

    def refuse(self, *_: Any) -> None: ...
