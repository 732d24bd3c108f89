"""The SQL of people."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    String,
    Uuid,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.errors import Forbidden
from app.domain.people import policy, ties
from app.domain.people.commands import (
    ManagerFilters,
    PeopleFilters,
    Recognised,
    RelationshipFilters,
    ReportFilters,
)
from app.domain.people.models import Person, Relationship, Tenant
from app.domain.people.states import RelationshipKind
from app.domain.people.views import ColleagueView, OrganisationView, PersonView, RelationshipView
from app.domain.policy import NOBODY, Me, anybody
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import SCOPED, Many, One, Statement
from app.domain.transaction import Transaction
from app.domain.workdays import Workdays

# Asked for every few requests, so in one round trip: the tenant is set in the same statement.
# With OFFSET 0, neither is made a part of what is around it, and begun before its tenant is set.
WHO_STAND: Final = SCOPED.format(
    tenant="$1",
    query="SELECT id FROM person WHERE tenant_id = $2 AND id = any($3) AND status <> 'left' "
    "AND scope.tenant_id = $1 OFFSET 0",
)
LEADERS: Final = SCOPED.format(
    tenant="$1",
    query="""
SELECT tie.person_id, leader.id FROM relationship AS tie CROSS JOIN LATERAL (
  SELECT tie.related_id AS id
  UNION ALL
  SELECT cover.related_id FROM relationship AS cover
  WHERE cover.tenant_id = $2 AND cover.person_id = tie.related_id AND cover.kind = 'cover'
    AND cover.starts_on <= $4 AND (cover.ends_on IS NULL OR cover.ends_on > $4)
) AS leader
WHERE tie.tenant_id = $2 AND scope.tenant_id = $1 AND tie.person_id = any($3)
  AND tie.kind = 'manager' AND tie.starts_on <= $4
  AND (tie.ends_on IS NULL OR tie.ends_on > $4)
