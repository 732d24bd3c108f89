"""What a version of a framework holds, in little: the order of its items, and who has which name.

It is made once for each version, which never changes, from a few columns of each row; so a thing is
found by its identifier, wherever that comes from, and a package of any size is written piece by
piece.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.domain.competencies.writing.case import definitions, rubrics, values
from app.domain.competencies.writing.case.names import Names
from app.domain.competencies.writing.stored import Framework, Leftover, Node

COLLECTIONS: Final = (
    "CFItems",
    "CFAssociations",
    "CFRubrics",
    *definitions.COLLECTIONS,
)
_ID: Final = 16
_NOTHING: Final = UUID(int=0)
_WIDTH: Final = 34
_KEY: Final = 17


Line = tuple[UUID, UUID | None]
"""The ids of an item and of its parent."""


class Where(IntEnum):
    """What a name leads to."""

    ITEM = 0
    CHILD = 1
    ASSOCIATION = 2
    LEFTOVER = 3
    RUBRIC = 4
    SCALE = 5
    CATEGORIES = 6


class Found(NamedTuple):
    where: Where
    id: UUID


@dataclass(frozen=True, slots=True)
class LightItem:
    """As much of a competency as an outline needs."""

    id: UUID
    code: str
    edition: int
    identifier: str | None
    parent_code: str | None
    position: int
    category: str | None
    is_described: bool
    """Whether it says what it looks like at some level."""
    is_retired: bool
    is_outside: bool
    child: Mapping[str, Any] | None
    """`identifier` and `sequenceNumber` of the association to the parent in a source of CASE."""


class LightAssociation(NamedTuple):
    id: UUID
    key: UUID
    identifier: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """`order` has the ids of the items, those above before those below, each family in its order,
    in 16 bytes each, and `parents` those of their parents, or zeros; `names` is sorted: a
    collection, an identifier, and what it leads to, in 34 bytes each.
    """

    order: bytes
    parents: bytes
    categories: Sequence[str]
    repeated: frozenset[UUID]
    renumbered: frozenset[str | None]
    """The codes of those whose children have no order that their own numbers tell."""
    names: bytes

    def lines(self) -> Iterator[Line]:
        """The items in their order, each with its parent."""
        return (self._line(place) for place in range(0, len(self.order), _ID))

    def line(self, id: UUID) -> Line:
        return self._line(next(_places(self.order, id)))

    def below(self, id: UUID) -> Iterator[Line]:
        """Those whose parent this is."""
        return (self._line(place) for place in _places(self.parents, id))

    def _line(self, place: int) -> Line:
        parent = self.parents[place : place + _ID]
        above = None if parent == _NOTHING.bytes else UUID(bytes=parent)
        return UUID(bytes=self.order[place : place + _ID]), above

    def find(self, collection: str, identifier: str) -> Found | None:
        wanted = _key(collection, identifier)
        low, high = 0, len(self.names) // _WIDTH
        while low < high:
            middle = (low + high) // 2
            if self.names[middle * _WIDTH : middle * _WIDTH + _KEY] < wanted:
                low = middle + 1
            else:
                high = middle
        entry = self.names[low * _WIDTH : (low + 1) * _WIDTH]
        if entry[:_KEY] != wanted:
            return None
        return Found(Where(entry[_KEY]), UUID(bytes=entry[_KEY + 1 :]))

    @property
    def size(self) -> int:
        """Bytes, about: for whoever keeps several."""
        rows = len(self.repeated) + len(self.renumbered)
        return len(self.names) + len(self.order) + len(self.parents) + 200 * rows + 1_000


def _places(ids: bytes, wanted: UUID) -> Iterator[int]:
    place = ids.find(wanted.bytes)
    while place >= 0:
        if place % _ID == 0:
            yield place
        place = ids.find(wanted.bytes, place + 1)


def outline(
    base_url: str,
    framework: Framework,
    items: Sequence[LightItem],
    associations: Iterable[LightAssociation],
    leftovers: Sequence[Leftover],
) -> Outline:
    maker = _Maker(Names(base_url, framework))
    order = [items[place] for place in _in_order(items)]
    maker.items(order)
    maker.associations(order, associations, leftovers)
    maker.leftovers(leftovers)
    categories: list[str] = []
    if not framework.is_case:
        categories = sorted({one.category for one in items if one.category})
        maker.made(order, categories)
    return Outline(
        b"".join(one.id.bytes for one in order),
        b"".join(_parents(order)),
        categories,
        frozenset(maker.repeated),
        frozenset(_renumbered(framework, order)),
        b"".join(sorted(maker.entries)),
    )


class _Maker:
    """Gives every name to whoever has it first; the others are in `repeated`."""

    def __init__(self, names: Names) -> None:
        self.repeated: set[UUID] = set()
        self.entries: list[bytes] = []
        self._names = Names(names.base_url, names.framework, self.repeated)
        self._taken: set[bytes] = set()

    def items(self, order: Sequence[LightItem]) -> None:
        for one in order:
            node = _node(one)
            if not self._take("CFItems", self._names.item(node), Where.ITEM, one.id):
                self.repeated.add(one.id)
                self._take("CFItems", self._names.item(node), Where.ITEM, one.id)

    def associations(
        self,
        order: Sequence[LightItem],
        associations: Iterable[LightAssociation],
        leftovers: Sequence[Leftover],
    ) -> None:
        names = self._names
        for one in order:
            is_child = bool(one.child) or not one.is_outside
            if one.is_retired or not is_child:
                continue
            node, given = _node(one), (one.child or {}).get("identifier")
            found = names.child_of_named(node, given)
            if not self._take("CFAssociations", found, Where.CHILD, one.id):
                self.repeated.add(names.association_of(one.id))
                found = names.child_of_named(node, given)
                self._take("CFAssociations", found, Where.CHILD, one.id)
        for link in associations:
            found = names.association_named(*link)
            if not self._take("CFAssociations", found, Where.ASSOCIATION, link.id):
                self.repeated.add(link.id)
                found = names.association_named(*link)
                self._take("CFAssociations", found, Where.ASSOCIATION, link.id)
        for rest in leftovers:
            if rest.kind == "CFAssociation":
                self._unplaced(rest)

    def _unplaced(self, one: Leftover) -> None:
        given = one.value.get("identifier") if isinstance(one.value, Mapping) else None
        found = self._names.leftover(one, given)
        if not self._take("CFAssociations", found, Where.LEFTOVER, one.id):
            self.repeated.add(one.id)
            found = self._names.leftover(one, given)
            self._take("CFAssociations", found, Where.LEFTOVER, one.id)

    def leftovers(self, leftovers: Sequence[Leftover]) -> None:
        for one in leftovers:
            for collection, identifier in _defined(self._names, one):
                self._take(collection, identifier, Where.LEFTOVER, one.id)

    def made(self, order: Sequence[LightItem], categories: Sequence[str]) -> None:
        """What a source of another format says without giving it a name."""
        names = self._names
        for category in categories:
            found = definitions.type_link(names, category)["identifier"]
            self._take(definitions.ITEM_TYPES, found, Where.CATEGORIES, _NOTHING)
        for one in order:
            if one.is_described:
                found = names.made(rubrics.COLLECTION, f"rubric\n{names.item(_node(one))}")
                self._take(rubrics.COLLECTION, found, Where.RUBRIC, one.id)
        if names.framework.scale:
            found = names.made(rubrics.COLLECTION, "scale")
            self._take(rubrics.COLLECTION, found, Where.SCALE, _NOTHING)

    def _take(self, collection: str, identifier: str, where: Where, id: UUID) -> bool:
        key = _key(collection, identifier)
        if key in self._taken:
            return False
        self._taken.add(key)
        self.entries.append(key + bytes([where]) + id.bytes)
        return True


def _key(collection: str, identifier: str) -> bytes:
    return bytes([COLLECTIONS.index(collection)]) + UUID(identifier).bytes


def _node(one: LightItem) -> Node:
    return Node(one.id, one.code, one.edition, "", one.identifier)


def _defined(names: Names, one: Leftover) -> Iterator[tuple[str, str]]:
    if rubrics.is_rubric(one):
        for place, said in enumerate(rubrics.said_by_source(one)):
            if isinstance(said, Mapping):
                yield rubrics.COLLECTION, rubrics.identifier_of(names, one.key, place, said)
    elif one.kind == definitions.KIND:
        for name in definitions.COLLECTIONS:
            for _, made in definitions.collection(names, one, name):
                yield name, made["identifier"]


def _in_order(items: Sequence[LightItem]) -> Iterator[int]:
    """Places in the tree order; those that are retired come last."""
    below: defaultdict[str | None, list[int]] = defaultdict(list)
    codes = {one.code for one in items if not one.is_retired}
    for place, one in enumerate(items):
        if not one.is_retired:
            below[one.parent_code if one.parent_code in codes else None].append(place)
    for family in below.values():
        family.sort(key=lambda place: (items[place].position, items[place].id), reverse=True)
    pending = below.pop(None, [])
    while pending:
        place = pending.pop()
        yield place
        pending += below.pop(items[place].code, ())
    yield from (place for place, one in enumerate(items) if one.is_retired)


def _parents(order: Sequence[LightItem]) -> Iterator[bytes]:
    ids = {one.code: one.id for one in order if not one.is_retired}
    for one in order:
        above = None if one.is_retired or one.parent_code is None else ids.get(one.parent_code)
        yield (above or _NOTHING).bytes


def _renumbered(framework: Framework, order: Sequence[LightItem]) -> Iterator[str | None]:
    """The families whose numbers of a source of CASE would be read in another order."""
    if not framework.is_case:
        return
    last: dict[str | None, tuple[bool, int]] = {}
    for one in order:
        if one.is_retired or one.is_outside:
            continue
        number = values.whole((one.child or {}).get("sequenceNumber"))
        here = (number is None, number or 0) if one.child else (False, one.position + 1)
        if here < last.get(one.parent_code, (False, -(2**40))):
            yield one.parent_code
        last[one.parent_code] = here
