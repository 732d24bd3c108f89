"""What a plan was measured against: kept as it was on the day that the plan was completed."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index

from app.domain.entity import Entity, belongs_to


class PlanMeasure(Entity, table=True):
    """A competency that a goal of the plan was about, in the words of that day, and the role that
    the goal was begun towards.

    It points to the plan and the goal alone: whatever becomes of the competency, its framework and
    the role, this stays as it is.
    """

    __tablename__ = "plan_measure"
    __table_args__: ClassVar[Any] = (
        belongs_to("plan", "plan_id"),
        belongs_to("goal", "goal_id"),
        Index("plan_measure_plan_ix", "tenant_id", "plan_id", "id"),
    )

    plan_id: UUID
    person_id: UUID
    goal_id: UUID
    competency_id: UUID
    framework_id: UUID
    framework_code: str
    framework_version: int
    content_hash: str
    """Of the framework: equal content, equal hash."""
    competency_code: str
    competency_name: str
    from_level: str | None = None
    to_level: str | None = None
    role_profile_id: UUID | None = None
    role_profile_code: str | None = None
    role_profile_number: int | None = None
    """Of the version of the role that was in force."""
