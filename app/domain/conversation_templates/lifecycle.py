"""What conversation templates and their versions may become: every step, and who may take it."""

from enum import StrEnum
from typing import Final

from app.domain.conversation_templates import errors, events
from app.domain.conversation_templates.states import TemplateStatus, VersionStatus
from app.domain.lifecycle import Lifecycle, Step


class Who(StrEnum):
    """Who takes a step. The policy has a rule for each."""

    KEEPER = "who keeps the template, or a machine client"
    VERSION_KEEPER = "who keeps its template, or a machine client"


TEMPLATE: Final = Lifecycle(
    "conversation_template",
    TemplateStatus.ACTIVE,
    Step(
        "retire_conversation_template",
        (TemplateStatus.ACTIVE,),
        (TemplateStatus.RETIRED,),
        Who.KEEPER,
        events.ConversationTemplateRetired,
        errors.ConversationTemplateRetiredAlready,
    ),
)

VERSION: Final = Lifecycle(
    "template_version",
    VersionStatus.DRAFT,
    Step(
        "publish_template_version",
        (VersionStatus.DRAFT,),
        (VersionStatus.PUBLISHED,),
        Who.VERSION_KEEPER,
        events.ConversationTemplatePublished,
        errors.TemplateVersionNotDraft,
    ),
    Step(
        "retire_template_version",
        (VersionStatus.PUBLISHED,),
        (VersionStatus.RETIRED,),
        Who.VERSION_KEEPER,
        events.ConversationTemplateVersionRetired,
        errors.TemplateVersionNotPublished,
    ),
)
