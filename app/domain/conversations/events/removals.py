"""What is told of what belongs to a conversation and was taken away. Never what it said."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class TalkingPointRemoved(Event):
    """Somebody took away one of their points."""

    name: ClassVar[str] = "talking_point.removed"

    conversation_id: UUID
    author_id: UUID


class ReflectionExtractWithdrawn(Event):
    """Somebody took back words that they had shared in a conversation."""

    name: ClassVar[str] = "reflection_extract.withdrawn"

    conversation_id: UUID
    author_id: UUID


class CadenceSettingRemoved(Event):
    """What was set for the organisation, a team or a person does not hold any more: a less specific
    level does.
    """

    name: ClassVar[str] = "cadence_setting.removed"

    level: str
    manager_id: UUID | None
    """Whose team it is."""
    person_id: UUID | None
