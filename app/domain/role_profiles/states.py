"""The states and kinds of roles and pathways: words, no rules."""

from enum import StrEnum


class RoleTrack(StrEnum):
    """What a role makes more of.

    `expert`: What somebody can do. `leadership`: What they make others able to do.
    """

    EXPERT = "expert"
    LEADERSHIP = "leadership"


class RoleStatus(StrEnum):
    """Where a role profile is in its life.

    `draft`: It was never published. `published`: It is in use. `retired`: It is out of use; what
    was published stays.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PathwayKind(StrEnum):
    """What kind of way leads to a role.

    `promotion`: To a role that asks for more. `lateral`: To a role beside it. `entry`: Into the
    role from outside.
    """

    PROMOTION = "promotion"
    LATERAL = "lateral"
    ENTRY = "entry"


class PathwayStatus(StrEnum):
    """Whether a pathway is in use.

    `active`: It can be followed. `retired`: It is out of use.
    """

    ACTIVE = "active"
    RETIRED = "retired"
