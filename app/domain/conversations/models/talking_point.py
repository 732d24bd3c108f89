"""Talking points: their table, and where one stands among the others."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.conversations.events.removals import TalkingPointRemoved
from app.domain.entity import Entity, Moment, belongs_to
from app.domain.event import Event

GAP: Final = 1024
"""How far apart points stand, so that others fit in between."""
FARTHEST: Final = 2**30
"""Beyond this, all points of a conversation are set apart anew."""


class TalkingPoint(Entity, table=True):
    __tablename__ = "talking_point"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        belongs_to("person", "ticked_by_id"),
        CheckConstraint("(ticked_at IS NULL) = (ticked_by_id IS NULL)", name="ticked"),
        CheckConstraint("carried_count >= 0", name="carried"),
        Index("talking_point_conversation_ix", "tenant_id", "conversation_id", "position", "id"),
    )

    conversation_id: UUID
    author_id: UUID
    body: str
    position: int
    """Its place among the points of its conversation. Those with the same one go by their ids."""
    ticked_at: datetime | None = Field(default=None, sa_type=Moment)
    ticked_by_id: UUID | None = None
    carried_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """How often it was left open and carried over to the next conversation."""

    def tick(self, by: UUID, at: datetime) -> None:
        """Who ticked it off first, and when, stays."""
        if self.ticked_at is None:
            self.ticked_by_id, self.ticked_at = by, at

    def untick(self) -> None:
        self.ticked_by_id = self.ticked_at = None

    def removed(self) -> list[Event]:
        told = {"conversation_id": self.conversation_id, "author_id": self.author_id}
        return [TalkingPointRemoved(id=self.id, version=self.advance(), **told)]


def between(before: int | None, after: int | None) -> int | None:
    """A place between these two, or beyond the only one. Nothing if there is no room left."""
    if before is None or after is None:
        found = GAP if before is None and after is None else 0
        found = before + GAP if before is not None else found
        found = after - GAP if after is not None else found
        return found if abs(found) <= FARTHEST else None
    middle = (before + after) // 2
    return middle if before < middle else None
