"""What happens to objectives that other systems are told about."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ObjectiveEvent(Event):
    """What every event about an objective says."""

    external_id: str | None
    kind: str
    owner_id: UUID
    parent_id: UUID | None
    status: str
    starts_on: date
    ends_on: date


class ObjectiveCreated(ObjectiveEvent):
    """The organisation or a team set itself an objective."""

    name: ClassVar[str] = "objective.created"


class ObjectiveUpdated(ObjectiveEvent):
    """An objective was described differently; `changed` names the fields."""

    name: ClassVar[str] = "objective.updated"

    changed: tuple[str, ...]


class ObjectiveAchieved(ObjectiveEvent):
    """An objective was achieved."""

    name: ClassVar[str] = "objective.achieved"


class ObjectiveReleased(ObjectiveEvent):
    """An objective was let go: something else matters more now."""

    name: ClassVar[str] = "objective.released"


class ObjectiveReopened(ObjectiveEvent):
    """An objective that was achieved or let go is worked on again."""

    name: ClassVar[str] = "objective.reopened"
