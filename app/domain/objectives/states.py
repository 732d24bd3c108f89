"""The states and kinds of objectives: words, no rules."""

from enum import StrEnum


class ObjectiveStatus(StrEnum):
    ACTIVE = "active"
    ACHIEVED = "achieved"
    RELEASED = "released"


class ObjectiveKind(StrEnum):
    """Whose objective it is."""

    ORGANISATION = "organisation"
    TEAM = "team"
