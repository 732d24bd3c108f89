"""What you can do with what milestones need."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddResource, ChangeResource
from app.domain.plans.errors import (
    ApproverUnknown,
    MilestoneNotOpen,
    PlanClosed,
    ResourceApproved,
    ResourceMismatch,
)
from app.domain.plans.models import Milestone, MilestoneResource
from app.domain.plans.repository import resources as rows
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.resources import Resources
from app.domain.plans.views import MilestoneResourceView, MilestoneView
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, MilestoneResourceView)
def get_resource(_me: Me, resource_id: UUID) -> One:
    """Read one resource of a milestone."""
    return rows.resource(resource_id)


@action(
    Scope.PLANS_WRITE,
    MilestoneResourceView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, ResourceMismatch, ApproverUnknown),
    creates=True,
)
async def add_resource(
    tx: Transaction, milestone_id: UUID, command: AddResource
) -> MilestoneResource:
    """Say what a milestone needs: time, a budget, a link, a course, or somebody's approval."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_change)
    milestone.check_open()
    resource = MilestoneResource(
        milestone_id=milestone.id, person_id=milestone.person_id, **command.model_dump()
    )
    tx.record(*resource.added(milestone))
    return Resources(tx).add(resource)


@action(
    Scope.PLANS_WRITE,
    MilestoneResourceView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, ResourceMismatch, ResourceApproved),
    versioned=True,
)
async def change_resource(
    tx: Transaction, resource_id: UUID, command: ChangeResource
) -> MilestoneResource:
    """Describe differently what a milestone needs. What was approved is not changed any more."""
    resource = await Resources(tx).get(resource_id, may=policy.may_settle, lock=True)
    milestone = await Milestones(tx).get(resource.milestone_id)
    milestone.check_open()
    tx.record(*resource.revise(command.given(), milestone))
    return resource


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen),
    versioned=True,
)
async def remove_resource(tx: Transaction, resource_id: UUID) -> Milestone:
    """Say that a milestone does not need it any more. The answer is the milestone."""
    resource = await Resources(tx).get(resource_id, may=policy.may_settle, lock=True)
    milestone = await Milestones(tx).get(resource.milestone_id)
    milestone.check_open()
    tx.record(*resource.removed(milestone))
    await Resources(tx).remove(resource)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneResourceView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, ResourceApproved),
    versioned=True,
)
async def approve_resource(tx: Transaction, resource_id: UUID) -> MilestoneResource:
    """Approve what you were asked to approve of a milestone."""
    resource = await Resources(tx).get(resource_id, may=policy.is_approver, lock=True)
    milestone = await Milestones(tx).get(resource.milestone_id)
    milestone.check_open()
    tx.record(*resource.approve(tx.now, milestone))
    return resource
