"""Who was asked to own a milestone, and what they said: the history of its ownership."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.plans.states import OwnerChangeStatus


class OwnerChange(Entity, table=True):
    __tablename__ = "owner_change"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "from_id"),
        belongs_to("person", "to_id"),
        belongs_to("person", "by_id"),
        CheckConstraint(words("status", OwnerChangeStatus), name="status"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index("owner_change_milestone_ix", "tenant_id", "milestone_id", "id"),
        # A milestone is offered to one person at a time.
        Index(
            "owner_change_open_uq",
            "tenant_id",
            "milestone_id",
            unique=True,
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    milestone_id: UUID
    person_id: UUID
    """Whose plan it is part of."""
    from_id: UUID | None = None
    to_id: UUID
    by_id: UUID
    status: OwnerChangeStatus = Field(
        default=OwnerChangeStatus.PROPOSED, sa_type=choice(OwnerChangeStatus)
    )
    reason: str | None = None
    decline_reason: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
