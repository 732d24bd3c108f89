"""What is told of conversations that did not take place yet."""

from datetime import datetime
from typing import ClassVar

from app.domain.conversations.events.conversations import ConversationEvent


class ConversationMissed(ConversationEvent):
    """The last day on which the two could still meet is over, and the conversation is still ahead:
    a good moment to make another date. It is told once for each date.
    """

    name: ClassVar[str] = "conversation.missed"

    missed_at: datetime
    """When that day was over."""


class ConversationReminderDue(ConversationEvent):
    """So many working days after it was missed, a conversation is still ahead. It is told once for
    each step that was declared, until there is another date.
    """

    name: ClassVar[str] = "conversation.reminder_due"

    to: str
    """Who might be reminded: `participants`, or the `people_partner` of the person."""
    step: int
    """Which of the steps this is, from 1."""
