"""The states of conversation templates, and the words that their content uses."""

from enum import StrEnum
from typing import Final


class TemplateStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class QuestionKind(StrEnum):
    """How a question is answered: in words, by a number from 1 to 5, or by one of its options."""

    TEXT = "text"
    SCALE = "scale"
    CHOICE = "choice"


SECTIONS: Final = ("reflection", "planning", "action")
"""In their order."""

LOWEST: Final = 1
HIGHEST: Final = 5
"""Of a scale."""
