"""What can be asked of conversations. One file for each noun."""

from app.domain.conversations.commands.conversations import (
    ConversationFilters,
    EndConversation,
    HoldConversation,
    ObjectToConversation,
    RescheduleConversation,
    ScheduleConversation,
)
from app.domain.conversations.commands.notes import AudienceFilters, WriteNote
from app.domain.conversations.commands.preparations import PrepareConversation
from app.domain.conversations.commands.reminders import SetConversationReminders
from app.domain.conversations.commands.steps import AgreeNextStep

__all__ = [
    "AgreeNextStep",
    "AudienceFilters",
    "ConversationFilters",
    "EndConversation",
    "HoldConversation",
    "ObjectToConversation",
    "PrepareConversation",
    "RescheduleConversation",
    "ScheduleConversation",
    "SetConversationReminders",
    "WriteNote",
]
