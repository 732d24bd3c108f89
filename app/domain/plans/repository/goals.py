"""The SQL of goals."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.models import Goal
from app.domain.plans.views import GoalView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import One


def goal(goal_id: UUID) -> One:
    return One(GoalView, (col(Goal.id) == goal_id,))


class Goals(Repository[Goal]):
    entity = Goal
    guard: ClassVar[Rule] = policy.may_read_goal
