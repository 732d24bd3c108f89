"""The SQL of goals."""

from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import GoalFilters
from app.domain.plans.errors import GoalElsewhere
from app.domain.plans.models import Goal
from app.domain.plans.states import OPEN_GOAL
from app.domain.plans.views import GoalView, about_competency, towards_objective
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Many, One, Statement


def goal(goal_id: UUID) -> One:
    return One(GoalView, (col(Goal.id) == goal_id,))


def goals(me: Me, filters: GoalFilters) -> Many:
    where: list[Any] = []
    if filters.plan_id is not None:
        where.append(col(Goal.plan_id) == filters.plan_id)
    if filters.person_id is not None:
        where.append(col(Goal.person_id) == filters.person_id)
    if filters.status is not None:
        where.append(col(Goal.status) == filters.status)
    if filters.competency_id is not None:
        where.append(about_competency(me, col(Goal.id), filters.competency_id))
    if filters.objective_id is not None:
        where.append(towards_objective(me, col(Goal.id), filters.objective_id))
    few = filters.plan_id is not None or filters.person_id is not None
    return Many(GoalView, tuple(where), ways=() if few else policy.ways_to_person(me))


class Goals(Repository[Goal]):
    entity = Goal
    guard: ClassVar[Rule] = policy.may_read_goal
    takers = policy.TAKERS

    async def of_plan(self, plan_id: UUID) -> list[Goal]:
        """All of them, private ones too, locked in one order."""
        return await self.read_all(_of_plan(), {"plan_id": plan_id})

    async def open_in(self, plan_id: UUID, goal_id: UUID) -> Goal:
        """A goal that a step may serve, as far as the actor knows of it; locked, so that it stays
        as private and as open as it is now.
        """
        query = (
            self.select()
            .where(
                col(Goal.id) == goal_id,
                col(Goal.plan_id) == plan_id,
                or_(*(col(Goal.status) == status for status in OPEN_GOAL)),
            )
            .with_for_update(of=Goal)
        )
        for goal in await self.rows(query.execution_options(populate_existing=True)):
            found: Goal = goal
            return found
        raise GoalElsewhere


@cache
def _of_plan() -> Statement:
    return rows_statement(
        select(*columns_of(Goal))
        .where(col(Goal.tenant_id) == bindparam("me_tenant_id", type_=Uuid()))
        .where(col(Goal.plan_id) == bindparam("plan_id", type_=Uuid()))
        .order_by(col(Goal.id))
        .with_for_update()
    )
