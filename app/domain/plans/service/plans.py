"""What you can do with plans."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.errors import PlanForNobody, PlanNotDraft, PlanNotProposed
from app.domain.plans.lifecycle import PLAN
from app.domain.plans.models import Plan
from app.domain.plans.policy import may
from app.domain.plans.repository import plans as rows
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
    plan = await Plans(tx).get(plan_id, may=may(PLAN["propose_plan"]), lock=True)
    tx.record(*plan.propose(by=tx.actor.id, at=tx.now))
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotProposed), versioned=True)
async def request_plan_changes(tx: Transaction, plan_id: UUID, command: RequestPlanChanges) -> Plan:
    """Say what should be different before you agree to a plan that was proposed to you."""
    plan = await Plans(tx).get(plan_id, may=may(PLAN["request_plan_changes"]), lock=True)
    tx.record(*plan.request_changes(command.reason))
    return plan


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotProposed), versioned=True)
async def agree_to_plan(tx: Transaction, plan_id: UUID) -> Plan:
    """Agree to a plan that was proposed to you. From now on it is worked on.

    Who has no manager at the moment agrees to their own.
    """
    plan = await Plans(tx).get(plan_id, may=may(PLAN["agree_to_plan"]), lock=True)
    tx.record(*plan.agree(by=tx.actor.id, at=tx.now))
    return plan
