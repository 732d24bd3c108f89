"""How a text that is missing in a language looks from outside."""

from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversation_templates import policy
from app.domain.entity import Entity
from app.domain.view import View


class MissingText(Entity):
    """A row of the list, as `repository` puts it together. It has no table."""

    template_version_id: UUID
    locale: str
    place: int
    section: str | None
    question_key: str | None
    option_key: str | None
    lacks: str


class MissingTextView(
    View,
    of=MissingText,
    guard=policy.may_read_missing_text,
    scope=Scope.CONVERSATIONS_READ,
):
    """A text of a version that somebody would read in another language than theirs."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    template_version_id: UUID = Field(
        description="The version of the template that it is missing in."
    )
    locale: str = Field(description="The language of somebody who works here.")
    section: str | None = Field(
        description="`reflection`, `planning` or `action`; null for the title of the template."
    )
    question_key: str | None = Field(
        description="The question that it belongs to; null if it belongs to the template itself."
    )
    option_key: str | None = Field(description="If it is an option of the question.")
    lacks: str = Field(
        description="`text`: there is none in this language. `help`: there is one, without the "
        "help that the default locale has; of the template: without the description."
    )
