"""Competency models as CASE 1.1 has them: what is published, and nothing else.

These are reads of everybody whose token has the scope. Each asks a number of statements that does
not depend on how much there is, but that a large package is read in parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.domain.competencies.repository import headings, written
from app.domain.competencies.service.frameworks import get_competency_framework
from app.domain.competencies.service.packages import AT_ONCE, Whole, in_parts, package_of, whole
from app.domain.competencies.writing.case import (
    PATH,
    Found,
    Names,
    Package,
    Where,
    alone,
    family,
    part_of,
)
from app.domain.competencies.writing.stored import Competency, Framework
from app.domain.context import Context
from app.domain.errors import NotFound

MOST_LINKS: Final = 100_000

__all__ = ["PATH", "Provider", "Whole"]


class Part(NamedTuple):
    """Something of a framework that was found by its identifier."""

    package: Package
    found: Found


@dataclass(frozen=True, slots=True)
class Provider:
    """One actor's way to what CASE can be asked. `base_url` is where we are reached."""

    context: Context
    base_url: str

    async def documents(self) -> list[dict[str, Any]]:
        """All CFDocuments, the oldest first."""
        return [alone(Names(self.base_url, one)) for one in await self._heads()]

    async def document(self, identifier: str) -> dict[str, Any]:
        return alone(Names(self.base_url, await self._framework(identifier)))

    async def package(self, identifier: str) -> Whole:
        framework = await self._framework(identifier)
        return whole(self.context, await self._package(framework))

    async def item(self, identifier: str) -> dict[str, Any]:
        part = await self._find("CFItems", identifier)
        [one] = await self._competencies(part.package, [part.found.id])
        return part_of(part.package.names, next(part.package.items([one])))

    async def item_associations(self, identifier: str) -> dict[str, Any]:
        """An item, and the associations that begin or end at it."""
        part = await self._find("CFItems", identifier)
        package, id = part.package, part.found.id
        framework, database = package.names.framework, self.context.database
        [one] = await self._competencies(package, [id])
        made = list(package.children([one]))
        for some in in_parts(package.outline.below(id), AT_ONCE):
            children = await written.competencies(database, framework, some)
            made += package.children(children)
        links = await written.associations(database, framework, MOST_LINKS, of=id)
        made += package.associations(links)
        unplaced = await written.leftovers(database, framework, kind="CFAssociation")
        named = {one.identifier, package.names.item(one)}
        for rest in package.unplaced(unplaced):
            ends = (rest["originNodeURI"], rest["destinationNodeURI"])
            made += [rest] if any(end["identifier"] in named for end in ends) else []
        item = part_of(package.names, next(package.items([one])))
        return {"CFItem": item, "CFAssociations": made}

    async def association(self, identifier: str) -> dict[str, Any]:
        part = await self._find("CFAssociations", identifier)
        package, (where, id) = part
        framework, database = package.names.framework, self.context.database
        if where is Where.CHILD:
            made = package.children(await self._competencies(package, [id]))
        elif where is Where.ASSOCIATION:
            made = package.associations(await written.associations(database, framework, 1, id=id))
        else:
            made = package.unplaced(await written.leftovers(database, framework, id))
        for one in made:
            return part_of(package.names, one)
        raise NotFound

    async def rubric(self, identifier: str) -> dict[str, Any]:
        package, (where, id) = await self._find("CFRubrics", identifier)
        framework, database = package.names.framework, self.context.database
        if where is Where.SCALE:
            made = package.scale()
        elif where is Where.RUBRIC:
            made = package.rubrics(await self._competencies(package, [id]))
        else:
            made = package.rubrics_of_source(await written.leftovers(database, framework, id))
        return _named(made, identifier)

    async def definition(self, collection: str, identifier: str) -> dict[str, Any]:
        members = await self._definitions(collection, identifier)
        return _named(iter(members), identifier)

    async def definitions(self, collection: str, identifier: str) -> list[dict[str, Any]]:
        """A definition, and those below it by their hierarchy codes."""
        members = await self._definitions(collection, identifier)
        return family(members, identifier)

    async def _definitions(self, collection: str, identifier: str) -> list[dict[str, Any]]:
        package, (where, id) = await self._find(collection, identifier)
        framework = package.names.framework
        some = (
            []
            if where is Where.CATEGORIES
            else await written.leftovers(self.context.database, framework, id)
        )
        found: list[dict[str, Any]] = package.definitions(some)[collection]
        return found

    async def _find(self, collection: str, identifier: str) -> Part:
        for framework in await self._heads():
            package = await self._package(framework)
            found = package.outline.find(collection, identifier)
            if found is not None:
                return Part(package, found)
        raise NotFound

    async def _heads(self) -> list[Framework]:
        self.context.require(get_competency_framework)
        return await headings.heads(self.context.database, self.context.actor.tenant_id)

    async def _framework(self, identifier: str) -> Framework:
        for one in await self._heads():
            if Names(self.base_url, one).document == identifier:
                return one
        raise NotFound

    async def _package(self, framework: Framework) -> Package:
        return await package_of(self.context, self.base_url, framework)

    async def _competencies(self, package: Package, ids: Sequence[UUID]) -> list[Competency]:
        wanted = [package.outline.line(id) for id in ids]
        framework = package.names.framework
        return await written.competencies(self.context.database, framework, wanted)


def _named(some: Iterator[dict[str, Any]], identifier: str) -> dict[str, Any]:
    """Several may stand in the place that was found."""
    found = next((one for one in some if one["identifier"] == identifier), None)
    if found is None:
        raise NotFound
    return found
