"""The states and kinds of roles and pathways: words, no rules."""

from enum import StrEnum


class RoleTrack(StrEnum):
    """What a role makes more of: what somebody can do, or what they make others able to do."""

    EXPERT = "expert"
    LEADERSHIP = "leadership"


class RoleStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class PathwayKind(StrEnum):
    PROMOTION = "promotion"
    LATERAL = "lateral"
    ENTRY = "entry"


class PathwayStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"
