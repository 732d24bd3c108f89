"""What you can do with resources and evidence of milestones."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddEvidence, AddResource, ChangeResource, EvidenceFilters
from app.domain.plans.errors import (
    ApproverUnknown,
    MilestoneNotOpen,
    PlanClosed,
    ResourceApproved,
    ResourceMismatch,
)
from app.domain.plans.models import Evidence, EvidenceKind, Milestone, MilestoneResource
from app.domain.plans.repository import steps as rows
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.steps import AllEvidence, Resources
from app.domain.plans.views import EvidenceView, MilestoneResourceView, MilestoneView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, MilestoneResourceView)
def get_resource(_me: Me, resource_id: UUID) -> One:
    """Read one resource of a milestone."""
    return rows.resource(resource_id)


@action(
    Scope.PLANS_WRITE,
    MilestoneResourceView,
    raises=(NotFound, Forbidden, MilestoneNotOpen, ResourceMismatch, ApproverUnknown),
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
    raises=(NotFound, Forbidden, MilestoneNotOpen, ResourceMismatch),
    versioned=True,
)
async def change_resource(
    tx: Transaction, resource_id: UUID, command: ChangeResource
) -> MilestoneResource:
    """Describe differently what a milestone needs."""
    resource = await Resources(tx).get(resource_id, may=policy.may_settle, lock=True)
    milestone = await Milestones(tx).get(resource.milestone_id)
    milestone.check_open()
    tx.record(*resource.revise(command.given(), milestone))
    return resource


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, MilestoneNotOpen),
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
    raises=(NotFound, Forbidden, MilestoneNotOpen, ResourceApproved),
    versioned=True,
)
async def approve_resource(tx: Transaction, resource_id: UUID) -> MilestoneResource:
    """Approve what you were asked to approve of a milestone."""
    resource = await Resources(tx).get(resource_id, may=policy.is_approver, lock=True)
    milestone = await Milestones(tx).get(resource.milestone_id)
    milestone.check_open()
    tx.record(*resource.approve(tx.now, milestone))
    return resource


@query(Scope.PLANS_READ, EvidenceView)
def get_evidence(_me: Me, evidence_id: UUID) -> One:
    """Read one piece of evidence."""
    return rows.one_evidence(evidence_id)


@query(Scope.PLANS_READ, EvidenceView)
def list_evidence(_me: Me, milestone_id: UUID, filters: EvidenceFilters) -> Many:
    """List what shows how far a milestone is, the oldest first."""
    return rows.evidence(milestone_id, filters)


@action(
    Scope.PLANS_WRITE,
    EvidenceView,
    raises=(NotFound, Forbidden, PlanClosed),
    creates=True,
)
async def add_evidence(tx: Transaction, milestone_id: UUID, command: AddEvidence) -> Evidence:
    """Add a text or a link that shows how far a milestone is, or that it was reached.

    The person, their manager and the owner may. It is a link where there is a `url`.
    """
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_change, lock=True)
    milestone.check_plan_open()
    evidence = shown(tx, milestone, command)
    tx.record(*milestone.evidence_added(evidence.id))
    return evidence


@action(Scope.PLANS_WRITE, MilestoneView, raises=(NotFound, Forbidden, MilestoneNotOpen))
async def withdraw_evidence(tx: Transaction, evidence_id: UUID) -> Milestone:
    """Take back what you added, while the milestone is open. The answer is the milestone."""
    evidence = await AllEvidence(tx).get(evidence_id, may=policy.is_author)
    milestone = await Milestones(tx).get(evidence.milestone_id, lock=True)
    milestone.check_open()
    await AllEvidence(tx).remove(evidence)
    tx.record(*milestone.evidence_withdrawn(evidence.id))
    return milestone


def shown(tx: Transaction, milestone: Milestone, command: AddEvidence) -> Evidence:
    """A piece of evidence by whoever asks."""
    evidence = Evidence(
        milestone_id=milestone.id,
        person_id=milestone.person_id,
        author_id=tx.actor.id if tx.me.is_person else None,
        kind=EvidenceKind.TEXT if command.url is None else EvidenceKind.LINK,
        **command.model_dump(),
    )
    return AllEvidence(tx).add(evidence)
