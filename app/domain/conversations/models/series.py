"""Series of conversations: their table, and how they change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.conversations.errors import PauseWithoutDays, SeriesOver
from app.domain.conversations.events.series import SeriesChanged, SeriesEvent, SeriesStarted
from app.domain.conversations.lifecycle import SERIES
from app.domain.conversations.models.cadence_setting import TIME, read_rule
from app.domain.conversations.states import (
    GOING_ON,
    PauseReason,
    SeriesEnding,
    SeriesKind,
    SeriesStatus,
)
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event


class Series(Entity, table=True):
    """Two people who meet again and again. What is empty of its cadence comes from settings."""

    __tablename__ = "series"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "partner_id"),
        CheckConstraint("person_id <> partner_id", name="two_people"),
        CheckConstraint(words("kind", SeriesKind), name="kind"),
        CheckConstraint(words("status", SeriesStatus), name="status"),
        CheckConstraint(words("pause_reason", PauseReason), name="pause_reason"),
        CheckConstraint(words("ended_reason", SeriesEnding), name="ended_reason"),
        CheckConstraint(
            "(status = 'paused') = (paused_on IS NOT NULL)"
            " AND (paused_on IS NULL) = (pause_reason IS NULL)",
            name="paused",
        ),
        CheckConstraint(
            "(status = 'ended') = (ended_on IS NOT NULL)"
            " AND (ended_on IS NULL) = (ended_reason IS NULL)",
            name="ended",
        ),
        CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
        CheckConstraint(f"at ~ '{TIME}'", name="at"),
        Index(
            "series_going_on_ix",
            "tenant_id",
            "person_id",
            "partner_id",
            "kind",
            unique=True,
            postgresql_where=text("status <> 'ended'"),
        ),
        Index("series_person_ix", "tenant_id", "person_id", "id"),
        Index("series_partner_ix", "tenant_id", "partner_id", "id"),
        Index(
            "series_look_ix",
            "tenant_id",
            "look_at",
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )

    person_id: UUID
    partner_id: UUID
    kind: SeriesKind = Field(sa_type=choice(SeriesKind))
    topic: str
    rule: str | None = None
    zone: str | None = None
    starts_on: date
    at: str | None = None
    duration_minutes: int | None = None
    template_key: str | None = None
    """Whose questions: the template may be missing, or retired, when a conversation is made."""
    status: SeriesStatus = Field(default=SeriesStatus.ACTIVE, sa_type=choice(SeriesStatus))
    paused_on: date | None = None
    paused_until: date | None = None
    pause_reason: PauseReason | None = Field(default=None, sa_type=choice(PauseReason))
    ended_on: date | None = None
    ended_reason: SeriesEnding | None = Field(default=None, sa_type=choice(SeriesEnding))
    ending_words: str | None = None
    look_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the clock has to look at it again; empty when there is nothing to come."""

    def started(self, now: datetime) -> list[Event]:
        self.rule = read_rule(self.rule)
        self.look_at = now
        return [self._tells(SeriesStarted, starts_on=self.starts_on)]

    def revise(self, fields: Mapping[str, Any], now: datetime) -> list[Event]:
        """Another cadence; a field that already says so is no change."""
        self.check_going_on()
        wanted = dict(fields)
        if "rule" in wanted:
            wanted["rule"] = read_rule(wanted["rule"])
        changed = tuple(sorted(name for name in wanted if getattr(self, name) != wanted[name]))
        if not changed:
            return []
        for name in changed:
            setattr(self, name, wanted[name])
        self.look_at = now
        self.advance()
        return [self._tells(SeriesChanged, changed=changed)]

    def pause(self, reason: PauseReason, until: date | None, now: datetime) -> list[Event]:
        if until is not None and until <= now.date():
            raise PauseWithoutDays(Fault("/until", PauseWithoutDays.explanation()))
        self._follow("pause_series", now)
        self.paused_on, self.paused_until, self.pause_reason = now.date(), until, reason
        return [self._takes("pause_series", reason=reason, until=until)]

    def resume(self, now: datetime) -> list[Event]:
        self._follow("resume_series", now)
        self.paused_on = self.paused_until = self.pause_reason = None
        return [self._takes("resume_series")]

    def end(self, reason: SeriesEnding, now: datetime, said: str | None = None) -> list[Event]:
        self._follow("end_series", now)
        self.paused_on = self.paused_until = self.pause_reason = None
        self.ended_on, self.ended_reason, self.ending_words = now.date(), reason, said
        return [self._takes("end_series", reason=reason)]

    def check_going_on(self) -> None:
        if self.status not in GOING_ON:
            raise SeriesOver(status=self.status.value)

    def _follow(self, step: str, now: datetime) -> None:
        self.status = SERIES[step].follow(self.status)
        self.look_at = now
        self.advance()

    def _takes(self, step: str, **more: Any) -> SeriesEvent:
        return self._tells(SERIES[step].tells, **more)

    def _tells(self, kind: type[Any], **more: Any) -> SeriesEvent:
        told: SeriesEvent = kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            partner_id=self.partner_id,
            kind=self.kind,
            status=self.status,
            **more,
        )
        return told
