"""The keys of people, with which what they wrote is sealed: their table."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Index, LargeBinary, String, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to

ID_BYTES: Final = 16
"""What is sealed begins with the id of its key."""


class PersonKey(Entity, table=True):
    """One key of a person, as the vault sealed it. After it was erased they may have another."""

    __tablename__ = "person_key"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        CheckConstraint("(wrapped IS NULL) = (erased_at IS NOT NULL)", name="erased"),
        Index("person_key_person_ix", "tenant_id", "person_id"),
        Index(
            "person_key_in_use_uq",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("erased_at IS NULL"),
        ),
        Index("person_key_master_ix", "tenant_id", "master_key_id"),
    )

    person_id: UUID
    wrapped: bytes | None = Field(default=None, sa_type=LargeBinary)
    master_key_id: str | None = Field(
        default=None,
        sa_column=Column(String, Computed("encode(substr(wrapped, 1, 8), 'hex')", persisted=True)),
    )
    """Which key of the vault sealed it: what it sealed begins with that."""
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
