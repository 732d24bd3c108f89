"""What conversations may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.conversations import errors
from app.domain.conversations.events import conversations as told
from app.domain.conversations.events.accesses import ConversationAccessGranted
from app.domain.conversations.states import (
    AHEAD,
    AccessStatus,
    ConversationStatus,
    WideningStatus,
)
from app.domain.lifecycle import Lifecycle, Step, Untold


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    PARTICIPANTS = "one of the two who take part"
    OTHER_PARTICIPANT = "the one of the two who did not say that they met"
    CONSENTING = "the other participant, who reads the note"
    AUTHOR = "who wrote the note"
    SECOND = "a second person with the scope, who does not take part and is not tied to who asked"
    HOLDERS = "who asked for it, and who approved it"


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
        Who.AUTHOR,
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
        Untold,
        errors.AccessNotOpen,
    ),
)
