"""The words that search uses: no rules."""

from enum import StrEnum


class SearchKind(StrEnum):
    """What can be found."""

    CONVERSATION = "conversation"
    PLAN = "plan"
    GOAL = "goal"
    MILESTONE = "milestone"
    OBJECTIVE = "objective"
    LEARNING_MOMENT = "learning_moment"
    COMPETENCY = "competency"
    PERSON = "person"
