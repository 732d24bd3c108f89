"""The states of conversation templates, and the words that their content uses."""

from enum import StrEnum
from typing import Final


class TemplateStatus(StrEnum):
    """Whether a template is in use.

    `active`: New conversations may go by it. `retired`: It is out of use.
    """

    ACTIVE = "active"
    RETIRED = "retired"


class VersionStatus(StrEnum):
    """Where a version of a template is in its life.

    `draft`: It is being written. `published`: Conversations may go by it, and it never changes.
    `retired`: No new conversation goes by it.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class QuestionKind(StrEnum):
    """How a question is answered.

    `text`: In words. `scale`: By a number from 1 to 5. `choice`: By one of its options.
    """

    TEXT = "text"
    SCALE = "scale"
    CHOICE = "choice"


SECTIONS: Final = ("reflection", "planning", "action")
"""In their order."""

LOWEST: Final = 1
HIGHEST: Final = 5
"""Of a scale."""
