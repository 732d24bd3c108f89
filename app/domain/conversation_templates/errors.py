"""How conversation templates refuse."""

from app.domain.errors import Conflict, Invalid


class ConversationTemplateKeyTaken(Conflict):
    """Another template of the organisation has this `key`."""

    code = "conversation_template_key_taken"
    constraint = "conversation_template_tenant_id_key_uq"


class ConversationTemplateRetiredAlready(Conflict):
    """This template was retired. Make another one."""

    code = "conversation_template_retired"


class TemplateVersionNotDraft(Conflict):
    """This version is not a draft any more, and stays as it is. Start a draft instead."""

    code = "template_version_not_draft"


class TemplateVersionNotPublished(Conflict):
    """This version is not published, so there is nothing to take back."""

    code = "template_version_not_published"


class TemplateDraftExists(Conflict):
    """There is a draft of this template already. Change that one."""

    code = "template_draft_exists"
    constraint = "template_version_one_draft_uq"


class TemplateIncomplete(Invalid):
    """A version that is published has a question, and every text in its default locale."""

    code = "template_incomplete"


class QuestionChangedKind(Invalid):
    """A question with this key was published before, and is answered in another way there. Give
    the new one another key.
    """

    code = "question_changed_kind"
