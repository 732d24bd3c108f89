"""What you can do with plans."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import ClosePlan, CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.errors import (
    PlanClosed,
    PlanForNobody,
    PlanHasOpenSteps,
    PlanNotActive,
    PlanNotClosed,
    PlanNotDraft,
    PlanNotProposed,
)
from app.domain.plans.lifecycle import PLAN
from app.domain.plans.models import OPEN, Goal, Milestone, Plan
from app.domain.plans.repository import plans as rows
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.measures import PlanMeasures
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.plans import Plans
from app.domain.plans.views import PlanView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, PlanView)
def get_plan(_me: Me, plan_id: UUID) -> One:
    """Read one plan."""
    return rows.plan(plan_id)


@query(Scope.PLANS_READ, PlanView)
def list_plans(me: Me, filters: PlanFilters) -> Many:
    """List the plans you may see, the oldest first."""
    return rows.plans(me, filters)


@action(Scope.PLANS_WRITE, PlanView, raises=(Forbidden, PlanForNobody), creates=True)
async def create_plan(tx: Transaction, command: CreatePlan) -> Plan:
    """Begin a plan, as a draft.

    The person and their manager may begin one.
    """
    plan = Plans(tx).add(Plan(**command.model_dump()))
    tx.record(*plan.created())
    return await Plans(tx).check_new(plan, policy.may_shape)


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotDraft), versioned=True)
async def propose_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """Propose a plan to the other side: the person to their manager, or the manager to them."""
    plan = await Plans(tx).to_take(PLAN["propose_plan"], plan_id)
    tx.record(*plan.propose(by=tx.actor.id, at=tx.now))
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotProposed), versioned=True)
async def request_plan_changes(tx: Transaction, plan_id: UUID, command: RequestPlanChanges) -> Plan:
    """Say what should be different before you agree to a plan that was proposed to you."""
    plan = await Plans(tx).to_take(PLAN["request_plan_changes"], plan_id)
    tx.record(*plan.request_changes(command.requested_changes))
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotProposed), versioned=True)
async def agree_to_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """Agree to a plan that was proposed to you. From now on it is worked on.

    Who has no manager at the moment agrees to their own.
    """
    plan = await Plans(tx).to_take(PLAN["agree_to_plan"], plan_id)
    tx.record(*plan.agree(by=tx.actor.id, at=tx.now))
    return plan


@action(
    Scope.PLANS_WRITE,
    PlanView,
    raises=(NotFound, Forbidden, PlanNotActive, PlanHasOpenSteps),
    versioned=True,
)
async def complete_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """End a plan that came to its end: every step is reached or waived.

    Whose rights count from then on are those of this day. The competencies that its goals are
    about are kept as they are on this day, too, and so is the version of the role that a goal was
    begun towards.
    """
    plan = await Plans(tx).to_take(PLAN["complete_plan"], plan_id)
    events = plan.complete(on=tx.now.date())
    inside = await _Inside.of(tx, plan)
    still_open = inside.open_to(tx.actor.id, plan)
    if still_open:
        raise PlanHasOpenSteps(count=still_open)
    await inside.end(plan.closed_on)
    await PlanMeasures(tx).keep(plan.id, tx.now)
    tx.record(*events)
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanClosed), versioned=True)
async def close_plan(tx: Transaction, plan_id: UUID, command: ClosePlan) -> Plan:
    """End a plan before its end, and say why.

    Its goals and steps stay as they are, and nobody is reminded of them any more.
    """
    plan = await Plans(tx).to_take(PLAN["close_plan"], plan_id)
    events = plan.close(command.reason, on=tx.now.date())
    await (await _Inside.of(tx, plan)).end(plan.closed_on)
    tx.record(*events)
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotClosed), versioned=True)
async def reopen_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """Work on a plan again that had ended, with all its goals and steps as they were.

    From then on the relations of today count. A plan that was never agreed is a draft again.
    What it was measured against is taken anew when it is completed again.
    """
    plan = await Plans(tx).to_take(PLAN["reopen_plan"], plan_id)
    events = plan.reopen()
    await (await _Inside.of(tx, plan)).end(None)
    await PlanMeasures(tx).forget(plan.id)
    tx.record(*events)
    return plan


@dataclass(slots=True)
class _Inside:
    """All that is in a plan, locked: it ends with it, and goes on with it."""

    tx: Transaction
    goals: list[Goal]
    milestones: list[Milestone]

    @classmethod
    async def of(cls, tx: Transaction, plan: Plan) -> "_Inside":
        return cls(tx, await Goals(tx).of_plan(plan.id), await Milestones(tx).of_plan(plan.id))

    def open_to(self, actor_id: UUID, plan: Plan) -> int:
        """How many steps are open; nobody but the person learns that way of private ones."""
        own = actor_id == plan.person_id
        return sum(one.status in OPEN and (own or not one.is_private) for one in self.milestones)

    async def end(self, on: date | None) -> None:
        """On a day, or not any more."""
        for one in (*self.goals, *self.milestones):
            one.closed_on = on
        await Goals(self.tx).save_all(self.goals)
        await Milestones(self.tx).save_all(self.milestones)
