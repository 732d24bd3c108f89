"""Extracts of reflections: their table. A row is written once, and may be withdrawn."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, text

from app.domain.conversations.events.removals import ReflectionExtractWithdrawn
from app.domain.entity import Entity, Forgets, belongs_to
from app.domain.event import Event


class ReflectionExtract(Entity, table=True):
    """Words that the author of a reflection chose for the two of a conversation."""

    __tablename__ = "reflection_extract"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        # The words stay when the reflection goes: they were given to the other side.
        Forgets(
            ["tenant_id", "reflection_id", "author_id"],
            ["reflection.tenant_id", "reflection.id", "reflection.author_id"],
        ),
        Index("reflection_extract_conversation_ix", "tenant_id", "conversation_id", "id"),
        Index(
            "reflection_extract_reflection_ix",
            "tenant_id",
            "reflection_id",
            postgresql_where=text("reflection_id IS NOT NULL"),
        ),
    )

    conversation_id: UUID
    author_id: UUID
    reflection_id: UUID | None = None
    """For the author alone."""
    body: str

    def withdrawn(self) -> list[Event]:
        told = {"conversation_id": self.conversation_id, "author_id": self.author_id}
        return [ReflectionExtractWithdrawn(id=self.id, version=self.advance(), **told)]
