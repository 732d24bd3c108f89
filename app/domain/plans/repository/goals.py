"""The SQL of goals."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import GoalFilters
from app.domain.plans.models import Goal
from app.domain.plans.views import GoalView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


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
    few = filters.plan_id is not None or filters.person_id is not None
    return Many(GoalView, tuple(where), ways=() if few else policy.ways_to_person(me))


class Goals(Repository[Goal]):
    entity = Goal
    guard: ClassVar[Rule] = policy.may_read_goal
