"""What you can do with milestones."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import (
    AddEvidence,
    AddGoal,
    AddMilestone,
    BlockMilestone,
    ChangeMilestone,
    CreatePlan,
    MilestoneFilters,
    ReachMilestone,
    WaiveMilestone,
)
from app.domain.plans.errors import (
    GoalElsewhere,
    MilestoneInUse,
    MilestoneNotBlocked,
    MilestoneNotOpen,
    MilestoneNotPlanned,
    MilestoneNotUnderway,
    MilestoneStillOpen,
    OwnerGone,
    OwnerUnknown,
    PlanAgreed,
    PlanClosed,
)
from app.domain.plans.lifecycle import MILESTONE
from app.domain.plans.models import Goal, Milestone, Plan
from app.domain.plans.repository import milestones as rows
from app.domain.plans.repository.deadlines import calendar, workdays
from app.domain.plans.repository.dependencies import ahead_of
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.plans import Plans
from app.domain.plans.service.evidence import shown
from app.domain.plans.service.goals import add_goal
from app.domain.plans.service.help import ask as ask_for_help
from app.domain.plans.service.owners import accept_by_doing, begin_ownership
from app.domain.plans.service.plans import create_plan
from app.domain.plans.states import NOT_AGREED
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.shape import Removed
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
    raises=(NotFound, Forbidden, PlanClosed, GoalElsewhere, OwnerUnknown, OwnerGone),
    creates=True,
)
async def add_milestone(tx: Transaction, plan_id: UUID, command: AddMilestone) -> Milestone:
    """Add a step to a plan, with one owner and one deadline.

    You own it at once if you name yourself; somebody else is asked, and accepts or declines.
    A step of a private goal is private: besides the person, its owner sees it.
    """
    plan, row = await Plans(tx).get_beside(plan_id, calendar, may=policy.may_shape, lock=True)
    plan.check_open()
    is_private = False
    if command.goal_id is not None:
        is_private = (await Goals(tx).open_in(plan.id, command.goal_id)).is_private
    milestone = Milestones(tx).add(
        Milestone(
            plan_id=plan.id,
            person_id=plan.person_id,
            is_private=is_private,
            **command.model_dump(),
        )
    )
    tx.record(*milestone.agree(workdays(row)))
    await begin_ownership(tx, milestone)
    return milestone


async def agree_step(
    tx: Transaction, person_id: UUID, command: AddMilestone, new_goal: AddGoal | None
) -> Milestone:
    """A next step agreed in a conversation: a milestone in the open plan of the person.

    A draft plan is begun if there is none, and a goal if one is described.
    """
    plan = await _open_plan(tx, person_id)
    if new_goal is not None:
        goal = await add_goal(tx, plan.id, new_goal)
        await tx.flush()
        command = command.model_copy(update={"goal_id": goal.id})
    milestone: Milestone = await add_milestone(tx, plan.id, command)
    await tx.flush()
    return milestone


async def begin_goal(
    tx: Transaction, person_id: UUID, command: AddGoal, role_profile_id: UUID | None = None
) -> Goal:
    """A goal in the open plan of the person, towards a role. A draft plan is begun if there is
    none.
    """
    plan = await _open_plan(tx, person_id)
    goal: Goal = await add_goal(tx, plan.id, command)
    goal.role_profile_id = role_profile_id
    await tx.flush()
    return goal


async def _open_plan(tx: Transaction, person_id: UUID) -> Plan:
    plan = await Plans(tx).open_of(person_id)
    if plan is None:
        plan = await create_plan(tx, CreatePlan(person_id=person_id, title="Development plan"))
    return plan


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen),
    versioned=True,
)
async def change_milestone(
    tx: Transaction, milestone_id: UUID, command: ChangeMilestone
) -> Milestone:
    """Describe a milestone differently, or say how far along it is. `move_deadline` moves it."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_change, lock=True)
    events = milestone.revise(command.given())
    tx.record(*events)
    if events and "progress" in command.model_fields_set:
        await accept_by_doing(tx, milestone)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotPlanned),
    versioned=True,
)
async def start_milestone(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Begin to work on a planned milestone. Its owner and the person themself may.

    It may be ahead of what it depends on: `waitsOn` says so.
    """
    milestone, row = await Milestones(tx).to_take_beside(
        MILESTONE["start_milestone"], milestone_id, ahead_of
    )
    tx.record(*milestone.start(at=tx.now, ahead_of=row["ahead_of"]))
    await accept_by_doing(tx, milestone)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen),
    versioned=True,
)
async def reach_milestone(
    tx: Transaction, milestone_id: UUID, command: ReachMilestone
) -> Milestone:
    """Say that a milestone is done, with what shows it. Its owner and the person themself may."""
    milestone = await Milestones(tx).to_take(MILESTONE["reach_milestone"], milestone_id)
    evidence_id = None
    if command.evidence is not None:
        evidence_id = shown(tx, milestone, AddEvidence(body=command.evidence)).id
    tx.record(*milestone.reach(at=tx.now, evidence_id=evidence_id))
    await accept_by_doing(tx, milestone)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotUnderway),
    versioned=True,
)
async def block_milestone(
    tx: Transaction, milestone_id: UUID, command: BlockMilestone
) -> Milestone:
    """Say that something is in the way, and ask everybody for help who may read the milestone."""
    milestone = await Milestones(tx).to_take(MILESTONE["block_milestone"], milestone_id)
    tx.record(*milestone.block(at=tx.now))
    await accept_by_doing(tx, milestone)
    await ask_for_help(tx, milestone, command.help_needed)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotBlocked),
    versioned=True,
)
async def unblock_milestone(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Say that nothing is in the way any more. What help was asked for is settled apart."""
    milestone = await Milestones(tx).to_take(MILESTONE["unblock_milestone"], milestone_id)
    tx.record(*milestone.take("unblock_milestone"))
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen),
    versioned=True,
)
async def waive_milestone(
    tx: Transaction, milestone_id: UUID, command: WaiveMilestone
) -> Milestone:
    """Say that a step is not needed any more, and why."""
    milestone = await Milestones(tx).to_take(MILESTONE["waive_milestone"], milestone_id)
    tx.record(*milestone.waive(command.reason))
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneStillOpen),
    versioned=True,
)
async def reopen_milestone(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Work on a step again that was reached or waived."""
    milestone = await Milestones(tx).to_take(MILESTONE["reopen_milestone"], milestone_id)
    tx.record(*milestone.reopen())
    return milestone


@action(
    Scope.PLANS_WRITE,
    Removed,
    raises=(NotFound, Forbidden, PlanClosed, PlanAgreed, MilestoneNotPlanned, MilestoneInUse),
    versioned=True,
)
async def delete_milestone(tx: Transaction, milestone_id: UUID) -> Removed:
    """Take a step out of a plan again that is not agreed yet, before anybody began with it."""
    known = await Milestones(tx).get(milestone_id, may=policy.may_shape)
    plan = await Plans(tx).get(known.plan_id, may=policy.may_shape, lock=True, decided_on=False)
    plan.check_open()
    if plan.status not in NOT_AGREED:
        raise PlanAgreed(status=plan.status.value)
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_shape, lock=True)
    tx.record(*milestone.taken_out())
    tx.concern(milestone.person_id)
    await Milestones(tx).delete(milestone)
    return Removed(id=milestone.id)
