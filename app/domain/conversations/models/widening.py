"""Widenings: that more people are to read a note, and what the other participant said to it."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Uuid, text
from sqlmodel import Field

from app.domain.conversations.lifecycle import WIDENING
from app.domain.conversations.states import Audience, WideningStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words


class NoteWidening(Entity, table=True):
    __tablename__ = "note_widening"
    __table_args__: ClassVar[Any] = (
        belongs_to("note", "note_id", ondelete="CASCADE"),
        belongs_to("person", "author_id"),
        belongs_to("person", "asked_id"),
        CheckConstraint(words("audience", Audience), name="audience"),
        CheckConstraint(words("status", WideningStatus), name="status"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index("note_widening_note_ix", "tenant_id", "note_id", "id"),
        Index("note_widening_author_ix", "tenant_id", "author_id", "id"),
        Index("note_widening_asked_ix", "tenant_id", "asked_id", "id"),
        # What the other participant agrees to is one thing at a time.
        Index(
            "note_widening_open_uq",
            "tenant_id",
            "note_id",
            unique=True,
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    note_id: UUID
    author_id: UUID
    asked_id: UUID | None = None
    """The other participant, where it takes their consent."""
    audience: Audience = Field(sa_type=choice(Audience))
    reader_ids: list[UUID] = Field(sa_type=ARRAY(Uuid))
    """Whom the author names, for the audience that is for people by name."""
    status: WideningStatus = Field(default=WideningStatus.PROPOSED, sa_type=choice(WideningStatus))
    decided_at: datetime | None = Field(default=None, sa_type=Moment)

    def answer(self, step: str, now: datetime) -> None:
        """Go one step of the lifecycle. Nobody outside is told."""
        self.status = WIDENING[step].follow(self.status)
        self.decided_at = now
        self.advance()
