"""How a version of a conversation template looks from outside: in one language, and in all."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement

from app.domain.actor import Scope
from app.domain.conversation_templates import policy
from app.domain.conversation_templates.models import TemplateVersion
from app.domain.conversation_templates.states import SECTIONS, QuestionKind, VersionStatus
from app.domain.conversation_templates.views.rendering import each, rendered
from app.domain.people.languages import own_locale
from app.domain.policy import Me
from app.domain.shape import Shape
from app.domain.view import Computed, View


class OptionShown(Shape):
    """One of the answers to choose from, in one language."""

    key: str = Field(description="What an answer says.")
    title: str | None = Field(description="What is shown to choose; null if no language has it.")
    locale: str | None = Field(description="The language that the title is in.")


class QuestionShown(Shape):
    """A question in one language."""

    key: str = Field(description="What an answer names it by.")
    kind: QuestionKind = Field(description="How it is answered.")
    required: bool = Field(
        description="Whether it shows as open until it is answered. Nobody is stopped by it."
    )
    title: str | None = Field(description="The question; null in a draft that has none yet.")
    help: str | None = Field(description="What may help to answer it.")
    locale: str | None = Field(description="The language that these texts are in.")
    options: list[OptionShown] = Field(description="Of a choice.")


RENDERED: Final = ("locale", "title", "description", *SECTIONS)


def _rendered(name: str) -> Computed:
    def shown(me: Me, version: Any) -> ColumnElement[Any]:
        return rendered(own_locale(me), version)[name]

    return shown


class TemplateVersionView(
    View,
    of=TemplateVersion,
    guard=policy.may_read_version,
    scope=Scope.CONVERSATIONS_READ,
    computed={name: _rendered(name) for name in RENDERED},
):
    """The questions of one version, each in the best language there is for whoever reads."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the draft, and its steps.")
    template_id: UUID = Field(description="The template whose version it is.")
    number: int = Field(description="Counts the versions of the template.")
    status: VersionStatus = Field(description="Whether it is a draft, published or retired.")
    default_locale: str = Field(description="The language of every text without a better one.")
    locale: str | None = Field(description="The language that the title is in.")
    title: str | None = Field(
        description="What the template is called; null if no language has it."
    )
    description: str | None = Field(description="When it is a good choice.")
    reflection: list[QuestionShown] = Field(description="What was, and what it means.")
    planning: list[QuestionShown] = Field(description="Where to go from there.")
    action: list[QuestionShown] = Field(description="What happens next, and who helps.")
    published_at: datetime | None = Field(
        description="Since when conversations go by it; null of a draft."
    )


class TemplateContentView(
    View, of=TemplateVersion, guard=policy.may_read_version, scope=Scope.CONVERSATIONS_READ
):
    """The same version with all its languages, for those who write and translate it."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the draft, and its steps.")
    template_id: UUID = Field(description="The template whose version it is.")
    number: int = Field(description="Counts the versions of the template, from 1.")
    status: VersionStatus = Field(description="Whether it is a draft, published or retired.")
    default_locale: str = Field(
        description="The language that every text is there in, a BCP 47 tag."
    )
    content: dict[str, Any] = Field(
        description="`texts`, `reflection`, `planning` and `action`, as a draft is changed with."
    )


def questions_of(version: Any) -> Any:
    """All questions of a version as rows, for clauses of features above: see `each`."""
    first, *further = (version.content[section] for section in SECTIONS)
    for one in further:
        first = first.op("||")(one)
    return each(first, "question")
