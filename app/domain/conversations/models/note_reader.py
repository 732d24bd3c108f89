"""Who may read a note because its author named them, and what is left for who may no longer."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from app.domain.entity import Entity, belongs_to


class NoteReader(Entity, table=True):
    """Somebody whom the author of a note named."""

    __tablename__ = "note_reader"
    __table_args__: ClassVar[Any] = (
        belongs_to("note", "note_id", ondelete="CASCADE"),
        belongs_to("person", "reader_id"),
        UniqueConstraint("tenant_id", "note_id", "reader_id"),
        Index("note_reader_reader_ix", "tenant_id", "reader_id", "note_id"),
    )

    note_id: UUID
    reader_id: UUID


class NoteTombstone(Entity, table=True):
    """What somebody sees in place of a note that they could read: since when, and no text.

    What becomes of the note afterwards does not change it.
    """

    __tablename__ = "note_tombstone"
    __table_args__: ClassVar[Any] = (
        belongs_to("note", "note_id", ondelete="CASCADE"),
        belongs_to("person", "reader_id"),
        UniqueConstraint("tenant_id", "note_id", "reader_id"),
    )

    note_id: UUID
    reader_id: UUID
    note_version: int
    """The version of the note from which on they do not see it."""
    is_removed: bool
    """It was removed; otherwise, that they read it was ended."""
