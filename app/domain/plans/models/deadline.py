"""Moved deadlines: their table. A row is written once, and agreed to at the most."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to
from app.domain.plans.errors import DeadlineAgreed


class DeadlineChange(Entity, table=True):
    __tablename__ = "deadline_change"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "moved_by_id"),
        belongs_to("person", "agreed_by_id"),
        CheckConstraint("from_on <> to_on", name="moved"),
        CheckConstraint("(agreed_by_id IS NULL) = (agreed_at IS NULL)", name="agreed"),
        Index("deadline_change_milestone_ix", "tenant_id", "milestone_id", "id"),
    )

    milestone_id: UUID
    person_id: UUID
    from_on: date
    to_on: date
    reason: str
    support_offered: str | None = None
    moved_by_id: UUID
    agreed_by_id: UUID | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=Moment)

    def agree(self, by: UUID, at: datetime, support_offered: str | None) -> None:
        if self.agreed_by_id is not None:
            raise DeadlineAgreed
        self.agreed_by_id, self.agreed_at = by, at
        if support_offered is not None:
            self.support_offered = support_offered
        self.advance()
