"""What happens to conversations that other systems are told about. Never what was said."""

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


class ConversationHeld(ConversationEvent):
    """They met."""

    name: ClassVar[str] = "conversation.held"
