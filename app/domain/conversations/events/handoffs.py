"""What is told of handoffs. Never what was handed over."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class HandoffEvent(Event):
    """What every event about a handoff says."""

    person_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str
    status: str


class HandoffOpened(HandoffEvent):
    """Somebody has another manager or mentor, and chooses which of their conversations go along."""

    name: ClassVar[str] = "handoff.opened"


class HandoffShared(HandoffEvent):
    """They chose what the new side can read, or added to it."""

    name: ClassVar[str] = "handoff.shared"


class HandoffWithdrawn(HandoffEvent):
    """They took some of it back: the new side cannot read that any more."""

    name: ClassVar[str] = "handoff.withdrawn"


class HandoffClosed(HandoffEvent):
    """They chose that nothing goes along."""

    name: ClassVar[str] = "handoff.closed"
