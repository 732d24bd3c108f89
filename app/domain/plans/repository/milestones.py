"""The SQL of milestones."""

from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlmodel import col

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MilestoneFilters, MilestoneOrder
from app.domain.plans.models import Goal, Milestone, MilestoneSupporter, OwnerStatus
from app.domain.plans.views import (
    MilestoneView,
    about_competency,
    due_soon,
    horizon,
    is_open,
    missed,
    owner_needed,
    towards_objective,
)
from app.domain.policy import Me, Rule, Way
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Many, One, Statement


def milestone(milestone_id: UUID) -> One:
    return One(MilestoneView, (col(Milestone.id) == milestone_id,))


EQUAL: Final = ("person_id", "owner_id", "plan_id", "goal_id", "kind")
"""Filters that are a column of their own."""

_COMPUTED: Final = (("due_soon", due_soon), ("missed", missed), ("needs_owner", owner_needed))
"""Filters that are computed, as the view shows them."""


def milestones(me: Me, filters: MilestoneFilters) -> Many:
    return Many(
        MilestoneView,
        tuple(_narrowed(me, filters)),
        order=("due_on", "id") if _by_due(filters) else ("id",),
        descending=filters.sort is MilestoneOrder.DUE_LAST,
        ways=_ways(me, filters),
    )


def _narrowed(me: Me, filters: MilestoneFilters) -> Iterator[ColumnElement[bool]]:
    row: Any = Milestone
    for name in EQUAL:
        if getattr(filters, name) is not None:
            yield getattr(row, name) == getattr(filters, name)
    if filters.status is not None:
        yield row.status == func.any(filters.status)
    if filters.open is not None:
        yield is_open(row) if filters.open else not_(is_open(row))
    for asked, rule in _COMPUTED:
        wanted = getattr(filters, asked)
        if wanted is not None:
            yield rule(me, row) if wanted else not_(rule(me, row))
    if filters.horizon is not None:
        yield horizon(me, row) == filters.horizon
    yield from _narrowed_to_goals(me, filters)
    yield from _narrowed_to_people(me, filters)
    yield from _narrowed_to_days(filters)


def _narrowed_to_goals(me: Me, filters: MilestoneFilters) -> Iterator[ColumnElement[bool]]:
    if filters.competency_id is not None:
        yield about_competency(me, col(Milestone.goal_id), filters.competency_id)
    if filters.objective_id is not None:
        yield towards_objective(me, col(Milestone.goal_id), filters.objective_id)


def _narrowed_to_people(me: Me, filters: MilestoneFilters) -> Iterator[ColumnElement[bool]]:
    if filters.offered_to_id is not None:
        yield _offered_to(filters.offered_to_id)
    if filters.supporter_id is not None:
        yield _supported_by(me, filters.supporter_id)
    if filters.of_my_reports:
        yield ties.reports_to_me(me, col(Milestone.person_id))


def _narrowed_to_days(filters: MilestoneFilters) -> Iterator[ColumnElement[bool]]:
    if filters.due_before is not None:
        yield col(Milestone.due_on) < filters.due_before
    if filters.due_from is not None:
        yield col(Milestone.due_on) >= filters.due_from


def _ways(me: Me, filters: MilestoneFilters) -> tuple[Way, ...]:
    """What is of one person, owner, plan or goal is few anyway, and has an index. A machine client
    may read nearly all, so it is what it asks for that narrows its list.
    """
    few = (filters.person_id, filters.owner_id, filters.plan_id, filters.goal_id)
    if any(one is not None for one in few):
        return ()
    if filters.of_my_reports:
        return (Way("person_id", ties.reports_today(me)),)
    if me.is_person:
        return policy.ways_to_milestone(me)
    statuses: Any = filters.status  # a parameter, while the statement is built
    if statuses is not None and _by_due(filters):
        return (Way("status", statuses),)
    return ()


def _by_due(filters: MilestoneFilters) -> bool:
    return filters.sort in (MilestoneOrder.DUE_FIRST, MilestoneOrder.DUE_LAST)


def _offered_to(person_id: Any) -> Any:
    named = and_(
        col(Milestone.owner_id) == person_id, col(Milestone.owner_status) == OwnerStatus.PROPOSED
    )
    return or_(col(Milestone.proposed_owner_id) == person_id, named)


def _supported_by(me: Me, person_id: Any) -> Any:
    supported = select(col(MilestoneSupporter.milestone_id)).where(
        col(MilestoneSupporter.tenant_id) == me.tenant_id,
        col(MilestoneSupporter.supporter_id) == person_id,
    )
    return col(Milestone.id).in_(supported)


@cache
def _follow() -> Statement:
    return rows_statement(
        update(Milestone)
        .where(
            col(Milestone.tenant_id) == bindparam("me_tenant_id", type_=Uuid()),
            col(Milestone.goal_id) == bindparam("for_goal_id", type_=Uuid()),
        )
        .values(
            is_private=bindparam("to_private", type_=Boolean()), version=col(Milestone.version) + 1
        )
        .returning(*columns_of(Milestone))
    )


class Milestones(Repository[Milestone]):
    entity = Milestone
    guard: ClassVar[Rule] = policy.may_read_milestone
    takers = policy.TAKERS

    async def of_plan(self, plan_id: UUID) -> list[Milestone]:
        """All of them, private ones too, locked in one order."""
        return await self.read_all(_of_plan(), {"plan_id": plan_id})

    async def open_of_goal(self, goal_id: UUID) -> list[Milestone]:
        """Those that are not reached or waived, locked in one order."""
        return await self.read_all(_open_of_goal(), {"goal_id": goal_id})

    async def delete(self, milestone: Milestone) -> None:
        await self.session.delete(milestone)
        await self.tx.flush()

    async def follow(self, goal: Goal) -> list[Milestone]:
        """The milestones of a goal that is locked, as private as it is from now on. Whoever adds
        one locks the goal too.
        """
        values = {"for_goal_id": goal.id, "to_private": goal.is_private}
        return await self.read_all(_follow(), values)

    async def behind(self, milestone_id: UUID) -> Milestone:
        """That of a row that may be read, locked: what is told of it comes one after another."""
        query = self.select().where(col(Milestone.id) == milestone_id).with_for_update(of=Milestone)
        found = await self.session.scalars(query, self.tx.parameters)
        milestone: Milestone = found.one()
        return milestone


_MINE: Final = select(*columns_of(Milestone)).where(
    col(Milestone.tenant_id) == bindparam("me_tenant_id", type_=Uuid())
)


@cache
def _of_plan() -> Statement:
    return rows_statement(
        _MINE.where(col(Milestone.plan_id) == bindparam("plan_id", type_=Uuid()))
        .order_by(col(Milestone.id))
        .with_for_update()
    )


@cache
def _open_of_goal() -> Statement:
    return rows_statement(
        _MINE.where(col(Milestone.goal_id) == bindparam("goal_id", type_=Uuid()))
        .where(is_open(Milestone))
        .order_by(col(Milestone.id))
        .with_for_update()
    )
