"""What is owed to endpoints, and each attempt at it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.entity import Entity, Moment, choice, words

GONE: Final = 410
ENDPOINT_DISABLED: Final = "endpoint_disabled"
UNREADABLE: Final = "secret_unreadable"


class DeliveryStatus(StrEnum):
    """What became of a delivery.

    `pending`: It is owed. `delivered`: It arrived. `failed`: It was given up.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class DeliveryCause(StrEnum):
    """Why an endpoint is owed something.

    `event`: It asked for events of this type. `resend`: Somebody sent the event again. `recover`:
    Somebody asked for what had failed. `replay`: Somebody asked for everything that happened.
    `test`: Somebody tries it out.
    """

    EVENT = "event"  # it happened
    RESEND = "resend"  # somebody asked for it again
    RECOVER = "recover"  # somebody asked for all that had failed
    REPLAY = "replay"  # somebody asked for everything since some time
    TEST = "test"  # it did not happen


class WebhookDelivery(Entity, table=True):
    """One event owed to one endpoint.

    Of one endpoint and subject, only the pending one with the lowest `sequence` is ever taken.
    Those behind it may be marked as `waits`, which only spares looking at them: whatever ends
    the one before lets the next one go.

    No foreign key, which would look at the endpoint for each of them: it is there until all that
    it was owed has been cleared away.
    """

    __tablename__ = "webhook_delivery"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "endpoint_id", "event_id"),
        CheckConstraint(words("status", DeliveryStatus), name="status"),
        CheckConstraint(words("cause", DeliveryCause), name="cause"),
        Index(
            "webhook_delivery_lane_ix",
            "tenant_id",
            "endpoint_id",
            "due_at",
            postgresql_where=text("status = 'pending' AND NOT waits"),
        ),
        Index(
            "webhook_delivery_order_ix",
            "tenant_id",
            "endpoint_id",
            "subject_id",
            "sequence",
            postgresql_where=text("status = 'pending'"),
        ),
        Index("webhook_delivery_list_ix", "tenant_id", "endpoint_id", "id"),
        Index(
            "webhook_delivery_undelivered_ix",
            "tenant_id",
            "endpoint_id",
            "status",
            "id",
            postgresql_where=text("status <> 'delivered'"),
        ),
    )

    endpoint_id: UUID
    event_id: UUID
    event_type: str
    subject_id: UUID
    sequence: int
    body: str
    cause: DeliveryCause = Field(
        default=DeliveryCause.EVENT,
        sa_type=choice(DeliveryCause),
        sa_column_kwargs={"server_default": text("'event'")},
    )
    status: DeliveryStatus = Field(
        default=DeliveryStatus.PENDING,
        sa_type=choice(DeliveryStatus),
    )
    waits: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    attempts: int = 0
    """All of them; `tries` are those since it was last asked for, which the schedule goes by."""
    tries: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    due_at: datetime = Field(sa_type=Moment)
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    """While a worker is at it nobody else takes it; if that worker dies, until then."""
    last_status: int | None = None
    last_error: str | None = None
    delivered_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def is_pending(self) -> bool:
        return self.status is DeliveryStatus.PENDING

    def is_sent(self, now: datetime) -> bool:
        """Whether a worker is at it."""
        return self.is_pending and self.leased_until is not None and self.leased_until > now

    def ask_again(self, cause: DeliveryCause, at: datetime) -> None:
        """Owe it once more, with the whole schedule before it. What is pending is due now."""
        self.status, self.cause = DeliveryStatus.PENDING, cause
        self.tries, self.waits, self.due_at = 0, False, at
        self.leased_until, self.delivered_at = None, None


class WebhookAttempt(Entity, table=True):
    """One request, exactly as it was sent, and what came back. `created_at` is when it began.

    No foreign key: it is written while the delivery is held. The body is that of the delivery.
    Values of headers that the endpoint keeps secret are not here, only their names.
    """

    __tablename__ = "webhook_attempt"
    __table_args__: ClassVar[Any] = (
        Index("webhook_attempt_delivery_ix", "tenant_id", "delivery_id", "number"),
        Index("webhook_attempt_endpoint_ix", "tenant_id", "endpoint_id", "id"),
    )

    delivery_id: UUID
    endpoint_id: UUID
    number: int
    url: str
    request_headers: dict[str, str] = Field(sa_type=JSONB)
    succeeded: bool
    status: int | None = None
    error: str | None = None
    duration_ms: int
    response_headers: dict[str, str] = Field(sa_type=JSONB)
    response_body: str
    """Printable, and at most a kilobyte of it."""
