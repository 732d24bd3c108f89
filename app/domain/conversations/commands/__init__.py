"""What can be asked of conversations. One file for each noun."""

from app.domain.conversations.commands.accesses import AccessFilters, RequestAccess
from app.domain.conversations.commands.closing import AddAddendum, CloseConversation
from app.domain.conversations.commands.conversations import (
    ConversationFilters,
    EndConversation,
    HoldConversation,
    ObjectToConversation,
    RescheduleConversation,
    ScheduleConversation,
)
from app.domain.conversations.commands.extracts import ShareExtract
from app.domain.conversations.commands.handoffs import (
    HandoffFilters,
    ShareHandoff,
    WithdrawFromHandoff,
)
from app.domain.conversations.commands.notes import (
    AudienceFilters,
    ChangeNote,
    ChooseAudience,
    WriteNote,
)
from app.domain.conversations.commands.preparations import PrepareConversation
from app.domain.conversations.commands.reminders import SetConversationReminders
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
from app.domain.conversations.commands.summaries import RequestSummaryCorrection, WriteSummary
from app.domain.conversations.commands.talking_points import (
    AddTalkingPoint,
    ChangeTalkingPoint,
    MoveTalkingPoint,
)

__all__ = [
    "AccessFilters",
    "AddAddendum",
    "AddTalkingPoint",
    "AgreeNextStep",
    "AudienceFilters",
    "CadenceFilters",
    "ChangeNote",
    "ChangeSeries",
    "ChangeTalkingPoint",
    "ChooseAudience",
    "CloseConversation",
    "ConversationFilters",
    "EndConversation",
    "EndSeries",
    "HandoffFilters",
    "HoldConversation",
    "MoveTalkingPoint",
    "ObjectToConversation",
    "PauseSeries",
    "PrepareConversation",
    "RequestAccess",
    "RequestSummaryCorrection",
    "RescheduleConversation",
    "ScheduleConversation",
    "SeriesFilters",
    "SetCadence",
    "SetConversationReminders",
    "ShareExtract",
    "ShareHandoff",
    "StartSeries",
    "WithdrawFromHandoff",
    "WriteNote",
    "WriteSummary",
]
