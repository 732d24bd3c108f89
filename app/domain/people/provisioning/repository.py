"""The SQL of what a directory reads and finds."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.people import policy, ties
from app.domain.people.models import Person, PersonGroup, PersonGroupMember, Relationship
from app.domain.people.provisioning.criteria import Sought
from app.domain.people.provisioning.statement import Clause, Source, clause, order
from app.domain.people.provisioning.views import (
    changed_at,
    document_of,
    groups_of,
    groups_source,
    manager_of,
    members_of,
    people_source,
)
from app.domain.people.states import RelationshipKind
from app.domain.policy import Me, anybody
from app.domain.repository import Repository


class Directory(Repository[Person]):
    """The people whom a directory may know of."""

    entity = Person
    guard = policy.may_read

    def visible(self, *extra: Any) -> Select[Any]:
        person: Any = Person
        return (
            select(*extra)
            .select_from(Person)
            .where(
                col(Person.tenant_id) == self.tx.me.tenant_id,
                policy.may_read(self.tx.me, Person),
                person.scim_deleted_at.is_(None),
            )
        )

    async def shown(self, *where: Any, sought: Sought | None = None) -> list[dict[str, Any]]:
        person: Any = Person
        me = self.tx.me
        query = self.visible(
            person.id,
            person.version,
            person.created_at,
            changed_at(person).label("changed_at"),
            document_of(person).label("document"),
            manager_of(me, person, None).limit(1).scalar_subquery().label("manager"),
            groups_of(me, person).label("groups"),
        ).where(*where)
        rows = await _page(self, query, people_source(me), sought)
        return [dict(row) for row in rows]

    async def count(self, *where: Any) -> int:
        query = self.visible(func.count()).where(*where)
        return int(await self.session.scalar(query, self.tx.parameters) or 0)

    async def locked(self, id: UUID) -> Person | None:
        """The person, also one who is deleted for the directory."""
        query = self.select().where(col(Person.id) == id).with_for_update()
        rows = await self.rows(query.execution_options(populate_existing=True))
        return rows[0] if rows else None

    async def called(self, user_name: str, external_id: str | None) -> list[Person]:
        """Who has this user name, in whatever case, or this external id; locked."""
        where = col(Person.user_name_key) == user_name.lower()
        if external_id is not None:
            where = or_(where, col(Person.external_id) == external_id)
        query = self.select().where(where).order_by(col(Person.id)).with_for_update()
        return await self.rows(query.execution_options(populate_existing=True))

    async def by_name(self, name: str, id: UUID | None) -> Person | None:
        """By id, or else by external id."""
        where = col(Person.external_id) == name
        if id is not None:
            where = or_(where, col(Person.id) == id)
        found: list[Person] = await self.rows(
            self.select().where(where, col(Person.scim_deleted_at).is_(None))
        )
        return next((p for p in found if p.id == id), found[0] if found else None)

    async def held(self, ids: Collection[UUID]) -> set[UUID]:
        """Who of these is there, and stays until we are done: whoever deletes them waits."""
        query = self.visible(col(Person.id)).where(col(Person.id) == func.any(list(ids)))
        query = query.order_by(col(Person.id)).with_for_update(read=True, key_share=True)
        return set((await self.session.scalars(query, self.tx.parameters)).all())

    async def is_above(self, person: UUID, other: UUID) -> bool:
        """Whether following the managers upwards from `other` leads to `person`."""
        me = self.tx.me
        tie: Any = aliased(Relationship)
        above = (
            select(tie.related_id)
            .where(tie.person_id == other, *_manages(me, tie))
            .cte("above", recursive=True)
        )
        next_: Any = aliased(Relationship)
        above = above.union(
            select(next_.related_id).where(
                next_.person_id == above.c.related_id, *_manages(me, next_)
            )
        )
        query = select(exists().where(above.c.related_id == person))
        return bool(await self.session.scalar(query, self.tx.parameters))

    async def manager_tie(self, person: UUID) -> Relationship | None:
        tie: Any = Relationship
        query = (
            select(Relationship)
            .where(tie.person_id == person, *_manages(self.tx.me, tie))
            .with_for_update()
        )
        rows = await self.rows(query)
        return rows[0] if rows else None

    async def next_manager_on(self, person: UUID) -> date | None:
        """The later day from which on another manager is known already."""
        tie: Any = Relationship
        query = select(func.min(tie.starts_on)).where(
            tie.tenant_id == self.tx.me.tenant_id,
            tie.person_id == person,
            tie.kind == RelationshipKind.MANAGER,
            tie.starts_on > self.tx.me.today,
            ties.not_over(tie, self.tx.me.today),
        )
        found: date | None = await self.session.scalar(query, self.tx.parameters)
        return found


def _manages(me: Me, tie: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        tie.tenant_id == me.tenant_id,
        tie.kind == RelationshipKind.MANAGER,
        ties.current(me, tie),
    )


class Groups(Repository[PersonGroup]):
    entity = PersonGroup
    guard = anybody

    async def shown(
        self, *where: Any, sought: Sought | None = None, members: bool = True
    ) -> list[dict[str, Any]]:
        group: Any = PersonGroup
        query = self._visible(
            group.id,
            group.version,
            group.created_at,
            changed_at(group).label("changed_at"),
            group.scim.label("document"),
            (members_of(self.tx.me, group) if members else literal(None)).label("members"),
        ).where(*where)
        rows = await _page(self, query, groups_source(self.tx.me), sought)
        return [dict(row) for row in rows]

    def _visible(self, *columns: Any) -> Select[Any]:
        me = self.tx.me
        return (
            select(*columns)
            .select_from(PersonGroup)
            .where(col(PersonGroup.tenant_id) == me.tenant_id, anybody(me, PersonGroup))
        )

    async def count(self, *where: Any) -> int:
        query = self._visible(func.count()).where(*where)
        return int(await self.session.scalar(query, self.tx.parameters) or 0)

    async def locked(self, id: UUID) -> PersonGroup | None:
        rows = await self.rows(self.select().where(col(PersonGroup.id) == id).with_for_update())
        return rows[0] if rows else None

    async def of_person(self, person: UUID) -> list[PersonGroup]:
        member: Any = PersonGroupMember
        inside = select(member.group_id).where(
            member.tenant_id == self.tx.me.tenant_id, member.person_id == person
        )
        query = self.select().where(col(PersonGroup.id).in_(inside))
        return await self.rows(query.order_by(col(PersonGroup.id)).with_for_update())


class Members(Repository[PersonGroupMember]):
    entity = PersonGroupMember
    guard = anybody

    async def of(self, group: UUID) -> dict[UUID, PersonGroupMember]:
        query = self.select().where(col(PersonGroupMember.group_id) == group)
        return {member.person_id: member for member in await self.rows(query)}

    async def with_person(self, person: UUID) -> list[PersonGroupMember]:
        return await self.rows(self.select().where(col(PersonGroupMember.person_id) == person))


async def _page(
    rows: Repository[Any], query: Select[Any], source: Source, sought: Sought | None
) -> Any:
    if sought is not None:
        if sought.order is not None:
            query = query.order_by(order(source, sought.order))
        query = query.order_by(rows.entity.id).offset(sought.start).limit(sought.count)
    found = await rows.session.execute(query, rows.tx.parameters)
    return found.mappings().all()


def criteria(source: Source, sought: Sought) -> tuple[Clause, ...]:
    return () if sought.criterion is None else (clause(source, sought.criterion),)
