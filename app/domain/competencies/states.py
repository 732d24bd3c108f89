"""What frameworks, their versions and competencies can be."""

from enum import StrEnum


class FrameworkStatus(StrEnum):
    """Where a framework is in its life."""

    DRAFT = "draft"
    """No version of it was published yet."""
    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    """Still there for whoever goes by it; begin nothing new with it."""
    RETIRED = "retired"


class FrameworkVersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class CompetencyStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


REPLACED_BY = "replacedBy"
"""The association from a competency to the one that took its place."""

EXACT_MATCH = "exactMatchOf"
"""The association between two competencies that mean the same."""
