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


class Audience(Variant):
    """Who reads a note: its author, the two who take part, or its author and people by name."""

    AUTHOR = "author"
    PARTICIPANTS = "participants"
    NAMED = "named"


class AccessStatus(StrEnum):
    """What became of a request to read a conversation of others. That an approved one is over is
    a matter of time, and no state.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    REVOKED = "revoked"


class WideningStatus(StrEnum):
    """What became of letting more people read a note."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
