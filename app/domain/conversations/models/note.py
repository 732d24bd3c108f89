"""Notes: their table."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from app.domain.conversations.states import Audience
from app.domain.entity import Entity, belongs_to, choice, words


class Note(Entity, table=True):
    __tablename__ = "note"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        CheckConstraint(words("audience", Audience), name="audience"),
        Index("note_conversation_ix", "tenant_id", "conversation_id", "id"),
        Index("note_plain_ix", "tenant_id", "id", postgresql_where=text("body IS NOT NULL")),
    )

    conversation_id: UUID
    author_id: UUID
    audience: Audience = Field(sa_type=choice(Audience))
    body: str | None = None
    """In plain, as versions before this one write it; null where `sealed_body` holds it."""
    sealed_body: bytes | None = Field(default=None, sa_type=LargeBinary)
