"""What happens to help with milestones."""

from typing import ClassVar
from uuid import UUID

from app.domain.plans.events.milestones import MilestoneEvent


class MilestoneHelpEvent(MilestoneEvent):
    """What every event about help says."""

    help_id: UUID
    help_status: str


class MilestoneHelpAsked(MilestoneHelpEvent):
    """Somebody said what they need to get on with a milestone."""

    name: ClassVar[str] = "milestone.help_asked"

    asked_by_id: UUID


class MilestoneHelpOffered(MilestoneHelpEvent):
    """Somebody offered help with a milestone."""

    name: ClassVar[str] = "milestone.help_offered"

    offered_by_id: UUID


class MilestoneHelpResolved(MilestoneHelpEvent):
    """What was asked for or offered is settled."""

    name: ClassVar[str] = "milestone.help_resolved"
