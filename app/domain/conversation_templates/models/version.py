"""Versions of conversation templates: their table, and how they change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.conversation_templates.content import TemplateContent, read_questions
from app.domain.conversation_templates.errors import (
    QuestionChangedKind,
    TemplateIncomplete,
    TemplateVersionNotDraft,
)
from app.domain.conversation_templates.lifecycle import VERSION
from app.domain.conversation_templates.models.template import ConversationTemplate
from app.domain.conversation_templates.states import SECTIONS, VersionStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.shape import pointer


class TemplateVersion(Entity, table=True):
    """Its content is a draft's to change; a trigger keeps it from then on, whoever writes."""

    __tablename__ = "template_version"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation_template", "template_id"),
        UniqueConstraint("tenant_id", "template_id", "number"),
        Index(
            "template_version_one_draft_uq",
            "tenant_id",
            "template_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
        CheckConstraint(words("status", VersionStatus), name="status"),
        CheckConstraint("number > 0", name="number"),
    )

    template_id: UUID
    number: int
    status: VersionStatus = Field(default=VersionStatus.DRAFT, sa_type=choice(VersionStatus))
    default_locale: str
    content: dict[str, Any] = Field(sa_type=JSONB)
    builtin_revision: int | None = None
    """Which words of the product these are; empty if they are the organisation's own."""
    published_at: datetime | None = Field(default=None, sa_type=Moment)

    def whole(self) -> TemplateContent:
        return TemplateContent.model_validate(
            {"default_locale": self.default_locale, **self.content}
        )

    def rewrite(self, content: TemplateContent) -> None:
        if self.status is not VersionStatus.DRAFT:
            raise TemplateVersionNotDraft(status=self.status.value)
        self.default_locale, self.content = content.default_locale, content.stored()

    def publish(
        self, template: ConversationTemplate, before: Iterable["TemplateVersion"], at: datetime
    ) -> list[Event]:
        """`before` are the versions that were published already."""
        step = VERSION["publish_template_version"]
        status = step.follow(self.status)
        template.check_active()
        whole = self.whole()
        self._check_complete(whole)
        self._check_kinds(before)
        self.status, self.published_at = status, at
        self.advance()
        [title] = (one.title for one in whole.texts if one.locale == self.default_locale)
        template.show(title, at)
        return [self._tells(template, step.tells)]

    def retire(self, template: ConversationTemplate) -> list[Event]:
        """The version before it is the current one then."""
        step = VERSION["retire_template_version"]
        self.status = step.follow(self.status)
        self.advance()
        template.advance()
        return [self._tells(template, step.tells)]

    def _check_complete(self, whole: TemplateContent) -> None:
        faults = [
            Fault(place, f"has no text in {self.default_locale}, the default locale")
            for place in whole.lacking(self.default_locale)
        ]
        if not whole.questions:
            faults.append(Fault("/reflection", "there is no question in any section"))
        if faults:
            raise TemplateIncomplete(*faults)

    def _check_kinds(self, before: Iterable["TemplateVersion"]) -> None:
        """Answers to a key can be told together, whichever version they were given to."""
        was = {
            key: one.kind for each in before for key, one in read_questions(each.content).items()
        }
        faults = [
            Fault(pointer((section, at, "kind")), f"was published as {was[one['key']]} before")
            for section in SECTIONS
            for at, one in enumerate(self.content[section])
            if was.get(one["key"], one["kind"]) != one["kind"]
        ]
        if faults:
            raise QuestionChangedKind(*faults)

    def _tells(self, template: ConversationTemplate, kind: type[Any]) -> Event:
        return template.tells(kind, template_version_id=self.id, number=self.number)
