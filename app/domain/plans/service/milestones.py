"""What you can do with milestones."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import (
    AddEvidence,
    AddGoal,
    AddMilestone,
    ChangeMilestone,
    CreatePlan,
    MilestoneFilters,
    ReachMilestone,
)
from app.domain.plans.errors import (
    GoalElsewhere,
    MilestoneNotOpen,
    MilestoneNotPlanned,
    OwnerUnknown,
    PlanClosed,
)
from app.domain.plans.models import Milestone
from app.domain.plans.repository import milestones as rows
from app.domain.plans.repository.dependencies import Dependencies
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.plans import Plans
from app.domain.plans.service.goals import add_goal
from app.domain.plans.service.plans import create_plan
from app.domain.plans.service.steps import shown
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, MilestoneView)
def get_milestone(_me: Me, milestone_id: UUID) -> One:
    """Read one milestone."""
    return rows.milestone(milestone_id)


@query(Scope.PLANS_READ, MilestoneView)
def list_milestones(me: Me, filters: MilestoneFilters) -> Many:
    """List the milestones you may see: of your plans, of those who report to you, and your own."""
    return rows.milestones(me, filters)


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
    """Begin to work on a planned milestone. Its owner and the person themself may.

    It may be ahead of what it depends on: `waitsOn` says so.
    """
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_progress, lock=True)
    ahead_of = await Dependencies(tx).still_open(milestone_id)
    tx.record(*milestone.start(at=tx.now, ahead_of=ahead_of))
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
    if command.evidence is None:
        tx.record(*milestone.reach(at=tx.now))
        return milestone
    evidence = shown(tx, milestone, AddEvidence(body=command.evidence))
    tx.record(*milestone.reach(at=tx.now, evidence_id=evidence.id))
    return milestone
