"""The states and kinds of objectives: words, no rules."""

from enum import StrEnum


class ObjectiveStatus(StrEnum):
    """Where an objective is in its life.

    `active`: It is wanted. `achieved`: It was achieved. `released`: It was let go.
    """

    ACTIVE = "active"
    ACHIEVED = "achieved"
    RELEASED = "released"


class ObjectiveKind(StrEnum):
    """Whose objective it is.

    `organisation`: Of everybody. `team`: Of the team of whoever owns it.
    """

    ORGANISATION = "organisation"
    TEAM = "team"
