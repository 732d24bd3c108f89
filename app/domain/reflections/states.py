"""The words that reflections and what belongs to them use: no rules."""

from enum import StrEnum


class Every(StrEnum):
    """How often somebody wants to be asked a question to reflect on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    OFF = "off"


class LearningMomentStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class LearningAudience(StrEnum):
    """Who reads a learning moment once it is published."""

    TEAM = "team"
    ORGANISATION = "organisation"
