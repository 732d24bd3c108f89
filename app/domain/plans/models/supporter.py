"""Who supports a milestone beside its owner."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.plans.states import SupporterRole


class MilestoneSupporter(Entity, table=True):
    __tablename__ = "milestone_supporter"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "supporter_id"),
        belongs_to("person", "added_by_id"),
        CheckConstraint(words("role", SupporterRole), name="role"),
        UniqueConstraint(
            "tenant_id", "milestone_id", "supporter_id", "role", name="milestone_supporter_once_uq"
        ),
        Index("milestone_supporter_who_ix", "tenant_id", "supporter_id", "milestone_id"),
    )

    milestone_id: UUID
    person_id: UUID
    """Whose plan it is part of."""
    supporter_id: UUID
    role: SupporterRole = Field(sa_type=choice(SupporterRole))
    added_by_id: UUID
