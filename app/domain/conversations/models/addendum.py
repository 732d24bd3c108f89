"""Addenda: their table. A row is written once; the database keeps it."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index

from app.domain.entity import Entity, belongs_to


class Addendum(Entity, table=True):
    __tablename__ = "addendum"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        Index("addendum_conversation_ix", "tenant_id", "conversation_id", "id"),
    )

    conversation_id: UUID
    author_id: UUID
    body: str
