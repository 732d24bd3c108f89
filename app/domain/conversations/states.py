"""The states of conversations, and the words that their tables use."""

from enum import StrEnum
from typing import Final

from app.domain.page import Variant


class ConversationStatus(StrEnum):
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    HELD = "held"
    SUMMARISED = "summarised"
    CLOSED = "closed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


AHEAD: Final = (ConversationStatus.SCHEDULED, ConversationStatus.PREPARING)
"""It can still take place."""

MET: Final = (ConversationStatus.HELD, ConversationStatus.SUMMARISED, ConversationStatus.CLOSED)
"""The two talked."""

UNDER_WAY: Final = (ConversationStatus.HELD, ConversationStatus.SUMMARISED)
"""The two talked, and are not done with it."""


OVER: Final = (
    ConversationStatus.CLOSED,
    ConversationStatus.SKIPPED,
    ConversationStatus.CANCELLED,
)
"""It stays as it is; what was left open in it goes on to the next one."""


class HandoffKind(StrEnum):
    """The relations whose conversations can be handed over."""

    MANAGER = "manager"
    MENTOR = "mentor"


class HandoffStatus(StrEnum):
    OPEN = "open"
    SHARED = "shared"
    DECLINED = "declined"


class SummaryStatus(StrEnum):
    PROPOSED = "proposed"
    CORRECTION_REQUESTED = "correction_requested"
    CONFIRMED = "confirmed"


NOT_CONFIRMED: Final = (SummaryStatus.PROPOSED, SummaryStatus.CORRECTION_REQUESTED)


class Audience(Variant):
    """Who reads a note: its author, the two who take part, or its author and people by name."""

    AUTHOR = "author"
    PARTICIPANTS = "participants"
    NAMED = "named"


class WideningStatus(StrEnum):
    """What became of letting more people read a note."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
