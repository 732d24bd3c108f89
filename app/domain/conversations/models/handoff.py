"""Handoffs: their tables, and how they change."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.domain.conversations.errors import HandoffOver
from app.domain.conversations.events.handoffs import HandoffEvent, HandoffOpened
from app.domain.conversations.lifecycle import HANDOFF
from app.domain.conversations.states import HandoffKind, HandoffStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event


class Handoff(Entity, table=True):
    """Somebody has another manager or mentor, and decides what of their conversations goes along.

    One for each relation that takes the place of another. `message` is theirs, to the new side.
    """

    __tablename__ = "handoff"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "from_id"),
        belongs_to("person", "to_id"),
        belongs_to("relationship", "former_relationship_id"),
        belongs_to("relationship", "relationship_id"),
        CheckConstraint("from_id <> to_id", name="two_sides"),
        CheckConstraint(words("kind", HandoffKind), name="kind"),
        CheckConstraint(words("status", HandoffStatus), name="status"),
        UniqueConstraint("tenant_id", "relationship_id"),
        Index("handoff_person_ix", "tenant_id", "person_id", "id"),
        Index("handoff_to_ix", "tenant_id", "to_id", "id"),
        Index("handoff_former_ix", "tenant_id", "former_relationship_id"),
    )

    person_id: UUID
    from_id: UUID
    to_id: UUID
    kind: HandoffKind = Field(sa_type=choice(HandoffKind))
    status: HandoffStatus = Field(default=HandoffStatus.OPEN, sa_type=choice(HandoffStatus))
    former_relationship_id: UUID
    relationship_id: UUID
    message: str | None = None
    shared_at: datetime | None = Field(default=None, sa_type=Moment)
    """When they last chose what goes along."""

    def opened(self) -> list[Event]:
        return [self._tells(HandoffOpened)]

    def share(self, message: str | None, now: datetime, *, is_over: bool) -> list[Event]:
        """Choose, or add to it. A message takes the place of the one before."""
        if is_over:
            raise HandoffOver
        self.message = message or self.message
        self.shared_at = now
        return self.take("share_handoff")

    def withdraw(self, *, message: bool) -> list[Event]:
        events = self.take("withdraw_from_handoff")
        self.message = None if message else self.message
        return events

    def decline(self) -> list[Event]:
        return self.take("decline_handoff")

    def take(self, step: str) -> list[Event]:
        """Go one step of the lifecycle."""
        self.status = HANDOFF[step].follow(self.status)
        self.advance()
        return [self._tells(HANDOFF[step].tells)]

    def _tells(self, kind: type[Any]) -> HandoffEvent:
        told: HandoffEvent = kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            from_id=self.from_id,
            to_id=self.to_id,
            kind=self.kind,
            status=self.status,
        )
        return told


class HandoffItem(Entity, table=True):
    """One conversation, or one note, that goes along. It points there and copies nothing."""

    __tablename__ = "handoff_item"
    __table_args__: ClassVar[Any] = (
        belongs_to("handoff", "handoff_id"),
        belongs_to("conversation", "conversation_id"),
        belongs_to("note", "note_id", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(conversation_id, note_id) = 1", name="one_thing"),
        UniqueConstraint("tenant_id", "handoff_id", "conversation_id"),
        UniqueConstraint("tenant_id", "handoff_id", "note_id"),
        Index("handoff_item_conversation_ix", "tenant_id", "conversation_id"),
        Index("handoff_item_note_ix", "tenant_id", "note_id"),
    )

    handoff_id: UUID
    conversation_id: UUID | None = None
    note_id: UUID | None = None
