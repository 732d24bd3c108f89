"""The words that reflections and what belongs to them use: no rules."""

from enum import StrEnum


class Every(StrEnum):
    """How often somebody wants to be asked a question to reflect on.

    `weekly`: Every week. `fortnightly`: Every second week. `monthly`: Every month. `quarterly`:
    Every three months. `off`: Never.
    """

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    OFF = "off"


class LearningMomentStatus(StrEnum):
    """Whether others can read a learning moment.

    `draft`: Its author alone does. `published`: Its audience does. `withdrawn`: It was taken
    back.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class LearningAudience(StrEnum):
    """Who reads a learning moment once it is published.

    `team`: Who reports to its author. `organisation`: Everybody who works here.
    """

    TEAM = "team"
    ORGANISATION = "organisation"
