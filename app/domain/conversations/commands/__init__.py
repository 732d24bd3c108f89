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
from app.domain.conversations.commands.series import (
    CadenceFilters,
    ChangeSeries,
    EndSeries,
    PauseSeries,
    SeriesFilters,
    SetCadence,
    StartSeries,
)
from app.domain.conversations.commands.steps import AgreeNextStep

__all__ = [
    "AgreeNextStep",
    "AudienceFilters",
    "CadenceFilters",
    "ChangeSeries",
    "ConversationFilters",
    "EndConversation",
    "EndSeries",
    "HoldConversation",
    "ObjectToConversation",
    "PauseSeries",
    "PrepareConversation",
    "RescheduleConversation",
    "ScheduleConversation",
    "SeriesFilters",
    "SetCadence",
    "StartSeries",
    "WriteNote",
]
