"""What you can do about who owns milestones."""

from collections.abc import Mapping
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.plans.commands import (
    DeclineMilestone,
    OfferDeclined,
    OfferMilestone,
    OwnersNeeded,
)
from app.domain.plans.errors import (
    MilestoneNotOpen,
    NoOfferOpen,
    OwnerAlready,
    OwnerGone,
    OwnerUnknown,
    PlanClosed,
)
from app.domain.plans.lifecycle import OWNER
from app.domain.plans.models import Milestone, OwnerChangeStatus
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.owners import OwnedMilestones, OwnerChanges
from app.domain.plans.views import MilestoneView
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(
        NotFound,
        Forbidden,
        PlanClosed,
        MilestoneNotOpen,
        OwnerUnknown,
        OwnerGone,
        OwnerAlready,
    ),
    versioned=True,
)
async def offer_milestone(
    tx: Transaction, milestone_id: UUID, command: OfferMilestone
) -> Milestone:
    """Ask somebody to own a milestone. The owner, the person and their manager may.

    Who took it on before stays the owner until the other one accepts. What nobody took on, or
    whose owner left, has the new owner at once, who is asked. Who asks themselves has accepted.
    """
    milestone = await Milestones(tx).to_take(OWNER["offer_milestone"], milestone_id)
    changes = OwnerChanges(tx)
    left = await changes.standings([milestone.owner_id, command.owner_id])
    check_can_own(command.owner_id, left, "/ownerId")
    was, was_asked = milestone.owner_id, milestone.offered_to
    events = milestone.offer(command.owner_id, tx.actor.id, owner_left=left[was])
    if was_asked is not None:
        await changes.decide([milestone.id], OwnerChangeStatus.WITHDRAWN)
    await changes.add_all([changes.new(history(tx, milestone, was, command.reason))])
    tx.record(*events)
    return milestone


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, NoOfferOpen),
    versioned=True,
)
async def accept_milestone(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Take on a milestone that is offered to you: from now on you own it.

    Working on a milestone that you were named the owner of accepts it, too.
    """
    milestone = await _offered(tx, milestone_id, "accept_milestone")
    tx.record(*milestone.accept(tx.actor.id))
    await OwnerChanges(tx).decide([milestone.id], OwnerChangeStatus.ACCEPTED)
    return milestone


@action(
    Scope.PLANS_WRITE,
    OfferDeclined,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, NoOfferOpen),
    versioned=True,
)
async def decline_milestone(
    tx: Transaction, milestone_id: UUID, command: DeclineMilestone
) -> OfferDeclined:
    """Decline a milestone that is offered to you. You may not see it any more, unless you are
    somebody to it beside that.

    If somebody took it on before, they still own it; otherwise it needs an owner.
    """
    milestone = await _offered(tx, milestone_id, "decline_milestone")
    tx.record(*milestone.decline(tx.actor.id))
    await OwnerChanges(tx).decide([milestone.id], OwnerChangeStatus.DECLINED, command.reason)
    tx.concern(milestone.person_id)
    return OfferDeclined(id=milestone.id, version=milestone.version)


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, NoOfferOpen),
    versioned=True,
)
async def withdraw_milestone_offer(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Take back an offer that was not answered yet. Whoever may offer the milestone may.

    What nobody took on yet is offered to somebody else instead.
    """
    milestone = await Milestones(tx).to_take(OWNER["withdraw_milestone_offer"], milestone_id)
    tx.record(*milestone.withdraw_offer())
    await OwnerChanges(tx).decide([milestone.id], OwnerChangeStatus.WITHDRAWN)
    return milestone


@action(Scope.SYSTEM, OwnersNeeded, audited=False)
async def tell_owner_needed(tx: Transaction, limit: int) -> OwnersNeeded:
    """Say once of each milestone that it needs an owner; forget it where it needs none any more."""
    milestones = OwnedMilestones(tx)
    settled = await milestones.settle(limit)
    found = await milestones.to_tell(limit)
    tx.record(*(event for one in found for event in one.tell_owner_needed(tx.now)))
    await milestones.save_all(found)
    return OwnersNeeded(told=len(found), settled=settled)


async def begin_ownership(tx: Transaction, milestone: Milestone) -> None:
    """Of a new milestone: whoever names somebody else asks them."""
    asked = milestone.first_owned(tx.actor.id)
    if asked:
        changes = OwnerChanges(tx)
        check_can_own(milestone.owner_id, await changes.standings([milestone.owner_id]), "/ownerId")
        await tx.flush()
        await changes.add_all([changes.new(history(tx, milestone, None, None))])
        tx.record(*asked)


async def accept_by_doing(tx: Transaction, milestone: Milestone, by: UUID | None = None) -> None:
    """After some work on it: whoever was named its owner has taken it on by that."""
    accepted = milestone.accept_by_doing(by or tx.actor.id)
    if accepted:
        tx.record(*accepted)
        await OwnerChanges(tx).decide([milestone.id], OwnerChangeStatus.ACCEPTED)


def check_can_own(person_id: UUID, left: Mapping[UUID, bool], pointer: str) -> None:
    """`left`: of the people that there are, whether they did."""
    if person_id not in left:
        raise OwnerUnknown(Fault(pointer, OwnerUnknown.explanation()))
    if left[person_id]:
        raise OwnerGone(Fault(pointer, OwnerGone.explanation()))


def history(
    tx: Transaction, milestone: Milestone, was: UUID | None, reason: str | None
) -> dict[str, object]:
    """What is kept of an offer that was just made, or of who took it on themselves."""
    asked = milestone.offered_to
    return {
        "milestone_id": milestone.id,
        "person_id": milestone.person_id,
        "from_id": was,
        "to_id": asked or milestone.owner_id,
        "by_id": tx.actor.id,
        "status": OwnerChangeStatus.PROPOSED if asked else OwnerChangeStatus.ACCEPTED,
        "reason": reason,
        "decided_at": None if asked else tx.now,
    }


async def _offered(tx: Transaction, milestone_id: UUID, step: str) -> Milestone:
    """Who was asked and comes too late is told so, even where they may see it no longer."""
    try:
        return await Milestones(tx).to_take(OWNER[step], milestone_id)
    except (NotFound, Forbidden) as refused:
        if await OwnerChanges(tx).was_offered(milestone_id):
            raise NoOfferOpen from refused
        raise
