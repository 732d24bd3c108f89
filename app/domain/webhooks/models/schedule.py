"""When an attempt is made, made again, and given up."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID

from app.domain.webhooks.models.delivery import DeliveryStatus

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


def stretch() -> float:
    """By what to multiply the next wait."""
    return random.uniform(1, LONGEST_STRETCH)  # noqa: S311 - nobody gains by guessing


@dataclass(slots=True)
class Trial:
    """Where one delivery is in its schedule: what an attempt changes of it, without its body."""

    id: UUID
    endpoint_id: UUID
    subject_id: UUID
    sequence: int
    status: DeliveryStatus
    attempts: int
    tries: int
    due_at: datetime
    leased_until: datetime | None
    last_status: int | None = None
    last_error: str | None = None
    delivered_at: datetime | None = None
    is_changed: bool = False

    @classmethod
    def of(cls, row: Any) -> Self:
        """Of a row with the columns of its fields, but for what the last attempt said."""
        id, endpoint_id, subject_id, sequence, status, attempts, tries, due_at, leased_until = row
        return cls(
            *(id, endpoint_id, subject_id, sequence, DeliveryStatus(status)),
            *(attempts, tries, due_at, leased_until),
        )

    @property
    def is_pending(self) -> bool:
        return self.status is DeliveryStatus.PENDING

    @property
    def place(self) -> tuple[UUID, UUID, int]:
        """For whom it is, about what, and which of the events about that."""
        return self.endpoint_id, self.subject_id, self.sequence

    def accepts(self, *, leased_until: datetime, succeeded: bool) -> bool:
        """Whether an outcome still counts: a failure does not when another attempt has begun."""
        return self.is_pending and (succeeded or self.leased_until == leased_until)

    def succeeded(self, status: int, at: datetime) -> None:
        self._tried(status, None)
        self.status, self.delivered_at = DeliveryStatus.DELIVERED, at

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
        if self.tries < len(BACKOFF):
            wait = max(BACKOFF[self.tries], timedelta(seconds=retry_after_s or 0))
            self.due_at = at + wait * stretch
        else:
            self.status = DeliveryStatus.FAILED
        self._tried(status, error)

    def _tried(self, status: int | None, error: str | None) -> None:
        self.attempts += 1
        self.tries += 1
        self.leased_until, self.is_changed = None, True
        self.last_status, self.last_error = status, error
