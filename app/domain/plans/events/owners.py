"""What happens to the ownership of milestones, and who supports them."""

from typing import ClassVar
from uuid import UUID

from app.domain.plans.events.milestones import MilestoneEvent


class MilestoneOwnerProposed(MilestoneEvent):
    """A milestone was offered to somebody. `ownerId` is the same person if nobody had taken it
    on; otherwise that one stays until the other accepts.
    """

    name: ClassVar[str] = "milestone.owner_proposed"

    proposed_owner_id: UUID


class MilestoneOwnerChanged(MilestoneEvent):
    """Somebody took a milestone on. `wasOwnerId` is who owned it before, if somebody did."""

    name: ClassVar[str] = "milestone.owner_changed"

    was_owner_id: UUID | None


class MilestoneOwnerDeclined(MilestoneEvent):
    """Somebody declined a milestone that was offered to them."""

    name: ClassVar[str] = "milestone.owner_declined"

    declined_by_id: UUID


class MilestoneOfferWithdrawn(MilestoneEvent):
    """An offer was taken back before it was answered; the owner stays."""

    name: ClassVar[str] = "milestone.offer_withdrawn"

    proposed_owner_id: UUID


class MilestoneOwnerNeeded(MilestoneEvent):
    """A milestone needs another owner: the one it has declined, left, or is away until after
    the deadline.
    """

    name: ClassVar[str] = "milestone.owner_needed"


class MilestoneSupporterAdded(MilestoneEvent):
    """Somebody supports a milestone beside its owner."""

    name: ClassVar[str] = "milestone.supporter_added"

    supporter_id: UUID
    role: str


class MilestoneSupporterRemoved(MilestoneEvent):
    """Somebody supports a milestone no longer."""

    name: ClassVar[str] = "milestone.supporter_removed"

    supporter_id: UUID
    role: str
