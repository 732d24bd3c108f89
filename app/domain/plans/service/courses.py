"""What a learning system reports of the course that a milestone names. The product does it itself,
for the owner whose work it was: whoever was asked to own the milestone has taken it on by that.
"""

from uuid import UUID

from app.domain.plans.commands import AddEvidence
from app.domain.plans.models import MilestoneStatus
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.service.evidence import shown
from app.domain.plans.service.milestones import start_milestone
from app.domain.plans.service.owners import accept_by_doing
from app.domain.transaction import Transaction


async def begin_course(tx: Transaction, milestone_id: UUID, progress: int | None) -> bool:
    """Somebody is at it: it is begun if it was planned, and goes on if it is further along than
    before, never back. Whether anything is different now. Raises `PlanClosed`.
    """
    milestone = await Milestones(tx).get(milestone_id, lock=True)
    milestone.check_plan_open()
    tx.concern(milestone.person_id)
    is_new = milestone.status is MilestoneStatus.PLANNED
    if is_new:
        await start_milestone(tx, milestone_id)
    is_further = progress is not None and milestone.is_open and progress > milestone.progress
    if is_further:
        tx.record(*milestone.revise({"progress": progress}))
    if is_new or is_further:
        await accept_by_doing(tx, milestone, by=milestone.owner_id)
    return is_new or is_further


async def complete_course(
    tx: Transaction, milestone_id: UUID, command: AddEvidence, source: str | None
) -> bool:
    """It was completed, which shows that the milestone is reached. What shows it is kept even if
    the milestone is not open any more. Whether it was reached by this. Raises `PlanClosed`.
    """
    milestone = await Milestones(tx).get(milestone_id, lock=True)
    milestone.check_plan_open()
    tx.concern(milestone.person_id)
    evidence = shown(tx, milestone, command, source)
    if not milestone.is_open:
        tx.record(*milestone.evidence_added(evidence.id))
        return False
    tx.record(*milestone.reach(at=tx.now, evidence_id=evidence.id))
    await accept_by_doing(tx, milestone, by=milestone.owner_id)
    return True
