"""The SQL of plans."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import PlanFilters
from app.domain.plans.models import Plan
from app.domain.plans.states import NOT_AGREED, OPEN_PLAN
from app.domain.plans.views import PlanView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def plan(plan_id: UUID) -> One:
    return One(PlanView, (col(Plan.id) == plan_id,))


def plans(me: Me, filters: PlanFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Plan.person_id) == filters.person_id)
    if filters.status is not None:
        where.append(col(Plan.status) == filters.status)
    if filters.review_due_before is not None:
        where.append(col(Plan.next_review_on) < filters.review_due_before)
    few = filters.person_id is not None
    return Many(PlanView, tuple(where), ways=() if few else policy.ways_to_person(me))


class Plans(Repository[Plan]):
    entity = Plan
    guard: ClassVar[Rule] = policy.may_read
    takers = policy.TAKERS

    async def open_of(self, person_id: UUID) -> Plan | None:
        """The plan that a new step goes into: one that is agreed, or else the newest."""
        query = (
            self.select()
            .where(
                col(Plan.person_id) == person_id,
                col(Plan.status).in_(OPEN_PLAN),
            )
            .order_by(col(Plan.status).in_(NOT_AGREED), col(Plan.id).desc())
            .limit(1)
            .with_for_update()
        )
        return next(iter(await self.rows(query)), None)
