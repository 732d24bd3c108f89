"""What conversations may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.conversations import errors
from app.domain.conversations.events import conversations as told
from app.domain.conversations.events import series as series_told
from app.domain.conversations.states import (
    AHEAD,
    GOING_ON,
    ConversationStatus,
    SeriesStatus,
)
from app.domain.lifecycle import Lifecycle, Step


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    PARTICIPANTS = "one of the two who take part"
    OTHER_PARTICIPANT = "the one of the two who did not say that they met"


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
)
