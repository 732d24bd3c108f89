"""Snapshots of closed conversations: their table. A row is written once; the database keeps it."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to


class ConversationSnapshot(Entity, table=True):
    __tablename__ = "conversation_snapshot"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "closed_by_id"),
        UniqueConstraint("tenant_id", "conversation_id"),
    )

    conversation_id: UUID
    closed_by_id: UUID
    document: dict[str, Any] = Field(sa_type=JSONB)
    sha256: str
