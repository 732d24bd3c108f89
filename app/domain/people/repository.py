"""The SQL of people."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from app.domain.people import policy, ties
from app.domain.people.commands import PeopleFilters
from app.domain.people.models import Person, Relationship, RelationshipKind, Tenant
from app.domain.people.views import PersonView
from app.domain.policy import Me, anybody
from app.domain.repository import Repository
from app.domain.statement import Many, One


def person(person_id: UUID) -> One:
    return One(PersonView, (col(Person.id) == person_id,))


def me_as_person(me: Me) -> One:
    return One(PersonView, (col(Person.id) == me.id,))


def people(filters: PeopleFilters) -> Many:
    where: list[Any] = []
    if filters.external_id is not None:
        where.append(col(Person.external_id) == filters.external_id)
    if filters.status is not None:
        where.append(col(Person.status) == filters.status)
    if filters.department is not None:
        where.append(col(Person.department) == filters.department)
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
                col(Person.external_id) == func.any(list(external_ids)),
                col(Person.user_name) == func.any(list(user_names)),
            )
        )
        return await self.rows(query.order_by(col(Person.id)).with_for_update())

    async def names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        """The external id of each."""
        query = select(col(Person.id), col(Person.external_id)).where(
            col(Person.tenant_id) == self.tx.actor.tenant_id, col(Person.id) == func.any(list(ids))
        )
        found = (await self.session.execute(query)).all()
        return {row[0]: row[1] for row in found}


class Relationships(Repository[Relationship]):
    entity = Relationship
    guard = anybody

    async def lock_tree(self) -> None:
        """One at a time takes people in: no two add the same person, or make a circle together."""
        name = f"{self.tx.actor.tenant_id}:org-tree"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )

    async def managers(self) -> dict[UUID, Relationship]:
        """Who is the manager of whom today, in the whole organisation."""
        query = self.select().where(
            col(Relationship.kind) == RelationshipKind.MANAGER,
            ties.current(self.tx.me, Relationship),
        )
        return {tie.person_id: tie for tie in await self.rows(query)}

    async def of(self, people: Collection[UUID]) -> list[Relationship]:
        """Every relation of these people, on either side, that is not over; locked."""
        ids = list(people)
        query = self.select().where(
            or_(
                col(Relationship.person_id) == func.any(ids),
                col(Relationship.related_id) == func.any(ids),
            ),
            or_(
                col(Relationship.ends_on).is_(None),
                col(Relationship.ends_on) > self.tx.me.today,
            ),
        )
        return await self.rows(query.order_by(col(Relationship.id)).with_for_update())
