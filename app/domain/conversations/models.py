"""Conversations, preparations and notes: their tables, their states, and the rules between.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.domain.conversations.errors import ConversationNotHeld, ConversationOver
from app.domain.conversations.events import (
    ConversationEvent,
    ConversationHeld,
    ConversationScheduled,
)
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.page import Variant


class ConversationStatus(StrEnum):
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    HELD = "held"


class Audience(Variant):
    """Who reads a note."""

    AUTHOR = "author"
    PARTICIPANTS = "participants"


class Conversation(Entity, table=True):
    __tablename__ = "conversation"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "partner_id"),
        CheckConstraint("person_id <> partner_id", name="two_people"),
        CheckConstraint(words("status", ConversationStatus), name="status"),
        CheckConstraint("(status = 'held') = (held_at IS NOT NULL)", name="held"),
        Index("conversation_person_ix", "tenant_id", "person_id", "id"),
        Index("conversation_partner_ix", "tenant_id", "partner_id", "id"),
    )

    person_id: UUID
    partner_id: UUID
    topic: str
    scheduled_at: datetime = Field(sa_type=Moment)
    status: ConversationStatus = Field(
        default=ConversationStatus.SCHEDULED,
        sa_type=choice(ConversationStatus),
    )
    held_at: datetime | None = Field(default=None, sa_type=Moment)

    def scheduled(self) -> list[Event]:
        return [self._tells(ConversationScheduled)]

    def prepare(self) -> None:
        """The first side to prepare opens the preparation for both."""
        self.check_ahead()
        if self.status is not ConversationStatus.PREPARING:
            self.status = ConversationStatus.PREPARING

    def hold(self, at: datetime) -> list[Event]:
        self.check_ahead()
        self.status, self.held_at = ConversationStatus.HELD, at
        self.advance()
        return [self._tells(ConversationHeld)]

    def check_ahead(self) -> None:
        if self.status is ConversationStatus.HELD:
            raise ConversationOver(status=self.status.value)

    def check_held(self) -> None:
        if self.status is not ConversationStatus.HELD:
            raise ConversationNotHeld(status=self.status.value)

    def _tells(self, kind: type[ConversationEvent]) -> Event:
        return kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            partner_id=self.partner_id,
            status=self.status,
            scheduled_at=self.scheduled_at,
        )


class Preparation(Entity, table=True):
    __tablename__ = "preparation"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        UniqueConstraint("tenant_id", "conversation_id", "author_id"),
    )

    conversation_id: UUID
    author_id: UUID
    talking_points: str
    hopes: str | None = None


class Note(Entity, table=True):
    __tablename__ = "note"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        CheckConstraint(words("audience", Audience), name="audience"),
        Index("note_conversation_ix", "tenant_id", "conversation_id", "id"),
    )

    conversation_id: UUID
    author_id: UUID
    audience: Audience = Field(sa_type=choice(Audience))
    body: str


class AgreedStep(Entity, table=True):
    """Which milestone was agreed in which conversation."""

    __tablename__ = "agreed_step"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("milestone", "milestone_id"),
        UniqueConstraint("tenant_id", "milestone_id"),
        Index("agreed_step_conversation_ix", "tenant_id", "conversation_id"),
    )

    conversation_id: UUID
    milestone_id: UUID
