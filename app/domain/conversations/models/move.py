"""Moved dates: their table. A row is written once."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to


class ConversationMove(Entity, table=True):
    """A conversation was given another date, and why."""

    __tablename__ = "conversation_move"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id", ondelete="CASCADE"),
        belongs_to("person", "moved_by_id"),
        Index("conversation_move_conversation_ix", "tenant_id", "conversation_id", "id"),
    )

    conversation_id: UUID
    from_at: datetime = Field(sa_type=Moment)
    to_at: datetime = Field(sa_type=Moment)
    reason: str
    moved_by_id: UUID
