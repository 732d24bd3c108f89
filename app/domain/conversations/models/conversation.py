"""Conversations: their table, and how they change."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.conversations.errors import (
    ConversationNotHeld,
    ConversationOver,
    ConversationUnmoved,
    HeldInFuture,
    HoldingObjected,
)
from app.domain.conversations.events.conversations import (
    ConversationEvent,
    ConversationScheduled,
)
from app.domain.conversations.grace import AT_ONCE, MOST_GRACE_DAYS, USUAL_GRACE_DAYS
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models.grace import Grace, Reminders
from app.domain.conversations.states import AHEAD, MET, UNDER_WAY, ConversationStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event

USUAL_MINUTES: Final = 60
_MET: Final = ", ".join(repr(status.value) for status in MET)


class Conversation(Grace, Entity, table=True):
    __tablename__ = "conversation"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "partner_id"),
        belongs_to("person", "held_by_id"),
        belongs_to("person", "objected_by_id"),
        belongs_to("person", "ended_by_id"),
        CheckConstraint("person_id <> partner_id", name="two_people"),
        CheckConstraint(words("status", ConversationStatus), name="status"),
        CheckConstraint(f"(status IN ({_MET})) = (held_at IS NOT NULL)", name="held"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        CheckConstraint(f"grace_days BETWEEN 0 AND {MOST_GRACE_DAYS}", name="grace"),
        Index("conversation_person_ix", "tenant_id", "person_id", "id"),
        Index("conversation_partner_ix", "tenant_id", "partner_id", "id"),
        # What the clock looks for.
        Index(
            "conversation_look_ix",
            "tenant_id",
            "look_at",
            postgresql_where=text("status IN ('scheduled', 'preparing')"),
        ),
    )

    person_id: UUID
    partner_id: UUID
    topic: str
    scheduled_at: datetime = Field(sa_type=Moment)
    duration_minutes: int = Field(
        default=USUAL_MINUTES, sa_column_kwargs={"server_default": text("60")}
    )
    status: ConversationStatus = Field(
        default=ConversationStatus.SCHEDULED,
        sa_type=choice(ConversationStatus),
    )
    rescheduled_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    held_at: datetime | None = Field(default=None, sa_type=Moment)
    held_by_id: UUID | None = None
    """Who said that they met."""
    objected_by_id: UUID | None = None
    """Who said last that they did not meet after all."""
    objection: str | None = None
    ended_by_id: UUID | None = None
    """Who skipped or cancelled it."""
    ending_reason: str | None = None
    grace_days: int = Field(
        default=USUAL_GRACE_DAYS,
        sa_type=SmallInteger,
        sa_column_kwargs={"server_default": text(str(USUAL_GRACE_DAYS))},
    )
    """Working days after the date on which they can still meet."""
    missed_at: datetime | None = Field(default=None, sa_type=Moment)
    """The end of the last of them."""
    reckoned_for: datetime | None = Field(default=None, sa_type=Moment)
    """The date that `missed_at` goes by. Where that is another one, the clock reckons it anew."""
    missed_told_at: datetime | None = Field(default=None, sa_type=Moment)
    reminders: Reminders | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    """Empty until the clock takes over what the organisation declared."""
    reminders_told: int = Field(
        default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": text("0")}
    )
    look_at: datetime | None = Field(
        default=AT_ONCE,
        sa_type=Moment,
        sa_column_kwargs={"server_default": text(f"'{AT_ONCE:%Y-%m-%d %H:%M:%S}+00'")},
    )
    """When the clock has to look at it next, while it is ahead; empty: not any more."""

    def scheduled(self) -> list[Event]:
        return [self._tells(ConversationScheduled)]

    def prepare(self) -> list[Event]:
        """The first side to prepare opens the preparation for both."""
        return self.take("prepare_conversation")

    def reschedule(self, to: datetime, duration_minutes: int | None) -> list[Event]:
        """Another date. What was said against the old one is over with it."""
        self.check_ahead()
        was = self.scheduled_at
        if to == was and duration_minutes in (None, self.duration_minutes):
            raise ConversationUnmoved
        if to != was:
            self.look_at = AT_ONCE
        self.scheduled_at = to
        self.duration_minutes = duration_minutes or self.duration_minutes
        self.rescheduled_count += 1
        self.objected_by_id = self.objection = None
        count = self.rescheduled_count
        return self.take(
            "reschedule_conversation", self.status, from_at=was, rescheduled_count=count
        )

    def skip(self, by: UUID, reason: str) -> list[Event]:
        return self._end("skip_conversation", by, reason)

    def cancel(self, by: UUID, reason: str) -> list[Event]:
        return self._end("cancel_conversation", by, reason)

    def hold(self, by: UUID, at: datetime, now: datetime) -> list[Event]:
        """One side's word is enough, unless the other one's stands against it."""
        self.check_ahead()
        if at > now:
            raise HeldInFuture(Fault("/heldAt", HeldInFuture.explanation()))
        if self.objected_by_id not in (None, by):
            raise HoldingObjected
        self.held_at, self.held_by_id = at, by
        self.objected_by_id = self.objection = None
        return self.take("hold_conversation")

    def object(self, by: UUID, reason: str) -> list[Event]:
        events = self.take("object_to_conversation")
        self.held_at = self.held_by_id = None
        self.objected_by_id, self.objection = by, reason
        return events

    def _end(self, step: str, by: UUID, reason: str) -> list[Event]:
        events = self.take(step)
        self.ended_by_id, self.ending_reason = by, reason
        return events

    def take(self, step: str, to: ConversationStatus | None = None, **more: Any) -> list[Event]:
        """Go one step of the lifecycle."""
        self.status = CONVERSATION[step].follow(self.status, to)
        self.advance()
        return [self._tells(CONVERSATION[step].tells, **more)]

    def check_ahead(self) -> None:
        if self.status not in AHEAD:
            raise ConversationOver(status=self.status.value)

    def check_under_way(self) -> None:
        """It was held, and is not closed."""
        if self.status not in UNDER_WAY:
            raise ConversationNotHeld(status=self.status.value)

    def _tells(self, kind: type[Any], **more: Any) -> ConversationEvent:
        told: ConversationEvent = kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            partner_id=self.partner_id,
            status=self.status,
            scheduled_at=self.scheduled_at,
            **more,
        )
        return told
