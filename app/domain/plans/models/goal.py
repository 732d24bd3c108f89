"""Goals: their table, and how they change."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, Forgets, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.plans.errors import GoalNotOpen, GoalOfSomebodyElse, PlanClosed
from app.domain.plans.events.goals import (
    GoalAligned,
    GoalCreated,
    GoalEvent,
    GoalUnaligned,
    GoalUpdated,
)
from app.domain.plans.lifecycle import GOAL
from app.domain.plans.states import OPEN_GOAL, GoalStatus


class Goal(Entity, table=True):
    __tablename__ = "goal"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id", "person_id"], ["plan.tenant_id", "plan.id", "plan.person_id"]
        ),
        belongs_to("goal", "succeeded_by_id"),
        belongs_to("role_profile", "role_profile_id"),
        Forgets(
            ["tenant_id", "reflection_id", "person_id"],
            ["reflection.tenant_id", "reflection.id", "reflection.author_id"],
        ),
        UniqueConstraint("tenant_id", "id", "plan_id"),
        CheckConstraint(words("status", GoalStatus), name="status"),
        CheckConstraint("(status = 'adjusted') = (succeeded_by_id IS NOT NULL)", name="succeeded"),
        Index("goal_plan_ix", "tenant_id", "plan_id", "id"),
        Index(
            "goal_reflection_ix",
            "tenant_id",
            "reflection_id",
            postgresql_where=text("reflection_id IS NOT NULL"),
        ),
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
    reflection_id: UUID | None = None
    """What it grew from: a reflection of the person, for the person to know."""
    role_profile_id: UUID | None = None
    """Towards which role, if it was begun from the gap to one."""
    closing_reason: str | None = None
    succeeded_by_id: UUID | None = None
    closed_on: date | None = None
    """When the plan was closed."""

    def created(self) -> list[Event]:
        return [self._tells(GoalCreated)]

    def release(self, reason: str | None) -> list[Event]:
        events = self.take("release_goal")
        self.closing_reason = reason
        return events

    def adjust(self, successor: "Goal", reason: str | None) -> list[Event]:
        """Give way to another goal."""
        events = self.take("adjust_goal", succeeded_by_id=successor.id)
        self.succeeded_by_id, self.closing_reason = successor.id, reason
        return events

    def reopen(self) -> list[Event]:
        events = self.take("reopen_goal")
        self.closing_reason = None
        return events

    def aligned(self, objective_id: UUID) -> list[Event]:
        return [self._tells(GoalAligned, objective_id=objective_id)]

    def unaligned(self, objective_id: UUID) -> list[Event]:
        return [self._tells(GoalUnaligned, objective_id=objective_id)]

    def competencies_set(self) -> list[Event]:
        return [self._tells(GoalUpdated, changed=("competencies",))]

    def check_keeper(self, who: UUID, fields: Mapping[str, Any]) -> None:
        """Privacy is the person's: nobody else gives it to a goal, or takes it away."""
        is_asked = fields.get("is_private", self.is_private) != self.is_private
        if is_asked and who != self.person_id:
            raise GoalOfSomebodyElse(Fault("/isPrivate", GoalOfSomebodyElse.explanation()))

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
        told.about(private=self.is_private)
        return told
