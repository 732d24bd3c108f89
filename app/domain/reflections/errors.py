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


class LearningMomentNotDraft(Conflict):
    """This learning moment was published already. Withdraw it, and write another one."""

    code = "learning_moment_not_draft"


class LearningMomentNotPublished(Conflict):
    """This learning moment is not published: there is nothing to withdraw."""

    code = "learning_moment_not_published"


class LearnedFromNothing(Invalid):
    """A learning moment grows from your own reflection. There is none with this `reflectionId`."""

    code = "learned_from_nothing"
    constraint = "learning_moment_tenant_id_reflection_id_author_id_fk"