OFFSET 0
""",
)


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


def reports(me: Me, person_id: UUID, filters: ReportFilters) -> Many:
    tree = ties.below(me, person_id, _day(me, filters.on), filters.levels)
    return Many(ColleagueView, (), order=("level", "id"), along=tree)


def managers(me: Me, person_id: UUID, filters: ManagerFilters) -> Many:
    line = ties.above(me, person_id, _day(me, filters.on))
    return Many(ColleagueView, (), order=("level", "id"), along=line)


def _day(me: Me, on: Any) -> Any:
    return me.today if on is None else on


def relationship(relationship_id: UUID) -> One:
    return One(RelationshipView, (col(Relationship.id) == relationship_id,))


def relationships(me: Me, filters: RelationshipFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Relationship.person_id) == filters.person_id)
    if filters.related_id is not None:
        where.append(col(Relationship.related_id) == filters.related_id)
    if filters.kind is not None:
        where.append(col(Relationship.kind) == filters.kind)
    if filters.on is not None:
        where.append(ties.held(Relationship, filters.on))
    if filters.current is not None:
        current = ties.current(me, Relationship)
        where.append(current if filters.current else not_(current))
    return Many(RelationshipView, tuple(where))


def organisation(me: Me) -> One:
    return One(OrganisationView, (col(Tenant.id) == me.tenant_id,))


def recognised(by: Recognised) -> Many:
    where: list[Any] = []
    if by.id is not None:
        where.append(col(Person.id) == by.id)
    if by.external_id is not None:
        where.append(col(Person.external_id) == by.external_id)
    if by.user_name is not None:
        where.append(col(Person.user_name) == by.user_name)
    if by.work_email is not None:
        where.append(col(Person.work_email_key) == func.lower(by.work_email))
    return Many(PersonView, tuple(where) or (NOBODY,))


async def working_days(tx: Transaction) -> Workdays:
    [row] = await tx.read(_calendar(tx.me), tx.parameters)
    return Workdays(frozenset(row["working_week"]), frozenset(row["days_off"]))


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
        given = {"external_ids": list(external_ids), "user_names": list(user_names)}
        return await self.read_all(_named(self.tx.me), given)

    async def give_up_names(self, people: Collection[UUID]) -> None:
        """Free the user names of people who are going to get others, so that they can be swapped.

        What stands there until then is no name that anybody could ask for.
        """
        statement = _name_given_up(self.tx.me)
        await self.tx.read(statement, self.tx.parameters | {"ids": list(people)})

    async def known(
        self, ids: Collection[UUID], external_ids: Collection[str] = ()
    ) -> list[Person]:
        query = self.select().where(
            or_(
                col(Person.id) == func.any(list(ids)),
                col(Person.external_id) == func.any(list(external_ids)),
            )
        )
        return await self.rows(query)


class Relationships(Repository[Relationship]):
    entity = Relationship
    guard = policy.may_read_relationship

    async def lock_tree(self) -> None:
        """One at a time takes people in: no two add the same person, or make a circle together."""
        name = f"{self.tx.actor.tenant_id}:org-tree"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )

    async def managers_above(self, people: Collection[UUID]) -> list[Relationship]:
        """Who leads these people today or is going to, and who leads those, up to the top."""
        return await self.read_all(_above(self.tx.me), {"people": list(people)})

    async def check_may(self, person_id: UUID, kind: RelationshipKind) -> None:
        """Ask the rule of a relation that is not there yet."""
        wanted = SimpleNamespace(person_id=literal(person_id), kind=literal(kind.value))
        query = select(policy.may_tie(self.tx.me, wanted))
        if not await self.session.scalar(query, self.tx.parameters):
            raise Forbidden

    async def overlapping(self, tie: Relationship) -> list[Relationship]:
        """What cannot hold on the same days as this one: another manager, or the same again."""
        other = Relationship
        query = self._since([tie.person_id], [tie.kind], tie.starts_on)
        if tie.kind is not RelationshipKind.MANAGER:
            query = query.where(col(other.related_id) == tie.related_id)
        if tie.ends_on is not None:
            query = query.where(col(other.starts_on) < tie.ends_on)
        return await self.rows(query)

    async def since(
        self, people: Collection[UUID], kinds: Collection[RelationshipKind], day: date
    ) -> list[Relationship]:
        """The relations of these kinds that people have on a day or will have after it."""
        return await self.rows(self._since(people, kinds, day))

    async def not_over(self, people: Collection[UUID]) -> list[Relationship]:
        """Every relation from and to these people that holds today, or begins later."""
        ids = list(people)
        query = self.select().where(
            or_(
                col(Relationship.person_id) == func.any(ids),
                col(Relationship.related_id) == func.any(ids),
            ),
            ties.not_over(Relationship, self.tx.me.today),
        )
        return await self.rows(query.order_by(col(Relationship.id)).with_for_update())

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """What is changed inside is written, so that the database may refuse it, and undone."""
        await self.tx.connection.execute("SAVEPOINT rehearsal")
        yield
        await self.tx.flush()
        self.session.expunge_all()
        await self.tx.connection.execute("ROLLBACK TO SAVEPOINT rehearsal")

    def _since(
        self, people: Collection[UUID], kinds: Collection[RelationshipKind], day: date
    ) -> Any:
        tie = Relationship
        return (
            self.select()
            .where(
                col(tie.person_id) == func.any(list(people)),
                col(tie.kind).in_(kinds),
                ties.not_over(tie, day),
            )
            .order_by(col(tie.id))
            .with_for_update()
        )


# A long list is joined, never compared with `= ANY`: once PostgreSQL plans for any list whatever,
# it may read the whole table and walk along the list for every row of it.


@cache
def _calendar(me: Me) -> Statement:
    return rows_statement(select(*(one.label(name) for name, one in ties.calendar(me).items())))


@cache
def _named(me: Me) -> Statement:
    found = union(
        _those(me, col(Person.external_id), "external_ids"),
        _those(me, col(Person.user_name), "user_names"),
    )
    query = select(*columns_of(Person)).where(
        col(Person.tenant_id) == me.tenant_id,
        policy.may_read(me, Person),
        col(Person.id).in_(found),
    )
    return rows_statement(query.order_by(col(Person.id)).with_for_update())


def _those(me: Me, column: Any, given: str) -> Any:
    """The ids of people by one of the names that they have."""
    listed = func.unnest(bindparam(given, type_=ARRAY(String))).table_valued("name")
    # Without its column said, `given.name` is a cast to the type `name`, which ends after 63 bytes.
    names = listed.render_derived(given)
    return (
        select(col(Person.id))
        .join_from(names, Person, column == names.c.name)
        .where(col(Person.tenant_id) == me.tenant_id)
    )


@cache
def _name_given_up(me: Me) -> Statement:
    ids = select(func.unnest(bindparam("ids", type_=ARRAY(Uuid()))))
    return rows_statement(
        update(Person)
        .where(col(Person.tenant_id) == me.tenant_id, col(Person.id).in_(ids))
        .values(user_name=func.concat(func.chr(1), col(Person.id)))
    )


@cache
def _above(me: Me) -> Statement:
    """Followed upwards from these people only: of a large organisation, little is read."""
    found: Any = Relationship
    tie: Any = aliased(Relationship)
    start = func.unnest(bindparam("people", type_=ARRAY(Uuid())))
    up = select(start.label("id")).cte("up", recursive=True)
    up = up.union(
        select(tie.related_id).where(
            tie.tenant_id == me.tenant_id,
            tie.person_id == up.c.id,
            tie.kind == RelationshipKind.MANAGER,
            ties.not_over(tie, me.today),
        )
    )
    return rows_statement(
        select(*columns_of(Relationship)).where(
            found.tenant_id == me.tenant_id,
            found.person_id == up.c.id,
            found.kind == RelationshipKind.MANAGER,
            ties.not_over(found, me.today),
        )
    )
