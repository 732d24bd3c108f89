"""Reviews of a plan: what was looked at, what changes, and when next."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index

from app.domain.entity import Entity, belongs_to


class Review(Entity, table=True):
    __tablename__ = "review"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id", "person_id"], ["plan.tenant_id", "plan.id", "plan.person_id"]
        ),
        belongs_to("person", "author_id"),
        CheckConstraint("next_review_on > held_on", name="next"),
        Index("review_plan_ix", "tenant_id", "plan_id", "held_on", "id"),
    )

    plan_id: UUID
    person_id: UUID
    author_id: UUID
    held_on: date
    summary: str
    changes: str | None = None
    next_review_on: date | None = None
