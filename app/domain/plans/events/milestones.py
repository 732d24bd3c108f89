"""What happens to milestones. Of those of private goals nothing is told."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class MilestoneEvent(Event):
    """What every event about a milestone says."""

    plan_id: UUID
    goal_id: UUID | None
    person_id: UUID
    owner_id: UUID
    status: str
    due_on: date
    progress: int


class MilestoneCreated(MilestoneEvent):
    """A step was agreed: it has an owner and a deadline."""

    name: ClassVar[str] = "milestone.created"


class MilestoneUpdated(MilestoneEvent):
    """A milestone was described differently; `changed` names the fields."""

    name: ClassVar[str] = "milestone.updated"

    changed: tuple[str, ...]


class MilestoneDeadlineChanged(MilestoneEvent):
    """A milestone has another deadline than before."""

    name: ClassVar[str] = "milestone.deadline_changed"

    was_due_on: date


class MilestoneDeadlineAgreed(MilestoneEvent):
    """The other side agreed to the deadline that it has now."""

    name: ClassVar[str] = "milestone.deadline_agreed"


class MilestoneDueSoon(MilestoneEvent):
    """Its deadline is near: a good moment to ask what would help. Told once for a deadline."""

    name: ClassVar[str] = "milestone.due_soon"


class MilestoneMissed(MilestoneEvent):
    """Its deadline has passed while it is open: a good moment to talk about what would help, or
    about another day. Told once for a deadline.
    """

    name: ClassVar[str] = "milestone.missed"


class MilestoneStarted(MilestoneEvent):
    """The owner began to work on it. `aheadOf` are the milestones that it waits for and that are
    still open; those of private goals are left out.
    """

    name: ClassVar[str] = "milestone.started"

    ahead_of: tuple[UUID, ...] = ()


class MilestoneProgressed(MilestoneEvent):
    """It is further along than before, or less far."""

    name: ClassVar[str] = "milestone.progressed"


class MilestoneReached(MilestoneEvent):
    """It is done. `evidenceId` is of what shows it, if that was said in the same moment."""

    name: ClassVar[str] = "milestone.reached"

    evidence_id: UUID | None = None


class MilestoneEvidenceAdded(MilestoneEvent):
    """There is something that shows how far it is, or that it is done."""

    name: ClassVar[str] = "milestone.evidence_added"

    evidence_id: UUID


class MilestoneEvidenceWithdrawn(MilestoneEvent):
    """Its author took a piece of evidence back."""

    name: ClassVar[str] = "milestone.evidence_withdrawn"

    evidence_id: UUID


class MilestoneBlocked(MilestoneEvent):
    """Something is in the way, and help was asked for."""

    name: ClassVar[str] = "milestone.blocked"


class MilestoneUnblocked(MilestoneEvent):
    """Nothing is in the way any more."""

    name: ClassVar[str] = "milestone.unblocked"


class MilestoneWaived(MilestoneEvent):
    """It is not needed any more: there was a reason, which is kept with it."""

    name: ClassVar[str] = "milestone.waived"


class MilestoneReopened(MilestoneEvent):
    """A milestone that was reached or waived is worked on again."""

    name: ClassVar[str] = "milestone.reopened"


class MilestoneDependencyAdded(MilestoneEvent):
    """It comes after another milestone of the same plan."""

    name: ClassVar[str] = "milestone.dependency_added"

    depends_on_id: UUID


class MilestoneDependencyRemoved(MilestoneEvent):
    """It does not come after another milestone any more."""

    name: ClassVar[str] = "milestone.dependency_removed"

    depends_on_id: UUID


class MilestoneDeleted(MilestoneEvent):
    """A milestone that nobody had begun was taken out of a plan that was not agreed yet, and with
    it what hung on it: resources, supporters, help, evidence, dependencies.
    """

    name: ClassVar[str] = "milestone.deleted"
