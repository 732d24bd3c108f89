"""Conversation templates: their table, and how they change."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.domain.conversation_templates.errors import ConversationTemplateRetiredAlready
from app.domain.conversation_templates.events import ConversationTemplateEvent
from app.domain.conversation_templates.lifecycle import TEMPLATE
from app.domain.conversation_templates.states import TemplateStatus
from app.domain.entity import Entity, Moment, choice, words
from app.domain.event import Event


class ConversationTemplate(Entity, table=True):
    """`title` is that of the version that was published last, or of the first draft."""

    __tablename__ = "conversation_template"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint(words("status", TemplateStatus), name="status"),
    )

    key: str
    title: str
    status: TemplateStatus = Field(default=TemplateStatus.ACTIVE, sa_type=choice(TemplateStatus))
    is_builtin: bool = False
    keeper_id: UUID | None = None
    """A person or a machine client; nobody keeps what came with the product, at first."""
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    """Since when it is no secret of its keeper."""

    def retire(self) -> list[Event]:
        self.status = TEMPLATE["retire_conversation_template"].follow(self.status)
        self.advance()
        return [self.tells(TEMPLATE["retire_conversation_template"].tells)]

    def take_over(self, by: UUID) -> None:
        self.check_active()
        self.keeper_id = by

    def show(self, title: str, at: datetime) -> None:
        """A version of it is out."""
        self.title = title
        self.published_at = self.published_at or at
        self.advance()

    def check_active(self) -> None:
        if self.status is not TemplateStatus.ACTIVE:
            raise ConversationTemplateRetiredAlready(status=self.status.value)

    def tells(self, kind: type[Any], **more: Any) -> ConversationTemplateEvent:
        told: ConversationTemplateEvent = kind(
            id=self.id, version=self.version, key=self.key, status=self.status, **more
        )
        return told
