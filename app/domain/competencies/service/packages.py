"""Whole versions of competency models, read in parts and written piece by piece."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from app.domain.competencies.repository import written
from app.domain.competencies.writing.case import Outline, Package, Pieces, outline, text_of
from app.domain.competencies.writing.stored import Association, Competency, Framework, Leftover
from app.domain.context import Context

T = TypeVar("T")

AT_ONCE: Final = 2_000
"""Competencies, or associations, that are read by one statement."""
KEPT: Final = 6_000
"""So many competencies are kept while a package is written, and not read again for each part."""
IN_A_PIECE: Final = 200
MANY: Final = 5_000
"""So many rows are outlined beside the event loop."""
MOST_BYTES: Final = 128_000_000
WRITING: Final = 1
"""Counts the ways in which the same rows have been written."""


class Outlines:
    """The outlines of the versions that were asked for last: a version never changes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[Any, Outline] = OrderedDict()

    async def of(self, context: Context, base_url: str, framework: Framework) -> Outline:
        key = (base_url, framework.tenant_id, framework.id, framework.number, framework.is_shadowed)
        found = self._kept.get(key)
        if found is None:
            found = await _outlined(context, base_url, framework)
            self._put(key, found)
        elif key in self._kept:
            self._kept.move_to_end(key)
        return found

    def _put(self, key: Any, found: Outline) -> None:
        if key not in self._kept:
            self._used += found.size
        self._kept[key] = found
        while self._used > self._room and self._kept:
            _, gone = self._kept.popitem(last=False)
            self._used -= gone.size


_outlines: Final = Outlines(MOST_BYTES)


async def _outlined(context: Context, base_url: str, framework: Framework) -> Outline:
    database = context.database
    items = await written.light_items(database, framework)
    links = await written.light_associations(database, framework)
    leftovers = await written.light_leftovers(database, framework)
    given = (base_url, framework, items, links, leftovers)
    if len(items) + len(links) < MANY:
        return outline(*given)
    return await asyncio.to_thread(outline, *given)


async def package_of(context: Context, base_url: str, framework: Framework) -> Package:
    """What writes the parts of a framework."""
    return Package.of(base_url, framework, await _outlines.of(context, base_url, framework))


@dataclass(frozen=True, slots=True)
class Whole:
    """A file: `etag` is the same for the same bytes."""

    etag: str
    pieces: AsyncIterator[str]


def etag_of(*said: object) -> str:
    digest = blake2b(repr((WRITING, *said)).encode("utf-8", "surrogatepass"), digest_size=16)
    return f'"{digest.hexdigest()}"'


def whole(context: Context, package: Package) -> Whole:
    """The CFPackage of a framework."""
    framework = package.names.framework
    etag = etag_of(framework.content_hash, framework.number, text_of(package.document()))
    return Whole(etag, _pieces(Reading(context, package)))


class Reading:
    """The rows of one version, as far as they are asked for."""

    def __init__(self, context: Context, package: Package) -> None:
        self._database = context.database
        self._framework = package.names.framework
        self._lines = list(package.outline.lines())
        self._kept: list[list[Competency]] = []
        self.package = package

    async def competencies(self) -> AsyncIterator[list[Competency]]:
        """All of them, some at once, in the order of the tree; this may be asked several times."""
        keeps = len(self._lines) <= KEPT
        if self._kept:
            for some in self._kept:
                yield some
            return
        for lines in in_parts(self._lines, AT_ONCE):
            some = await written.competencies(self._database, self._framework, lines)
            if keeps:
                self._kept.append(some)
            yield some

    async def associations(self) -> AsyncIterator[list[Association]]:
        after: UUID | None = None
        while True:
            some = await written.associations(self._database, self._framework, AT_ONCE, after=after)
            if some:
                yield some
                after = some[-1].id
            if len(some) < AT_ONCE:
                return

    async def leftovers(self) -> list[Leftover]:
        return await written.leftovers(self._database, self._framework)


async def _pieces(reading: Reading) -> AsyncIterator[str]:
    """The package as JSON: a few larger texts, between which others get their turn."""
    async for texts in _texts(reading):
        for some in in_parts(texts, IN_A_PIECE):
            yield "".join(some)
            await asyncio.sleep(0)


async def _texts(reading: Reading) -> AsyncIterator[Iterable[str]]:
    package, pieces = reading.package, Pieces()
    leftovers = await reading.leftovers()
    yield [pieces.first("CFDocument", package.document()), pieces.begin_list("CFItems")]
    async for some in reading.competencies():
        yield pieces.more(package.items(some))
    yield [pieces.end_list(), pieces.begin_list("CFAssociations")]
    async for some in reading.competencies():
        yield pieces.more(package.children(some))
    async for links in reading.associations():
        yield pieces.more(package.associations(links))
    yield pieces.more(package.unplaced(leftovers))
    yield package.rest(pieces, leftovers)
    if not package.names.framework.is_case:
        async for some in reading.competencies():
            yield pieces.more(package.rubrics(some))
    yield package.end(pieces, leftovers)


def in_parts(some: Iterable[T], most: int) -> Iterator[list[T]]:
    rest = iter(some)
    while part := list(islice(rest, most)):
        yield part
