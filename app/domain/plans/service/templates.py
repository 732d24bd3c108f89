"""What you can do with plan templates."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands.templates import (
    ApplyPlanTemplate,
    ChangePlanTemplate,
    CreatePlanTemplate,
    PlanTemplateFilters,
    TemplateApplication,
    stored,
)
from app.domain.plans.errors import TemplateGoalUnknown, TemplateRetired, TooManyAtOnce
from app.domain.plans.models.template import PlanTemplate
from app.domain.plans.repository import templates as rows
from app.domain.plans.repository.templates import Templates
from app.domain.plans.service.applying import apply
from app.domain.plans.views.templates import PlanTemplateView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, PlanTemplateView)
def get_plan_template(_me: Me, plan_template_id: UUID) -> One:
    """Read one plan template."""
    return rows.plan_template(plan_template_id)


@query(Scope.PLANS_READ, PlanTemplateView)
def list_plan_templates(_me: Me, filters: PlanTemplateFilters) -> Many:
    """List the plan templates of the organisation, the oldest first."""
    return rows.plan_templates(filters)


@action(Scope.PLANS_WRITE, PlanTemplateView, raises=(TemplateGoalUnknown,), creates=True)
async def create_plan_template(tx: Transaction, command: CreatePlanTemplate) -> PlanTemplate:
    """Write down what several people's plans should begin with.

    Everybody reads it; you and machine clients change it.
    """
    fields = stored({name: getattr(command, name) for name in type(command).model_fields})
    template = Templates(tx).add(PlanTemplate(author_id=tx.actor.id, **fields))
    tx.record(*template.created())
    return template


@action(
    Scope.PLANS_WRITE,
    PlanTemplateView,
    raises=(NotFound, Forbidden, TemplateRetired, TemplateGoalUnknown),
    versioned=True,
)
async def change_plan_template(
    tx: Transaction, plan_template_id: UUID, command: ChangePlanTemplate
) -> PlanTemplate:
    """Change a template of yours. Plans that were begun from it stay as they are."""
    may = policy.may_change_template
    template = await Templates(tx).get(plan_template_id, may=may, lock=True)
    tx.record(*template.revise(stored(command.given())))
    return template


@action(
    Scope.PLANS_WRITE,
    PlanTemplateView,
    raises=(NotFound, Forbidden, TemplateRetired),
    versioned=True,
)
async def retire_plan_template(tx: Transaction, plan_template_id: UUID) -> PlanTemplate:
    """Have no more plans begun from a template of yours."""
    may = policy.may_change_template
    template = await Templates(tx).get(plan_template_id, may=may, lock=True)
    tx.record(*template.retire(tx.now))
    return template


@action(
    Scope.PLANS_WRITE,
    TemplateApplication,
    raises=(NotFound, TemplateRetired, TooManyAtOnce),
)
async def apply_plan_template(
    tx: Transaction, plan_template_id: UUID, command: ApplyPlanTemplate
) -> TemplateApplication:
    """Begin a draft plan for each of these people, with the goals and milestones of a template.

    The person and their manager may begin one. Whoever is refused or has an open plan from this
    template is skipped, and stands in nobody's way; so the same request can be made again.
    """
    # Locked, so that of two at once the second sees the plans of the first.
    template = await Templates(tx).get(plan_template_id, lock=True)
    template.check_in_use()
    return await apply(tx, template, command)
