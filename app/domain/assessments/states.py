"""The kinds of assessments: words, and how far each is trusted."""

from enum import StrEnum
from typing import Final


class AssessmentKind(StrEnum):
    """Who says it: the person, their manager, a peer; or what a reached milestone shows."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    EVIDENCE = "evidence"


class Confidence(StrEnum):
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
