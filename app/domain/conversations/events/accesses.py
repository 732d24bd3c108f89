"""What is told of exceptional access to conversations: that there is one, and until when. A mere
request is not told.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ConversationAccessEvent(Event):
    """What every event about exceptional access says."""

    conversation_id: UUID
    person_id: UUID
    partner_id: UUID
    status: str
    ends_at: datetime
    """When it is over."""


class ConversationAccessGranted(ConversationAccessEvent):
    """Somebody who does not take part may read a conversation, for a while. The two who take part
    find who, and why, where they read the conversation.
    """

    name: ClassVar[str] = "conversation.access_granted"


class ConversationAccessRevoked(ConversationAccessEvent):
    """It was ended before its time: `endsAt` is when it would have been over."""

    name: ClassVar[str] = "conversation.access_revoked"
