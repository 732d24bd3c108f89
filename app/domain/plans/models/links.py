"""What goals are for: the objectives they serve, and the competencies they make better."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from app.domain.entity import Entity, belongs_to


class GoalObjective(Entity, table=True):
    """A goal is aligned with an objective."""

    __tablename__ = "goal_objective"
    __table_args__: ClassVar[Any] = (
        belongs_to("goal", "goal_id"),
        belongs_to("objective", "objective_id"),
        UniqueConstraint("tenant_id", "goal_id", "objective_id"),
        Index("goal_objective_objective_ix", "tenant_id", "objective_id", "goal_id"),
    )

    goal_id: UUID
    objective_id: UUID


class GoalCompetency(Entity, table=True):
    """A goal makes somebody better at something: from one level to another, where there are
    levels.
    """

    __tablename__ = "goal_competency"
    __table_args__: ClassVar[Any] = (
        belongs_to("goal", "goal_id"),
        belongs_to("competency", "competency_id"),
        UniqueConstraint("tenant_id", "goal_id", "competency_id"),
        Index("goal_competency_competency_ix", "tenant_id", "competency_id", "goal_id"),
    )

    goal_id: UUID
    competency_id: UUID
    position: int = 0
    """Its place in the list, from 0."""
    from_level: str | None = None
    to_level: str | None = None
