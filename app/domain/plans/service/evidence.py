"""What you can do with what milestones show."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddEvidence, EvidenceFilters
from app.domain.plans.errors import (
    MilestoneNotOpen,
    PlanClosed,
)
from app.domain.plans.models import Evidence, Milestone
from app.domain.plans.repository import evidence as rows
from app.domain.plans.repository.evidence import AllEvidence
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import EvidenceView, MilestoneView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


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
    """Add what shows how far a milestone is, or that it was reached: words, a link, the completion
    of a course, feedback.

    The person, their manager, the owner and supporters may.
    """
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_show, lock=True)
    milestone.check_plan_open()
    evidence = shown(tx, milestone, command)
    tx.record(*milestone.evidence_added(evidence.id))
    return evidence


@action(
    Scope.PLANS_WRITE, MilestoneView, raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen)
)
async def withdraw_evidence(tx: Transaction, evidence_id: UUID) -> Milestone:
    """Take back what you added, while the milestone is open. The answer is the milestone."""
    known = await AllEvidence(tx).get(evidence_id, may=policy.is_author)
    milestone = await Milestones(tx).get(known.milestone_id, lock=True)
    milestone.check_open()
    evidence = await AllEvidence(tx).get(evidence_id, lock=True)  # unless it is gone meanwhile
    await AllEvidence(tx).remove(evidence)
    tx.record(*milestone.evidence_withdrawn(evidence.id))
    return milestone


def shown(
    tx: Transaction, milestone: Milestone, command: AddEvidence, source: str | None = None
) -> Evidence:
    """A piece of evidence by whoever asks, or from another system."""
    evidence = Evidence(
        milestone_id=milestone.id,
        person_id=milestone.person_id,
        author_id=tx.actor.id if tx.me.is_person else None,
        kind=command.is_a,
        source=source,
        **command.model_dump(exclude={"kind"}),
    )
    return AllEvidence(tx).add(evidence)
