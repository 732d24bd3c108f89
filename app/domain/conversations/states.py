"""The states of conversations, and the words that their tables use."""

from enum import StrEnum
from typing import Final

from app.domain.page import Variant


class ConversationStatus(StrEnum):
    """Where a conversation is on its way.

    `scheduled`: It has a date. `preparing`: One of the two said what they bring. `held`: They
    met. `summarised`: One wrote down what they heard, and the other confirmed it. `closed`:
    Nothing of it changes any more. `skipped`: The two left it out. `cancelled`: It was called
    off.
    """

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
    """The relations whose conversations can be handed over.

    `manager`: Another manager. `mentor`: Another mentor.
    """

    MANAGER = "manager"
    MENTOR = "mentor"


class HandoffStatus(StrEnum):
    """How far a handoff is.

    `open`: The person can choose what goes along. `shared`: They chose. `declined`: Nothing goes
    along.
    """

    OPEN = "open"
    SHARED = "shared"
    DECLINED = "declined"


class SummaryStatus(StrEnum):
    """Whether the two heard the same.

    `proposed`: The other one is asked. `correction_requested`: The other one asked for other
    words. `confirmed`: They heard the same.
    """

    PROPOSED = "proposed"
    CORRECTION_REQUESTED = "correction_requested"
    CONFIRMED = "confirmed"


NOT_CONFIRMED: Final = (SummaryStatus.PROPOSED, SummaryStatus.CORRECTION_REQUESTED)


class EndedBecause(StrEnum):
    """Why an occurrence was left out or called off without anybody doing it.

    `leave`: One of the two is on leave. `pause`: The series was paused. `absorbed`: The two meet,
    or met, close to it. `cadence`: The rule of the series has no such date any more.
    `series_ended`: The series ended.
    """

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
    """What the partner is to the person.

    `manager`: Their manager. `mentor`: Their mentor. `sponsor`: Their sponsor. `peer`: Somebody
    at their side. `skip_level`: Their manager's manager.
    """

    MANAGER = "manager"
    MENTOR = "mentor"
    SPONSOR = "sponsor"
    PEER = "peer"
    SKIP_LEVEL = "skip_level"


class SeriesStatus(StrEnum):
    """Whether a series goes on.

    `active`: It goes on. `paused`: It rests for a while. `ended`: It is over.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


GOING_ON: Final = (SeriesStatus.ACTIVE, SeriesStatus.PAUSED)
"""It has more conversations to come."""


class PauseReason(StrEnum):
    """Why a series rests.

    `leave`: One of the two is on leave. `agreed`: The two want it so.
    """

    LEAVE = "leave"
    AGREED = "agreed"


class SeriesEnding(StrEnum):
    """What a series ended with.

    `agreed`: One of the two ended it. `relationship_ended`: The relation that it goes by ended.
    `left`: One of the two left.
    """

    AGREED = "agreed"
    RELATIONSHIP_ENDED = "relationship_ended"
    LEFT = "left"


class CadenceLevel(StrEnum):
    """For whom a setting is made; a later one is more specific.

    `built_in`: For all organisations, by the product. `organisation`: For the organisation.
    `team`: For who reports to somebody. `person`: For one person.
    """

    BUILT_IN = "built_in"
    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"


class RemindedRole(StrEnum):
    """Who may be reminded of a conversation that did not take place.

    `participants`: The two who take part. `people_partner`: The people partner of the person.
    """

    PARTICIPANTS = "participants"
    PEOPLE_PARTNER = "people_partner"


class Audience(Variant):
    """Who reads a note.

    `author`: Its author alone. `participants`: The two who take part. `named`: Its author, and
    people by name.
    """

    AUTHOR = "author"
    PARTICIPANTS = "participants"
    NAMED = "named"


class AccessStatus(StrEnum):
    """What became of a request to read a conversation of others. That an approved one is over is
    a matter of time, and no state.

    `requested`: A second person has to decide. `approved`: It was granted until its end.
    `declined`: It was refused. `revoked`: It was taken back before its end.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    REVOKED = "revoked"


class WideningStatus(StrEnum):
    """What became of letting more people read a note.

    `proposed`: The other participant is asked. `accepted`: More people read it. `declined`: The
    other participant said no. `withdrawn`: Its author took it back.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
