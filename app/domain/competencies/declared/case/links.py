"""The associations of a CASE package: which item is whose child, in which order, and what else.

`isChildOf` makes the tree; everything else, and parents outside the package, stay links.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.competencies.declared.case.fields import Fields, Link
from app.domain.competencies.declared.case.items import Item, Nodes, shortened
from app.domain.competencies.declared.findings import Findings
from app.domain.competencies.declared.model import MAX_ASSOCIATIONS, MAX_TITLE

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


@dataclass(eq=False, slots=True, frozen=True)
class Association:
    """One CFAssociation that begins at an item of the package."""

    source: Fields
    type: str
    origin: Item
    target: Link
    sequence: int | None


def read_links(package: Fields, nodes: Nodes) -> list[Association]:
    """The associations that begin here; those that do not are told and left out."""
    found = (_association(one, nodes) for one in package.rows("CFAssociations", MAX_ASSOCIATIONS))
    return [one for one in found if one is not None]


def plant(items: Sequence[Item], links: Sequence[Association], nodes: Nodes) -> None:
    """Give every item its parent and its position among its siblings."""
    sequence: dict[Item, int | None] = {}
    outside: set[Item] = set()
    for link in links:
        if link.type != CHILD:
            continue
        parent = nodes.item(link.target)
        if parent is None and not nodes.is_document(link.target):
            link.source.notice("destinationNodeURI", "is outside: kept as a link, not as a parent")
            outside.add(link.origin)
        elif link.origin in sequence:
            link.source.notice("", "is one more parent of the same item: the first one is kept")
        else:
            link.origin.parent = parent
            sequence[link.origin] = link.sequence
    for item in items:
        if sequence and item not in sequence and item not in outside:
            item.source.notice("", "is nobody's child: read as top level")
        placed = sequence.get(item)
        item.sequence = item.sequence if placed is None else placed
    _cut_circles(items)
    _give_positions(items)


def outside_tree(
    links: Sequence[Association], nodes: Nodes, findings: Findings
) -> list[dict[str, object]]:
    """The fields of the associations that the tree does not say already, each once."""
    kept: dict[tuple[object, ...], dict[str, object]] = {}
    for link in links:
        target = nodes.item(link.target)
        if link.type == CHILD and (target is not None or nodes.is_document(link.target)):
            continue
        fields = {"origin": link.origin.code, "type": link.type} | _end(link.target, target)
        key = (*fields.items(),)
        if key in kept:
            link.source.notice("", "says what another association says: left out")
            continue
        where = f"/associations/{len(kept)}"
        findings.places |= {where: link.source.where} | {
            f"{where}/outside_{name}": f"{link.source.at('destinationNodeURI')}/{name}"
            for name in ("identifier", "uri", "title")
        }
        findings.places[f"{where}/type"] = link.source.at("associationType")
        kept[key] = fields
    return list(kept.values())


def _association(source: Fields, nodes: Nodes) -> Association | None:
    kind = source.text("associationType")
    origin, target = source.link("originNodeURI"), source.link("destinationNodeURI")
    sequence = source.whole("sequenceNumber")
    item = nodes.item(origin)
    if kind is None:
        source.notice("associationType", "is missing: the association is left out")
    elif item is None:
        source.notice("originNodeURI", "is no item of this package: the association is left out")
    elif target.identifier is None and target.uri is None:
        source.notice("destinationNodeURI", "leads nowhere: the association is left out")
    else:
        return Association(source, _type(source, kind), item, target, sequence)
    return None


def _type(source: Fields, written: str) -> str:
    known = _BY_LETTERS.get(re.sub(r"[\s_-]", "", written).casefold())
    if known is None and not _EXTENSION.fullmatch(written):
        source.notice("associationType", "is no type of CASE: kept as it is")
    elif known is not None and known != written:
        source.notice("associationType", f"is read as {known}")
    return known or written


def _end(link: Link, target: Item | None) -> dict[str, object]:
    if target is not None:
        return {"destination": target.code}
    fields = {
        "outside_identifier": link.identifier,
        "outside_uri": link.uri,
        "outside_title": link.title and shortened(link.title, MAX_TITLE),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _cut_circles(items: Sequence[Item]) -> None:
    """Of items that are each other's parents, the first one in the file goes to the top."""
    order = {item: index for index, item in enumerate(items)}
    fine: set[Item] = set()
    for start in items:
        path: dict[Item, None] = {}  # a set that remembers its order
        here: Item | None = start
        while here is not None and here not in fine and here not in path:
            path[here] = None
            here = here.parent
        if here is not None and here in path:
            steps = list(path)
            first = min(steps[steps.index(here) :], key=order.__getitem__)
            first.parent = None
            first.source.notice("", "is among its own parents: read as top level")
        fine.update(path)


def _give_positions(items: Sequence[Item]) -> None:
    """By sequence number, then in the order of the file."""
    siblings: defaultdict[Item | None, list[Item]] = defaultdict(list)
    for item in items:
        siblings[item.parent].append(item)
    for family in siblings.values():
        for position, item in enumerate(sorted(family, key=_place)):
            item.position = position


def _place(item: Item) -> tuple[bool, int]:
    return item.sequence is None, item.sequence or 0
