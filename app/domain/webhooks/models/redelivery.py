"""Owing an endpoint again what it was owed before, however much that is: a job with progress."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, String, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words

LONGEST_AGO: Final = timedelta(days=30)
"""What happened before is not kept for certain."""


class RedeliveryKind(StrEnum):
    """What an endpoint is owed again.

    `recover`: What had failed. `replay`: Everything that happened.
    """

    RECOVER = "recover"  # what failed
    REPLAY = "replay"  # everything that happened


class RedeliveryStatus(StrEnum):
    """How far a job is.

    `running`: It is at work. `done`: Everything is owed. `cancelled`: It was stopped; what was
    owed by then stays owed.
    """

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class WebhookRedelivery(Entity, table=True):
    __tablename__ = "webhook_redelivery"
    __table_args__: ClassVar[Any] = (
        belongs_to("webhook_endpoint", "endpoint_id", ondelete="CASCADE"),
        CheckConstraint(words("kind", RedeliveryKind), name="kind"),
        CheckConstraint(words("status", RedeliveryStatus), name="status"),
        CheckConstraint("since < until", name="window"),
        CheckConstraint("(status = 'running') = (ended_at IS NULL)", name="ended"),
        Index("webhook_redelivery_endpoint_ix", "tenant_id", "endpoint_id", "id"),
        Index(
            "webhook_redelivery_running_ix",
            "tenant_id",
            "endpoint_id",
            unique=True,
            postgresql_where=text("status = 'running'"),
        ),
    )

    endpoint_id: UUID
    kind: RedeliveryKind = Field(sa_type=choice(RedeliveryKind))
    since: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    event_types: list[str] = Field(sa_type=ARRAY(String))
    """Exact types, `milestone.*` or `*`."""
    requested_by_id: UUID
    status: RedeliveryStatus = Field(
        default=RedeliveryStatus.RUNNING, sa_type=choice(RedeliveryStatus)
    )
    reached: UUID | None = None
    """The last delivery (recover) that was looked at, in the order of ids."""
    position: int | None = Field(default=None, sa_type=BigInteger)
    """The last place in the feed (replay) that was looked at, so that what happened to a subject
    is owed in its order.
    """
    looked_at: int = 0
    owed: int = 0
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    def is_within(self, at: datetime) -> bool:
        return self.since <= at < self.until

    @property
    def is_running(self) -> bool:
        return self.status is RedeliveryStatus.RUNNING

    def went_on(self, *, looked_at: int, owed: int) -> None:
        self.looked_at += looked_at
        self.owed += owed

    def end(self, status: RedeliveryStatus, at: datetime) -> None:
        self.status, self.ended_at = status, at
