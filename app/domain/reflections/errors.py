"""How reflections refuse."""

from app.domain.errors import Conflict, Invalid


class PromptUnknown(Invalid):
    """There is no question with this `promptId`."""

    code = "reflection_prompt_unknown"


class PromptNotWaiting(Conflict):
    """This question does not wait for you now: it was answered, put off or left out, or you asked
    not to be asked.
    """

    code = "reflection_prompt_not_waiting"


class PromptPutOffElsewhere(Invalid):
    """A question can be put off until a day after today, within the next 92 days."""

    code = "reflection_prompt_put_off_elsewhere"
