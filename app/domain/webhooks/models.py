"""Endpoints and deliveries, and the schedule of retries."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words

BACKOFF: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait after each failed attempt (the schedule of Standard Webhooks)."""

LONGEST_STRETCH: Final = 1.1
"""Each wait is a little longer, by chance, so that what failed together does not come together."""

GONE: Final = 410
ENDPOINT_DISABLED: Final = "endpoint_disabled"
UNREADABLE: Final = "secret_unreadable"


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class WebhookEndpoint(Entity, table=True):
    __tablename__ = "webhook_endpoint"

    url: str
    description: str | None = None
    event_types: list[str] = Field(sa_type=ARRAY(String))
    sealed_secret: bytes = Field(sa_type=LargeBinary)
    enabled: bool = True

    def wants(self, event_type: str) -> bool:
        noun = event_type.split(".", 1)[0] + ".*"
        return self.enabled and bool({"*", noun, event_type} & set(self.event_types))


class WebhookDelivery(Entity, table=True):
    __tablename__ = "webhook_delivery"
    __table_args__: ClassVar[Any] = (
        belongs_to("webhook_endpoint", "endpoint_id", ondelete="CASCADE"),
        belongs_to("outbox_event", "event_id"),
        UniqueConstraint("tenant_id", "endpoint_id", "event_id"),
        CheckConstraint(words("status", DeliveryStatus), name="status"),
        Index(
            "webhook_delivery_due_ix",
            "tenant_id",
            "due_at",
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "webhook_delivery_order_ix",
            "tenant_id",
            "endpoint_id",
            "subject_id",
            "sequence",
            postgresql_where=text("status = 'pending'"),
        ),
    )

    endpoint_id: UUID
    event_id: UUID
    event_type: str
    subject_id: UUID
    sequence: int
    body: str
    status: DeliveryStatus = Field(
        default=DeliveryStatus.PENDING,
        sa_type=choice(DeliveryStatus),
    )
    attempts: int = 0
    due_at: datetime = Field(sa_type=Moment)
    last_status: int | None = None
    last_error: str | None = None
    delivered_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def is_pending(self) -> bool:
        return self.status is DeliveryStatus.PENDING

    def lease(self, until: datetime) -> None:
        """Nobody else tries before the lease is over, or ever, if this attempt succeeds."""
        self.due_at = until

    def accepts(self, *, leased_until: datetime, succeeded: bool) -> bool:
        """Whether an outcome still counts: a failure does not when another attempt has begun."""
        return self.is_pending and (succeeded or self.due_at == leased_until)

    def succeeded(self, status: int, at: datetime) -> None:
        self.attempts += 1
        self.status, self.delivered_at = DeliveryStatus.DELIVERED, at
        self.last_status, self.last_error = status, None

    def failed(
        self,
        status: int | None,
        error: str | None,
        at: datetime,
        *,
        retry_after_s: int | None = None,
        stretch: float = 1.0,
    ) -> None:
        """Try again later, or give up when the schedule is exhausted."""
        self.last_status, self.last_error = status, error
        if self.attempts < len(BACKOFF):
            wait = max(BACKOFF[self.attempts], timedelta(seconds=retry_after_s or 0))
            self.due_at = at + wait * stretch
        else:
            self.status = DeliveryStatus.FAILED
        self.attempts += 1
