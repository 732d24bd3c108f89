"""The kinds of assessments: words, and how far each is trusted."""

from enum import StrEnum
from typing import Final


class AssessmentKind(StrEnum):
    """Who says it.

    `self`: The person. `manager`: Their manager. `peer`: A peer. `evidence`: What a reached
    milestone shows.
    """

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    EVIDENCE = "evidence"


class Confidence(StrEnum):
    """How sure somebody is of what they say.

    `low`: Not very. `medium`: Fairly. `high`: Very.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


TRUST: Final = {
    AssessmentKind.EVIDENCE: 4,
    AssessmentKind.MANAGER: 3,
    AssessmentKind.PEER: 2,
    AssessmentKind.SELF: 1,
}
"""Of several kinds, the most trusted one says the level; the others are shown beside it."""
