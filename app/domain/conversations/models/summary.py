"""Summaries: their table, and how they change."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.domain.conversations.lifecycle import SUMMARY
from app.domain.conversations.states import SummaryStatus
from app.domain.entity import Entity, Moment, belongs_to, choice, words


class Summary(Entity, table=True):
    __tablename__ = "summary"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        belongs_to("person", "confirmed_by_id"),
        UniqueConstraint("tenant_id", "conversation_id"),
        CheckConstraint(words("status", SummaryStatus), name="status"),
        CheckConstraint(
            "(status = 'confirmed') = (confirmed_at IS NOT NULL)"
            " AND (confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name="confirmed",
        ),
        CheckConstraint("confirmed_by_id <> author_id", name="two_people"),
    )

    conversation_id: UUID
    author_id: UUID
    body: str
    status: SummaryStatus = Field(default=SummaryStatus.PROPOSED, sa_type=choice(SummaryStatus))
    correction: str | None = None
    """What the other side asked for last."""
    confirmed_by_id: UUID | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)

    def rewrite(self, body: str) -> None:
        self._go("write_summary")
        self.body = body

    def ask_for(self, correction: str) -> None:
        self._go("request_summary_correction")
        self.correction = correction

    def confirm(self, by: UUID, at: datetime) -> None:
        """As it is: also where something else was asked for before."""
        self._go("confirm_summary")
        self.confirmed_by_id, self.confirmed_at = by, at

    def _go(self, step: str) -> None:
        self.status = SUMMARY[step].follow(self.status)
        self.advance()
