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


class EndedBecause(StrEnum):
    """Why an occurrence was left out or called off without anybody doing it."""

    LEAVE = "leave"
    PAUSE = "pause"
    ABSORBED = "absorbed"
    """The two meet, or met, close to it."""
    CADENCE = "cadence"
    """The rule of the series has no such date any more."""
    SERIES = "series_ended"


BROKEN: Final = (EndedBecause.LEAVE, EndedBecause.PAUSE)
"""Left out for a while in which the two do not meet."""


class SeriesKind(StrEnum):
    """What the partner is to the person."""

    MANAGER = "manager"
    MENTOR = "mentor"
    SPONSOR = "sponsor"
    PEER = "peer"
    SKIP_LEVEL = "skip_level"


class SeriesStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


GOING_ON: Final = (SeriesStatus.ACTIVE, SeriesStatus.PAUSED)
"""It has more conversations to come."""


class PauseReason(StrEnum):
    LEAVE = "leave"
    AGREED = "agreed"


class SeriesEnding(StrEnum):
    """What a series ended with."""

    AGREED = "agreed"
    RELATIONSHIP_ENDED = "relationship_ended"
    LEFT = "left"


class CadenceLevel(StrEnum):
    """For whom a setting is made; a later one is more specific."""

    BUILT_IN = "built_in"
    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"


class RemindedRole(StrEnum):
    """Who may be reminded of a conversation that did not take place."""

    PARTICIPANTS = "participants"
    PEOPLE_PARTNER = "people_partner"


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
