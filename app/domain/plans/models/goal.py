"""Goals: their table, and how they change."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.errors import GoalNotOpen, PlanClosed
from app.domain.plans.events.goals import GoalCreated, GoalEvent, GoalUpdated
from app.domain.plans.lifecycle import GOAL
from app.domain.plans.states import OPEN_GOAL, GoalStatus


class Goal(Entity, table=True):
    __tablename__ = "goal"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id", "person_id"], ["plan.tenant_id", "plan.id", "plan.person_id"]
        ),
        belongs_to("goal", "succeeded_by_id"),
        UniqueConstraint("tenant_id", "id", "plan_id"),
        CheckConstraint(words("status", GoalStatus), name="status"),
        CheckConstraint("(status = 'adjusted') = (succeeded_by_id IS NOT NULL)", name="succeeded"),
        Index("goal_plan_ix", "tenant_id", "plan_id", "id"),
        Index("goal_person_ix", "tenant_id", "person_id", "id"),
    )

    plan_id: UUID
    person_id: UUID
    title: str
    aspiration: str | None = None
    success_criteria: str | None = None
    horizon_on: date | None = None
    status: GoalStatus = Field(default=GoalStatus.PLANNED, sa_type=choice(GoalStatus))
    is_private: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Only the person reads it; its milestones have the same."""
    closing_reason: str | None = None
    succeeded_by_id: UUID | None = None
    closed_on: date | None = None
    """When the plan was closed."""

    def created(self) -> list[Event]:
        return [self._tells(GoalCreated)]

    def take(self, step: str, **more: Any) -> list[Event]:
        """Go one step of the lifecycle."""
        self.check_plan_open()
        self.status = GOAL[step].follow(self.status)
        self.advance()
        return [self._tells(GOAL[step].tells, **more)]

    def revise(self, fields: Mapping[str, Any]) -> list[Event]:
        """Describe it differently; a field that already says so is no change."""
        self.check_open()
        changed = sorted(name for name, value in fields.items() if getattr(self, name) != value)
        if not changed:
            return []
        for name in changed:
            setattr(self, name, fields[name])
        self.advance()
        return [self._tells(GoalUpdated, changed=tuple(changed))]

    def check_open(self) -> None:
        self.check_plan_open()
        if self.status not in OPEN_GOAL:
            raise GoalNotOpen(status=self.status.value)

    def check_plan_open(self) -> None:
        if self.closed_on is not None:
            raise PlanClosed(closed_on=self.closed_on.isoformat())

    def _tells(self, kind: type[Any], **more: Any) -> GoalEvent:
        told: GoalEvent = kind(
            id=self.id,
            version=self.version,
            plan_id=self.plan_id,
            person_id=self.person_id,
            status=self.status,
            **more,
        )
        return told
