"""What you can do with goals."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddGoal, GoalFilters
from app.domain.plans.errors import PlanClosed
from app.domain.plans.models import Goal
from app.domain.plans.repository import goals as rows
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.plans import Plans
from app.domain.plans.views import GoalView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, GoalView)
def get_goal(_me: Me, goal_id: UUID) -> One:
    """Read one goal."""
    return rows.goal(goal_id)


@query(Scope.PLANS_READ, GoalView)
def list_goals(me: Me, filters: GoalFilters) -> Many:
    """List the goals you may see, the oldest first. A private one only its person sees."""
    return rows.goals(me, filters)


@action(Scope.PLANS_WRITE, GoalView, raises=(NotFound, Forbidden, PlanClosed), creates=True)
async def add_goal(tx: Transaction, plan_id: UUID, command: AddGoal) -> Goal:
    """Add a goal to a plan."""
    plan = await Plans(tx).get(plan_id, may=policy.may_shape, lock=True)
    plan.check_open()
    goal = Goals(tx).add(Goal(plan_id=plan.id, person_id=plan.person_id, **command.model_dump()))
    tx.record(*goal.created())
    return goal
