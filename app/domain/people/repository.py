"""The SQL of people."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.domain.people import policy, ties
from app.domain.people.commands import PeopleFilters
from app.domain.people.models import Person, Relationship, RelationshipKind, Tenant
from app.domain.people.views import PersonView
from app.domain.policy import Me, anybody
from app.domain.repository import Repository
from app.domain.statement import Many, One


def person(person_id: UUID) -> One:
    return One(PersonView, (Person.id == person_id,))


def me_as_person(me: Me) -> One:
    return One(PersonView, (Person.id == me.id,))


def people(filters: PeopleFilters) -> Many:
    where: list[Any] = []
    if filters.external_id is not None:
        where.append(Person.external_id == filters.external_id)
    if filters.status is not None:
        where.append(Person.status == filters.status)
    if filters.department is not None:
        where.append(Person.department == filters.department)
    return Many(PersonView, tuple(where))


class Tenants(Repository[Tenant]):
    entity = Tenant
    guard = anybody


class People(Repository[Person]):
    entity = Person
    guard = policy.may_read

    async def named(
        self, external_ids: Collection[str], user_names: Collection[str] = ()
    ) -> list[Person]:
        """Locked, in one order for everybody, so that two batches cannot wait for each other."""
        query = self.select().where(
            or_(
                Person.external_id == func.any(list(external_ids)),
                Person.user_name == func.any(list(user_names)),
            )
        )
        return await self.rows(query.order_by(Person.id).with_for_update())


    async def names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """The external id of each."""
        query = select(Person.id, Person.external_id).where(
            Person.tenant_id == self.tx.actor.tenant_id, Person.id == func.any(list(ids))
        )
        return {id: name for id, name in await self.session.execute(query)}


class Relationships(Repository[Relationship]):
    entity = Relationship
    guard = anybody

    async def lock_tree(self) -> None:
        """One at a time changes who reports to whom, so that no two make a circle together."""
        name = f"{self.tx.actor.tenant_id}:org-tree"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )

    async def managers(self) -> dict[UUID, Relationship]:
        """Who is the manager of whom today, in the whole organisation."""
        query = self.select().where(
            Relationship.kind == RelationshipKind.MANAGER,
            ties.current(self.tx.me, Relationship),
        )
        return {tie.person_id: tie for tie in await self.rows(query)}
