"""Where people stand, and what they are to each other: words, no rules."""

from enum import StrEnum


class PersonStatus(StrEnum):
    """Where somebody stands.

    `active`: They work here. `on_leave`: They work here, and are away for a while. `left`: They
    work here no longer.
    """

    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    LEFT = "left"


class RelationshipKind(StrEnum):
    """What the second person is to the first.

    `manager`: Who leads them. `mentor`: Who shares what they learned. `sponsor`: Who opens doors
    for them. `people_partner`: Who looks after people for them. `cover`: Who stands in for them
    while they are away.
    """

    MANAGER = "manager"
    MENTOR = "mentor"
    SPONSOR = "sponsor"
    PEOPLE_PARTNER = "people_partner"
    COVER = "cover"
