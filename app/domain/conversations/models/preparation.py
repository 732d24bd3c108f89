"""Preparations: their table."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to


class Preparation(Entity, table=True):
    __tablename__ = "preparation"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        UniqueConstraint("tenant_id", "conversation_id", "author_id"),
    )

    conversation_id: UUID
    author_id: UUID
    talking_points: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """What the version before wrote here; talking points have a table of their own by now."""
    hopes: str | None = None
