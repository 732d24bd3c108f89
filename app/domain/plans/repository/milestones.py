"""The SQL of milestones."""

from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Boolean, Uuid, and_, bindparam, inspect, not_, or_, select, update
from sqlmodel import col

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MilestoneFilters, MilestoneOrder
from app.domain.plans.models import OPEN, Goal, Milestone, MilestoneSupporter, OwnerStatus
from app.domain.plans.views import MilestoneView, due_soon, horizon, missed, owner_needed
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One, rows_statement


def milestone(milestone_id: UUID) -> One:
    return One(MilestoneView, (col(Milestone.id) == milestone_id,))


def milestones(me: Me, filters: MilestoneFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Milestone.person_id) == filters.person_id)
    if filters.plan_id is not None:
        where.append(col(Milestone.plan_id) == filters.plan_id)
    if filters.status is not None:
        where.append(col(Milestone.status) == filters.status)
    for asked, rule in ((filters.due_soon, due_soon), (filters.missed, missed)):
        if asked is not None:
            clause = rule(me, Milestone)
            where.append(clause if asked else not_(clause))
    if filters.of_my_reports:
        where.append(ties.reports_to_me(me, col(Milestone.person_id)))
    if filters.horizon is not None:
        where.append(horizon(me, Milestone) == filters.horizon.value)
    if filters.due_before is not None:
        where.append(col(Milestone.due_on) < filters.due_before)
    if filters.due_from is not None:
        where.append(col(Milestone.due_on) >= filters.due_from)
    by_due = filters.sort in (MilestoneOrder.DUE_FIRST, MilestoneOrder.DUE_LAST)
    return Many(
        MilestoneView,
        (*where, *_by_people(me, filters)),
        order=("due_on", "id") if by_due else ("id",),
        descending=filters.sort is MilestoneOrder.DUE_LAST,
    )


_FOLLOW: Final = rows_statement(
    update(Milestone)
    .where(
        col(Milestone.tenant_id) == bindparam("me_tenant_id", type_=Uuid()),
        col(Milestone.goal_id) == bindparam("for_goal_id", type_=Uuid()),
    )
    .values(is_private=bindparam("to_private", type_=Boolean()), version=col(Milestone.version) + 1)
    .returning(*inspect(Milestone).local_table.columns)
)


def _by_people(me: Me, filters: MilestoneFilters) -> list[Any]:
    where: list[Any] = []
    if filters.owner_id is not None:
        where.append(col(Milestone.owner_id) == filters.owner_id)
    if filters.needs_owner is not None:
        needed = owner_needed(me, Milestone)
        where.append(needed if filters.needs_owner else not_(needed))
    if filters.offered_to_id is not None:
        where.append(_offered_to(filters.offered_to_id))
    if filters.supporter_id is not None:
        where.append(_supported_by(me, filters.supporter_id))
    return where


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


class Milestones(Repository[Milestone]):
    entity = Milestone
    guard: ClassVar[Rule] = policy.may_read_milestone

    async def of_plan(self, plan_id: UUID) -> list[Milestone]:
        """All of them, private ones too, locked in one order."""
        return await self.read_all(_OF_PLAN, {"plan_id": plan_id})

    async def open_of_goal(self, goal_id: UUID) -> list[Milestone]:
        """Those that are not reached or waived, locked in one order."""
        return await self.read_all(_OPEN_OF_GOAL, {"goal_id": goal_id})

    async def delete(self, milestone: Milestone) -> None:
        await self.session.delete(milestone)
        await self.session.flush()

    async def follow(self, goal: Goal) -> list[Milestone]:
        """The milestones of a goal that is locked, as private as it is from now on. Whoever adds
        one locks the goal too.
        """
        values = {"for_goal_id": goal.id, "to_private": goal.is_private}
        return await self.read_all(_FOLLOW, values)

    async def behind(self, milestone_id: UUID) -> Milestone:
        """That of a row that may be read, locked: what is told of it comes one after another."""
        query = self.select().where(col(Milestone.id) == milestone_id).with_for_update(of=Milestone)
        found = await self.session.scalars(query, self.tx.parameters)
        milestone: Milestone = found.one()
        return milestone


_MINE: Final = select(*Milestone.__table__.columns).where(  # type: ignore[attr-defined]
    col(Milestone.tenant_id) == bindparam("me_tenant_id", type_=Uuid())
)
_OF_PLAN: Final = rows_statement(
    _MINE.where(col(Milestone.plan_id) == bindparam("plan_id", type_=Uuid()))
    .order_by(col(Milestone.id))
    .with_for_update()
)
_OPEN_OF_GOAL: Final = rows_statement(
    _MINE.where(col(Milestone.goal_id) == bindparam("goal_id", type_=Uuid()))
    .where(or_(*(col(Milestone.status) == status for status in OPEN)))
    .order_by(col(Milestone.id))
    .with_for_update()
)
