"""The SQL of plans."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import not_
from sqlmodel import col

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MilestoneFilters, MilestoneOrder, PlanFilters
from app.domain.plans.models import Goal, Milestone, Plan, PlanStatus
from app.domain.plans.views import GoalView, MilestoneView, PlanView, overdue
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def plan(plan_id: UUID) -> One:
    return One(PlanView, (col(Plan.id) == plan_id,))


def plans(filters: PlanFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Plan.person_id) == filters.person_id)
    if filters.status is not None:
        where.append(col(Plan.status) == filters.status)
    return Many(PlanView, tuple(where))


def goal(goal_id: UUID) -> One:
    return One(GoalView, (col(Goal.id) == goal_id,))


def milestone(milestone_id: UUID) -> One:
    return One(MilestoneView, (col(Milestone.id) == milestone_id,))


def milestones(me: Me, filters: MilestoneFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Milestone.person_id) == filters.person_id)
    if filters.owner_id is not None:
        where.append(col(Milestone.owner_id) == filters.owner_id)
    if filters.plan_id is not None:
        where.append(col(Milestone.plan_id) == filters.plan_id)
    if filters.status is not None:
        where.append(col(Milestone.status) == filters.status)
    if filters.overdue is not None:
        late = overdue(me, Milestone)
        where.append(late if filters.overdue else not_(late))
    if filters.of_my_reports:
        where.append(ties.reports_to_me(me, col(Milestone.person_id)))
    if filters.due_before is not None:
        where.append(col(Milestone.due_on) < filters.due_before)
    if filters.due_from is not None:
        where.append(col(Milestone.due_on) >= filters.due_from)
    by_due = filters.sort in (MilestoneOrder.DUE_FIRST, MilestoneOrder.DUE_LAST)
    return Many(
        MilestoneView,
        tuple(where),
        order=("due_on", "id") if by_due else ("id",),
        descending=filters.sort is MilestoneOrder.DUE_LAST,
    )


class Plans(Repository[Plan]):
    entity = Plan
    guard: ClassVar[Rule] = policy.may_read

    async def open_of(self, person_id: UUID) -> Plan | None:
        """The plan that a new step goes into: the active one, or the newest draft."""
        query = (
            self.select()
            .where(
                col(Plan.person_id) == person_id,
                col(Plan.status).in_([PlanStatus.ACTIVE, PlanStatus.DRAFT]),
            )
            .order_by((col(Plan.status) == PlanStatus.ACTIVE).desc(), col(Plan.id).desc())
            .limit(1)
            .with_for_update()
        )
        return next(iter(await self.rows(query)), None)


class Goals(Repository[Goal]):
    entity = Goal
    guard: ClassVar[Rule] = policy.may_read


class Milestones(Repository[Milestone]):
    entity = Milestone
    guard: ClassVar[Rule] = policy.may_read_milestone
