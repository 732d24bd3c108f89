"""Exceptional access to a conversation of others: asked for, approved by a second person, and over
after some hours.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.conversations.errors import AccessNotOpen
from app.domain.conversations.events.accesses import (
    ConversationAccessEvent,
    ConversationAccessGranted,
)
from app.domain.conversations.lifecycle import ACCESS
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.states import AccessStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.lifecycle import Untold


class ConversationAccess(Entity, table=True):
    __tablename__ = "conversation_access"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "requester_id"),
        belongs_to("person", "decided_by_id"),
        belongs_to("person", "ended_by_id"),
        CheckConstraint(words("status", AccessStatus), name="status"),
        CheckConstraint("hours BETWEEN 1 AND 72", name="hours"),
        CheckConstraint("decided_by_id <> requester_id", name="two_people"),
        CheckConstraint(
            "status <> 'approved' OR (decided_by_id IS NOT NULL AND ends_at IS NOT NULL)",
            name="approved",
        ),
        Index("conversation_access_conversation_ix", "tenant_id", "conversation_id", "id"),
        Index("conversation_access_requester_ix", "tenant_id", "requester_id", "status"),
    )

    conversation_id: UUID
    requester_id: UUID
    reason: str
    hours: int
    """How long it lasts from its approval on."""
    status: AccessStatus = Field(default=AccessStatus.REQUESTED, sa_type=choice(AccessStatus))
    decided_by_id: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by_id: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    def approve(self, by: UUID, now: datetime, conversation: Conversation) -> list[Event]:
        self._take("approve_conversation_access")
        self.decided_by_id, self.decided_at = by, now
        self.ends_at = now + timedelta(hours=self.hours)
        return [self._tells(ConversationAccessGranted, conversation)]

    def refuse(self, by: UUID, now: datetime) -> None:
        self._take("decline_conversation_access")
        self.decided_by_id, self.decided_at = by, now

    def revoke(self, by: UUID, now: datetime, conversation: Conversation) -> list[Event]:
        """Before it was decided, or before its time is over. Only what was granted was told."""
        told = ACCESS["revoke_conversation_access"].told_from(self.status)
        if self.status is AccessStatus.APPROVED and self.ends_at and self.ends_at <= now:
            raise AccessNotOpen(status=self.status.value)
        self._take("revoke_conversation_access")
        self.ended_by_id, self.ended_at = by, now
        return [] if told is Untold else [self._tells(told, conversation)]

    def _tells(self, kind: type[Any], conversation: Conversation) -> ConversationAccessEvent:
        told: ConversationAccessEvent = kind(
            id=self.id,
            version=self.version,
            conversation_id=self.conversation_id,
            person_id=conversation.person_id,
            partner_id=conversation.partner_id,
            status=self.status,
            ends_at=self.ends_at,
        )
        return told

    def _take(self, step: str) -> None:
        self.status = ACCESS[step].follow(self.status)
        self.advance()
