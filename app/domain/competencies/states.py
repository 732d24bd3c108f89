"""What frameworks, their versions and competencies can be."""

from enum import StrEnum


class FrameworkStatus(StrEnum):
    """Where a framework is in its life.

    `draft`: Nothing of it was published. `published`: It is in force. `deprecated`: Nothing new
    should begin with it. `retired`: It is out of use; what was written with it stays.
    """

    DRAFT = "draft"
    """No version of it was published yet."""
    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    """Still there for whoever goes by it; begin nothing new with it."""
    RETIRED = "retired"


class FrameworkVersionStatus(StrEnum):
    """Whether a version of a framework can still change.

    `draft`: It is being written. `published`: It never changes again.
    """

    DRAFT = "draft"
    PUBLISHED = "published"


class CompetencyStatus(StrEnum):
    """Whether a competency is in use.

    `active`: The published version names it. `retired`: It is out of use; what was said of people
    stays.
    """

    ACTIVE = "active"
    RETIRED = "retired"


REPLACED_BY = "replacedBy"
"""The association from a competency to the one that took its place."""

EXACT_MATCH = "exactMatchOf"
"""The association between two competencies that mean the same."""
