"""What conversations may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.conversations import errors
from app.domain.conversations.events import closing, handoffs, summaries
from app.domain.conversations.events import conversations as told
from app.domain.conversations.events import series as series_told
from app.domain.conversations.events.accesses import (
    ConversationAccessGranted,
    ConversationAccessRevoked,
)
from app.domain.conversations.states import (
    AHEAD,
    GOING_ON,
    NOT_CONFIRMED,
    UNDER_WAY,
    AccessStatus,
    ConversationStatus,
    HandoffStatus,
    SeriesStatus,
    SummaryStatus,
    WideningStatus,
)
from app.domain.lifecycle import Lifecycle, Step, Untold


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    PARTICIPANTS = "one of the two who take part"
    OTHER_PARTICIPANT = "the one of the two who did not say that they met"
    EMPLOYEE = "the person whose conversations they are"
    AUTHOR = "the one of the two who wrote the summary; either, if nobody did"
    HEARER = "the one of the two who did not write the summary"
    CONSENTING = "the other participant, who reads the note"
    WRITER = "who wrote the note"
    SECOND = "a second person with the scope, who does not take part and is not tied to who asked"
    HOLDERS = "who asked for it, and who approved it"


SERIES: Final = Lifecycle(
    "series",
    SeriesStatus.ACTIVE,
    Step(
        "pause_series",
        (SeriesStatus.ACTIVE,),
        (SeriesStatus.PAUSED,),
        Who.PARTICIPANTS,
        series_told.SeriesPaused,
        errors.SeriesNotActive,
    ),
    Step(
        "resume_series",
        (SeriesStatus.PAUSED,),
        (SeriesStatus.ACTIVE,),
        Who.PARTICIPANTS,
        series_told.SeriesResumed,
        errors.SeriesNotPaused,
    ),
    Step(
        "end_series",
        GOING_ON,
        (SeriesStatus.ENDED,),
        Who.PARTICIPANTS,
        series_told.SeriesEnded,
        errors.SeriesOver,
    ),
)

CONVERSATION: Final = Lifecycle(
    "conversation",
    ConversationStatus.SCHEDULED,
    Step(
        "prepare_conversation",
        AHEAD,
        (ConversationStatus.PREPARING,),
        Who.PARTICIPANTS,
        told.ConversationPrepared,
        errors.ConversationOver,
    ),
    Step(
        "add_talking_point",
        AHEAD,
        (ConversationStatus.PREPARING,),
        Who.PARTICIPANTS,
        told.ConversationPrepared,
        errors.ConversationOver,
    ),
    Step(
        "reschedule_conversation",
        AHEAD,
        AHEAD,
        Who.PARTICIPANTS,
        told.ConversationRescheduled,
        errors.ConversationOver,
        note="as it was",
    ),
    Step(
        "skip_conversation",
        AHEAD,
        (ConversationStatus.SKIPPED,),
        Who.PARTICIPANTS,
        told.ConversationSkipped,
        errors.ConversationOver,
    ),
    Step(
        "cancel_conversation",
        AHEAD,
        (ConversationStatus.CANCELLED,),
        Who.PARTICIPANTS,
        told.ConversationCancelled,
        errors.ConversationOver,
    ),
    Step(
        "hold_conversation",
        AHEAD,
        (ConversationStatus.HELD,),
        Who.PARTICIPANTS,
        told.ConversationHeld,
        errors.ConversationOver,
    ),
    Step(
        "object_to_conversation",
        (ConversationStatus.HELD,),
        (ConversationStatus.SCHEDULED,),
        Who.OTHER_PARTICIPANT,
        told.ConversationObjected,
        errors.ConversationNotHeld,
    ),
    Step(
        "confirm_summary",
        (ConversationStatus.HELD,),
        (ConversationStatus.SUMMARISED,),
        Who.HEARER,
        summaries.ConversationSummaryConfirmed,
        errors.ConversationNotHeld,
    ),
    Step(
        "close_conversation",
        UNDER_WAY,
        (ConversationStatus.CLOSED,),
        Who.PARTICIPANTS,
        closing.ConversationClosed,
        errors.ConversationNotHeld,
        note="while a summary waits for the other side: `summary_unconfirmed`",
    ),
)

SUMMARY: Final = Lifecycle(
    "summary",
    SummaryStatus.PROPOSED,
    Step(
        "write_summary",
        NOT_CONFIRMED,
        (SummaryStatus.PROPOSED,),
        Who.AUTHOR,
        summaries.ConversationSummaryProposed,
        errors.SummaryConfirmed,
    ),
    Step(
        "request_summary_correction",
        NOT_CONFIRMED,
        (SummaryStatus.CORRECTION_REQUESTED,),
        Who.HEARER,
        summaries.ConversationSummaryCorrectionRequested,
        errors.SummaryConfirmed,
    ),
    Step(
        "confirm_summary",
        NOT_CONFIRMED,
        (SummaryStatus.CONFIRMED,),
        Who.HEARER,
        summaries.ConversationSummaryConfirmed,
        errors.SummaryConfirmed,
    ),
)

HANDOFF: Final = Lifecycle(
    "handoff",
    HandoffStatus.OPEN,
    Step(
        "share_handoff",
        tuple(HandoffStatus),
        (HandoffStatus.SHARED,),
        Who.EMPLOYEE,
        handoffs.HandoffShared,
        errors.HandoffOver,
    ),
    Step(
        "withdraw_from_handoff",
        (HandoffStatus.SHARED,),
        (HandoffStatus.SHARED,),
        Who.EMPLOYEE,
        handoffs.HandoffWithdrawn,
        errors.HandoffNotShared,
    ),
    Step(
        "decline_handoff",
        (HandoffStatus.OPEN,),
        (HandoffStatus.DECLINED,),
        Who.EMPLOYEE,
        handoffs.HandoffClosed,
        errors.HandoffNotOpen,
    ),
)

WIDENING: Final = Lifecycle(
    "widening of a note",
    WideningStatus.PROPOSED,
    Step(
        "accept_note_widening",
        (WideningStatus.PROPOSED,),
        (WideningStatus.ACCEPTED,),
        Who.CONSENTING,
        Untold,
        errors.WideningNotOpen,
    ),
    Step(
        "decline_note_widening",
        (WideningStatus.PROPOSED,),
        (WideningStatus.DECLINED,),
        Who.CONSENTING,
        Untold,
        errors.WideningNotOpen,
    ),
    Step(
        "withdraw_note_widening",
        (WideningStatus.PROPOSED,),
        (WideningStatus.WITHDRAWN,),
        Who.WRITER,
        Untold,
        errors.WideningNotOpen,
    ),
)

ACCESS: Final = Lifecycle(
    "access to a conversation",
    AccessStatus.REQUESTED,
    Step(
        "approve_conversation_access",
        (AccessStatus.REQUESTED,),
        (AccessStatus.APPROVED,),
        Who.SECOND,
        ConversationAccessGranted,
        errors.AccessNotRequested,
    ),
    Step(
        "decline_conversation_access",
        (AccessStatus.REQUESTED,),
        (AccessStatus.DECLINED,),
        Who.SECOND,
        Untold,
        errors.AccessNotRequested,
    ),
    Step(
        "revoke_conversation_access",
        (AccessStatus.REQUESTED, AccessStatus.APPROVED),
        (AccessStatus.REVOKED,),
        Who.HOLDERS,
        ConversationAccessRevoked,
        errors.AccessNotOpen,
        silent_from=(AccessStatus.REQUESTED,),
    ),
)
