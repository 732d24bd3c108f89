"""What happens to goals. Of private ones nothing is told."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class GoalEvent(Event):
    """What every event about a goal says."""

    plan_id: UUID
    person_id: UUID
    status: str


class GoalCreated(GoalEvent):
    """A goal was added to a plan."""

    name: ClassVar[str] = "goal.created"


class GoalUpdated(GoalEvent):
    """A goal was described differently; `changed` names the fields."""

    name: ClassVar[str] = "goal.updated"

    changed: tuple[str, ...]


class GoalAligned(GoalEvent):
    """A goal serves an objective from now on."""

    name: ClassVar[str] = "goal.aligned"

    objective_id: UUID


class GoalUnaligned(GoalEvent):
    """A goal does not serve an objective any more."""

    name: ClassVar[str] = "goal.unaligned"

    objective_id: UUID


class GoalStarted(GoalEvent):
    """Somebody began to work on a goal."""

    name: ClassVar[str] = "goal.started"


class GoalAchieved(GoalEvent):
    """A goal was achieved."""

    name: ClassVar[str] = "goal.achieved"


class GoalAdjusted(GoalEvent):
    """A goal gave way to another one, which has its open milestones now."""

    name: ClassVar[str] = "goal.adjusted"

    succeeded_by_id: UUID


class GoalReleased(GoalEvent):
    """A goal was let go: something else matters more now."""

    name: ClassVar[str] = "goal.released"


class GoalReopened(GoalEvent):
    """A goal that was achieved or let go is worked on again."""

    name: ClassVar[str] = "goal.reopened"
