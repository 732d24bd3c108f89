"""Conversations: their table, and how they change."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, column, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Field

from app.domain.cadence import Slot
from app.domain.conversations.errors import (
    ConversationDone,
    ConversationNotClosed,
    ConversationNotHeld,
    ConversationOver,
    ConversationUnmoved,
    ExtractsSettled,
    HeldInFuture,
    HoldingObjected,
    SummaryUnconfirmed,
)
from app.domain.conversations.events.closing import ConversationAddendumAdded
from app.domain.conversations.events.conversations import ConversationEvent, ConversationScheduled
from app.domain.conversations.grace import AT_ONCE, MOST_GRACE_DAYS, USUAL_GRACE_DAYS
from app.domain.conversations.lifecycle import CONVERSATION, SUMMARY
from app.domain.conversations.models.grace import Grace, Reminders
from app.domain.conversations.states import (
    AHEAD,
    BROKEN,
    MET,
    OVER,
    UNDER_WAY,
    ConversationStatus,
    EndedBecause,
)
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event

USUAL_MINUTES: Final = 60
_BROKEN: Final = ", ".join(repr(one.value) for one in BROKEN)
_MET: Final = ", ".join(repr(status.value) for status in MET)


class Conversation(Grace, Entity, table=True):
    __tablename__ = "conversation"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "partner_id"),
        belongs_to("person", "held_by_id"),
        belongs_to("person", "objected_by_id"),
        belongs_to("person", "ended_by_id"),
        belongs_to("series", "series_id"),
        # Looked at when the transaction ends: occurrences may change places until then. What was
        # left out for a leave or a pause gives its slot back, should that be over earlier.
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("series_id"), "="),
            (column("slot_at"), "="),
            where=text(f"ended_because IS NULL OR ended_because NOT IN ({_BROKEN})"),
            using="btree",
            name="conversation_slot_ex",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("conversation_series_ix", "tenant_id", "series_id", "slot_at"),
        CheckConstraint("(series_id IS NULL) = (slot_at IS NULL)", name="slot"),
        CheckConstraint(words("ended_because", EndedBecause), name="ended_because"),
        belongs_to("template_version", "template_version_id"),
        CheckConstraint("person_id <> partner_id", name="two_people"),
        CheckConstraint(words("status", ConversationStatus), name="status"),
        CheckConstraint(f"(status IN ({_MET})) = (held_at IS NOT NULL)", name="held"),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        CheckConstraint(f"grace_days BETWEEN 0 AND {MOST_GRACE_DAYS}", name="grace"),
        Index("conversation_person_ix", "tenant_id", "person_id", "id"),
        Index("conversation_partner_ix", "tenant_id", "partner_id", "id"),
        # What two people had with each other, and will have.
        Index("conversation_pair_ix", "tenant_id", "person_id", "partner_id", "scheduled_at"),
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
    template_version_id: UUID | None = None
    """The questions that it goes by: those of the day it was scheduled."""
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
    series_id: UUID | None = None
    """The series that it is an occurrence of."""
    slot_at: datetime | None = Field(default=None, sa_type=Moment)
    """Where the rule of the series puts it: by this one it is known again."""
    ended_because: EndedBecause | None = Field(default=None, sa_type=choice(EndedBecause))
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
    """Empty until the clock takes over what the settings say: the version before wrote none."""
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

    def add_point(self) -> list[Event]:
        """Who says what to talk about prepares."""
        return self.take("add_talking_point")

    def reschedule(self, to: datetime, duration_minutes: int | None) -> list[Event]:
        """Another date. What was said against the old one is over with it."""
        self.check_ahead()
        was = self.scheduled_at
        if to == was and duration_minutes in (None, self.duration_minutes):
            raise ConversationUnmoved
        self._move_to(to)
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

    def summary_goes(self, step: str) -> list[Event]:
        """What becomes of its summary is told of the conversation, and counts as its change."""
        self.advance()
        return [self._tells(SUMMARY[step].tells)]

    def summarise(self) -> list[Event]:
        return self.take("confirm_summary")

    def close(self, *, summary_waits: bool) -> list[Event]:
        """What one side wrote down, the other one hears back first."""
        self.check_under_way()
        if summary_waits and self.status is ConversationStatus.HELD:
            raise SummaryUnconfirmed
        return self.take("close_conversation")

    def followed_by(self, at: datetime) -> "Conversation":
        """The next one of the same two, about the same."""
        return Conversation(
            person_id=self.person_id,
            partner_id=self.partner_id,
            topic=self.topic,
            duration_minutes=self.duration_minutes,
            scheduled_at=at,
        )

    def add_later(self, addendum_id: UUID, author_id: UUID) -> list[Event]:
        """Something is added beside it. The conversation itself does not change any more."""
        if self.status is not ConversationStatus.CLOSED:
            raise ConversationNotClosed(status=self.status.value)
        ids = {"addendum_id": addendum_id, "author_id": author_id}
        return [self._tells(ConversationAddendumAdded, **ids)]

    @property
    def is_ahead(self) -> bool:
        return self.status in AHEAD

    @property
    def is_untouched(self) -> bool:
        """It stands as the series made it: nobody prepared it, moved it or objected to it."""
        as_made = self.status is ConversationStatus.SCHEDULED and self.rescheduled_count == 0
        return as_made and self.objected_by_id is None

    def put_at(self, slot: Slot, duration_minutes: int, topic: str) -> list[Event]:
        """Be the occurrence of another slot, or of the same one at another time."""
        was, length = self.scheduled_at, self.duration_minutes
        if self.topic != topic:
            self.topic = topic
        if (was, length, self.slot_at) == (slot.at, duration_minutes, slot.nominal):
            return []
        self.slot_at = slot.nominal
        self._move_to(slot.at)
        self.duration_minutes = duration_minutes
        count = self.rescheduled_count
        return self.take(
            "reschedule_conversation", self.status, from_at=was, rescheduled_count=count
        )

    def _move_to(self, at: datetime) -> None:
        """Until when they can meet then, is for the clock to reckon, if nobody does before."""
        if at != self.scheduled_at:
            self.look_at = AT_ONCE
        self.scheduled_at = at

    def leave_out(self, because: EndedBecause) -> list[Event]:
        self.ended_because = because
        return self.take("skip_conversation")

    def call_off(self, because: EndedBecause) -> list[Event]:
        self.ended_because = because
        return self.take("cancel_conversation")

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

    def check_not_over(self) -> None:
        """What was talked about, or will be, can still be said differently."""
        if self.status in OVER:
            raise ConversationDone(status=self.status.value)

    def check_shareable(self) -> None:
        """It can still take place, or was held and is not closed."""
        if self.status not in (*AHEAD, *UNDER_WAY):
            raise ExtractsSettled(status=self.status.value)

    def check_open_for_withdrawal(self) -> None:
        """Closing keeps what both had before them; what did not take place keeps nothing."""
        if self.status is ConversationStatus.CLOSED:
            raise ExtractsSettled(status=self.status.value)

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
