"""What you can do with plans. One function, one transaction, one scope."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy, repository
from app.domain.plans.commands import (
    AddGoal,
    AddMilestone,
    ChangeMilestone,
    CreatePlan,
    MilestoneFilters,
    PlanFilters,
    ReachMilestone,
)
from app.domain.plans.errors import (
    GoalElsewhere,
    MilestoneNotOpen,
    MilestoneNotPlanned,
    OwnerUnknown,
    PlanClosed,
    PlanForNobody,
    PlanNotDraft,
)
from app.domain.plans.models import Goal, Milestone, Plan
from app.domain.plans.repository import Goals, Milestones, Plans
from app.domain.plans.views import GoalView, MilestoneView, PlanView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, PlanView)
def get_plan(_me: Me, plan_id: UUID) -> One:
    """Read one plan."""
    return repository.plan(plan_id)


@query(Scope.PLANS_READ, PlanView)
def list_plans(_me: Me, filters: PlanFilters) -> Many:
    """List the plans you may see, the oldest first."""
    return repository.plans(filters)


@query(Scope.PLANS_READ, GoalView)
def get_goal(_me: Me, goal_id: UUID) -> One:
    """Read one goal."""
    return repository.goal(goal_id)


@query(Scope.PLANS_READ, MilestoneView)
def get_milestone(_me: Me, milestone_id: UUID) -> One:
    """Read one milestone."""
    return repository.milestone(milestone_id)


@query(Scope.PLANS_READ, MilestoneView)
def list_milestones(me: Me, filters: MilestoneFilters) -> Many:
    """List the milestones you may see: of your plans, of those who report to you, and your own."""
    return repository.milestones(me, filters)


@action(Scope.PLANS_WRITE, PlanView, raises=(Forbidden, PlanForNobody), creates=True)
async def create_plan(tx: Transaction, command: CreatePlan) -> Plan:
    """Begin a plan, as a draft.

    The person and their manager may begin one.
    """
    plan = Plans(tx).add(Plan(**command.model_dump()))
    tx.record(*plan.created())
    return await Plans(tx).check_new(plan, policy.may_shape)


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotDraft), versioned=True)
async def activate_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """Begin to work on a draft plan."""
    plan = await Plans(tx).get(plan_id, may=policy.may_shape, lock=True)
    tx.record(*plan.activate())
    return plan


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
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, GoalElsewhere, OwnerUnknown),
    creates=True,
)
async def add_milestone(tx: Transaction, plan_id: UUID, command: AddMilestone) -> Milestone:
    """Add a step to a plan, with one owner and one deadline."""
    plan = await Plans(tx).get(plan_id, may=policy.may_shape, lock=True)
    plan.check_open()
    milestone = Milestones(tx).add(
        Milestone(plan_id=plan.id, person_id=plan.person_id, **command.model_dump())
    )
    tx.record(*milestone.created())
    return milestone


async def agree_step(
    tx: Transaction, person_id: UUID, command: AddMilestone, new_goal: AddGoal | None
) -> Milestone:
    """A next step agreed in a conversation: a milestone in the open plan of the person.

    A draft plan is begun if there is none, and a goal if one is described.
    """
    plan = await Plans(tx).open_of(person_id)
    if plan is None:
        plan = await create_plan(tx, CreatePlan(person_id=person_id, title="Development plan"))
    if new_goal is not None:
        goal = await add_goal(tx, plan.id, new_goal)
        await tx.session.flush()
        command = command.model_copy(update={"goal_id": goal.id})
    milestone: Milestone = await add_milestone(tx, plan.id, command)
    await tx.session.flush()
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, MilestoneNotOpen),
    versioned=True,
)
async def change_milestone(
    tx: Transaction, milestone_id: UUID, command: ChangeMilestone
) -> Milestone:
    """Describe a milestone differently, move its deadline, or say how far along it is."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_change, lock=True)
    tx.record(*milestone.revise(command.given()))
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, MilestoneNotPlanned),
    versioned=True,
)
async def start_milestone(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Begin to work on a planned milestone. Its owner and the person themself may."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_progress, lock=True)
    tx.record(*milestone.start(at=tx.now))
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, MilestoneNotOpen),
    versioned=True,
)
async def reach_milestone(
    tx: Transaction, milestone_id: UUID, command: ReachMilestone
) -> Milestone:
    """Say that a milestone is done, with what shows it. Its owner and the person themself may."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_progress, lock=True)
    tx.record(*milestone.reach(command.evidence, at=tx.now))
    return milestone
