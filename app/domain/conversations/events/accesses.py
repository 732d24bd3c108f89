"""What is told of exceptional access to conversations: that there is one, and until when."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ConversationAccessGranted(Event):
    """Somebody who does not take part may read a conversation, for a while. The two who take part
    find who, and why, where they read the conversation.
    """

    name: ClassVar[str] = "conversation.access_granted"

    conversation_id: UUID
    person_id: UUID
    partner_id: UUID
    status: str
    ends_at: datetime
    """When it is over."""
