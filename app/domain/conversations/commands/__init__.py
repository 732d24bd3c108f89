"""What can be asked of conversations. One file for each noun."""

from app.domain.conversations.commands.accesses import AccessFilters, RequestAccess
from app.domain.conversations.commands.conversations import (
    ConversationFilters,
    EndConversation,
    HoldConversation,
    ObjectToConversation,
    RescheduleConversation,
    ScheduleConversation,
)
from app.domain.conversations.commands.notes import (
    AudienceFilters,
    ChangeNote,
    ChooseAudience,
    WriteNote,
)
from app.domain.conversations.commands.preparations import PrepareConversation
from app.domain.conversations.commands.steps import AgreeNextStep

__all__ = [
    "AccessFilters",
    "AgreeNextStep",
    "AudienceFilters",
    "ChangeNote",
    "ChooseAudience",
    "ConversationFilters",
    "EndConversation",
    "HoldConversation",
    "ObjectToConversation",
    "PrepareConversation",
    "RequestAccess",
    "RescheduleConversation",
    "ScheduleConversation",
    "WriteNote",
]
