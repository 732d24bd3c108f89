"""The words that search uses: no rules."""

from enum import StrEnum


class SearchKind(StrEnum):
    """What can be found.

    `conversation`: A conversation, by its topic. `plan`: A plan. `goal`: A goal. `milestone`: A
    milestone. `objective`: An objective. `learning_moment`: A learning moment. `competency`: A
    competency. `person`: Somebody who works here.
    """

    CONVERSATION = "conversation"
    PLAN = "plan"
    GOAL = "goal"
    MILESTONE = "milestone"
    OBJECTIVE = "objective"
    LEARNING_MOMENT = "learning_moment"
    COMPETENCY = "competency"
    PERSON = "person"
