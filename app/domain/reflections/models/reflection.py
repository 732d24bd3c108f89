"""Reflections: their table."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to


class Reflection(Entity, table=True):
    __tablename__ = "reflection"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "author_id"),
        # What grows from a reflection is its author's: goals point to both.
        UniqueConstraint("tenant_id", "id", "author_id"),
        Index("reflection_plain_ix", "tenant_id", "id", postgresql_where=text("body IS NOT NULL")),
        Index("reflection_author_ix", "tenant_id", "author_id", "happened_on", "id"),
    )

    author_id: UUID
    prompt: str | None = None
    prompt_id: str | None = None
    """Which of our own questions that was, if it was one."""
    body: str | None = None
    """In plain, as versions before this one write it; null where `sealed_body` holds it."""
    sealed_body: bytes | None = Field(default=None, sa_type=LargeBinary)
    happened_on: date

    def revise(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                if name == "prompt":
                    self.prompt_id = None
