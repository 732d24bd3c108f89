"""What can be asked of conversation templates."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.domain.conversation_templates.content import Locale, QuestionKey, TemplateContent
from app.domain.conversation_templates.states import TemplateStatus
from app.domain.shape import Filters


class CreateConversationTemplate(TemplateContent):
    """A template, and the first draft of what it says."""

    key: QuestionKey = Field(description="Its name for programs, unique in the organisation.")


class ChangeTemplateDraft(TemplateContent):
    """All that the draft says from now on."""


class ConversationTemplateFilters(Filters):
    status: TemplateStatus | None = Field(default=None, description="Only of this status.")
    key: QuestionKey | None = Field(default=None, description="The one with this key.")


class LocaleFilters(Filters):
    locale: Locale | None = Field(
        default=None,
        description="The language you want, such as `sv-FI`: each text comes in it, or in `sv`, or "
        "in the default locale. Absent: your own; for machine clients the organisation's.",
    )


def _separated(given: Any) -> Any:
    return given.split(",") if isinstance(given, str) else given


class MissingTextFilters(Filters):
    locales: Annotated[
        list[Locale] | None, BeforeValidator(_separated), Field(min_length=1, max_length=20)
    ] = Field(
        default=None,
        description="Languages to look at. Absent: those of the people who work here, and the "
        "organisation's.",
    )
