"""What is told of a conversation as a whole."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ConversationEvent(Event):
    """What every event about a conversation says."""

    person_id: UUID
    partner_id: UUID
    status: str
    scheduled_at: datetime


class ConversationScheduled(ConversationEvent):
    """Two people have a date."""

    name: ClassVar[str] = "conversation.scheduled"


class ConversationPrepared(ConversationEvent):
    """One of the two said what they bring, or said it differently."""

    name: ClassVar[str] = "conversation.prepared"


class ConversationRescheduled(ConversationEvent):
    """They have another date."""

    name: ClassVar[str] = "conversation.rescheduled"

    from_at: datetime
    """The date there was."""
    rescheduled_count: int
    """How often this conversation was given another date so far."""


class ConversationSkipped(ConversationEvent):
    """They leave this one out."""

    name: ClassVar[str] = "conversation.skipped"


class ConversationCancelled(ConversationEvent):
    """It will not take place."""

    name: ClassVar[str] = "conversation.cancelled"


class ConversationHeld(ConversationEvent):
    """They met."""

    name: ClassVar[str] = "conversation.held"


class ConversationObjected(ConversationEvent):
    """One of the two said that they did not meet after all: it is ahead again."""

    name: ClassVar[str] = "conversation.objected"
