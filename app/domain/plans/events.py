"""What happens to plans that other systems are told about."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class PlanCreated(Event):
    """A development plan was begun."""

    name: ClassVar[str] = "plan.created"

    person_id: UUID
    status: str


class PlanActivated(Event):
    """A development plan is being worked on from now on."""

    name: ClassVar[str] = "plan.activated"

    person_id: UUID
    status: str


class GoalCreated(Event):
    """A goal was added to a plan."""

    name: ClassVar[str] = "goal.created"

    plan_id: UUID
    person_id: UUID
    status: str


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


class MilestoneStarted(MilestoneEvent):
    """The owner began to work on it."""

    name: ClassVar[str] = "milestone.started"


class MilestoneProgressed(MilestoneEvent):
    """It is further along than before, or less far."""

    name: ClassVar[str] = "milestone.progressed"


class MilestoneReached(MilestoneEvent):
    """It is done."""

    name: ClassVar[str] = "milestone.reached"
