"""What you can do with goals."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddGoal, AdjustGoal, ReleaseGoal
from app.domain.plans.errors import GoalNotOpen, GoalNotPlanned, GoalStillOpen, PlanClosed
from app.domain.plans.lifecycle import GOAL
from app.domain.plans.models import Goal
from app.domain.plans.policy import may
from app.domain.plans.repository import goals as rows
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.plans import Plans
from app.domain.plans.views import GoalView
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, GoalView)
def get_goal(_me: Me, goal_id: UUID) -> One:
    """Read one goal."""
    return rows.goal(goal_id)


@action(Scope.PLANS_WRITE, GoalView, raises=(NotFound, Forbidden, PlanClosed), creates=True)
async def add_goal(tx: Transaction, plan_id: UUID, command: AddGoal) -> Goal:
    """Add a goal to a plan."""
    plan = await Plans(tx).get(plan_id, may=policy.may_shape, lock=True)
    plan.check_open()
    goal = Goals(tx).add(Goal(plan_id=plan.id, person_id=plan.person_id, **command.model_dump()))
    tx.record(*goal.created())
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotPlanned),
    versioned=True,
)
async def start_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Begin to work on a planned goal."""
    goal = await Goals(tx).get(goal_id, may=may(GOAL["start_goal"]), lock=True)
    tx.record(*goal.take("start_goal"))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
)
async def achieve_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Say that a goal is achieved. Steps of it that are open stay so."""
    goal = await Goals(tx).get(goal_id, may=may(GOAL["achieve_goal"]), lock=True)
    tx.record(*goal.take("achieve_goal"))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
)
async def release_goal(tx: Transaction, goal_id: UUID, command: ReleaseGoal) -> Goal:
    """Let a goal go, since something else matters more now."""
    goal = await Goals(tx).get(goal_id, may=may(GOAL["release_goal"]), lock=True)
    tx.record(*goal.release(command.reason))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalStillOpen),
    versioned=True,
)
async def reopen_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Work on a goal again that was achieved or released."""
    goal = await Goals(tx).get(goal_id, may=may(GOAL["reopen_goal"]), lock=True)
    tx.record(*goal.reopen())
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
    creates=True,
)
async def adjust_goal(tx: Transaction, goal_id: UUID, command: AdjustGoal) -> Goal:
    """Put another goal in the place of this one, which keeps what was said of it.

    The new goal is answered. It has the open steps from now on, and is as private as the former.
    """
    known = await Goals(tx).get(goal_id, may=may(GOAL["adjust_goal"]))
    await Plans(tx).get(known.plan_id, lock=True, decided_on=False)
    goal = await Goals(tx).get(goal_id, may=may(GOAL["adjust_goal"]), lock=True)
    goal.check_open()
    described = command.model_dump(exclude={"reason"})
    successor = Goal(
        plan_id=goal.plan_id, person_id=goal.person_id, is_private=goal.is_private, **described
    )
    successor.status = goal.status
    Goals(tx).add(successor)
    await tx.session.flush()  # it has to be there before the former one points to it
    events = goal.adjust(successor, command.reason)
    milestones = await Milestones(tx).open_of_goal(goal.id)
    moved = [event for one in milestones for event in one.serve(successor.id)]
    await Milestones(tx).save_all(milestones)
    tx.record(*successor.created(), *events, *moved)
    return successor
