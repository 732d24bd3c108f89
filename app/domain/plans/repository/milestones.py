"""The SQL of milestones."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import not_
from sqlmodel import col

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MilestoneFilters, MilestoneOrder
from app.domain.plans.models import Milestone
from app.domain.plans.views import MilestoneView, horizon, overdue
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


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
    if filters.horizon is not None:
        where.append(horizon(me, Milestone) == filters.horizon.value)
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


class Milestones(Repository[Milestone]):
    entity = Milestone
    guard: ClassVar[Rule] = policy.may_read_milestone
