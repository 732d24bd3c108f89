"""Plans, goals and milestones: their tables, their states, and the rules between states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.errors import (
    MilestoneNotOpen,
    MilestoneNotPlanned,
    PlanClosed,
    PlanNotDraft,
)
from app.domain.plans.events import (
    GoalCreated,
    MilestoneCreated,
    MilestoneDeadlineChanged,
    MilestoneEvent,
    MilestoneProgressed,
    MilestoneReached,
    MilestoneStarted,
    MilestoneUpdated,
    PlanActivated,
    PlanCreated,
)


class PlanStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    CLOSED_EARLY = "closed_early"


class GoalStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    RELEASED = "released"


class MilestoneStatus(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    REACHED = "reached"
    WAIVED = "waived"


class MilestoneKind(StrEnum):
    STRETCH_ASSIGNMENT = "stretch_assignment"
    MENTORING = "mentoring"
    COACHING = "coaching"
    TRAINING = "training"
    ROTATION = "rotation"
    SHADOWING = "shadowing"
    LATERAL_MOVE = "lateral_move"
    PROJECT = "project"
    CERTIFICATION = "certification"
    COMMUNITY = "community"
    READING = "reading"
    NEXT_STEP = "next_step"
    CHECKPOINT = "checkpoint"


OPEN: Final = (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS)
DONE: Final = 100


class Plan(Entity, table=True):
    __tablename__ = "plan"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "id", "person_id"),
        CheckConstraint(words("status", PlanStatus), name="status"),
        Index("plan_person_ix", "tenant_id", "person_id", "id"),
    )

    person_id: UUID
    title: str
    status: PlanStatus = Field(default=PlanStatus.DRAFT, sa_type=choice(PlanStatus))
    closed_on: date | None = None
    """Whose rights over it count from then on: those of this day. Its goals and milestones
    have the same day, so that one rule answers for all of them."""

    def created(self) -> list[Event]:
        return [
            PlanCreated(
                id=self.id, version=self.version, person_id=self.person_id, status=self.status
            )
        ]

    def activate(self) -> list[Event]:
        if self.status is not PlanStatus.DRAFT:
            raise PlanNotDraft(status=self.status.value)
        self.status = PlanStatus.ACTIVE
        return [
            PlanActivated(
                id=self.id, version=self.advance(), person_id=self.person_id, status=self.status
            )
        ]

    def check_open(self) -> None:
        if self.status not in (PlanStatus.DRAFT, PlanStatus.ACTIVE):
            raise PlanClosed(status=self.status.value)


class Goal(Entity, table=True):
    __tablename__ = "goal"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id", "person_id"], ["plan.tenant_id", "plan.id", "plan.person_id"]
        ),
        UniqueConstraint("tenant_id", "id", "plan_id"),
        CheckConstraint(words("status", GoalStatus), name="status"),
        Index("goal_plan_ix", "tenant_id", "plan_id", "id"),
    )

    plan_id: UUID
    person_id: UUID
    title: str
    aspiration: str | None = None
    success_criteria: str | None = None
    horizon_on: date | None = None
    status: GoalStatus = Field(default=GoalStatus.PLANNED, sa_type=choice(GoalStatus))
    closed_on: date | None = None
    """When the plan was closed."""

    def created(self) -> list[Event]:
        return [
            GoalCreated(
                id=self.id,
                version=self.version,
                plan_id=self.plan_id,
                person_id=self.person_id,
                status=self.status,
            )
        ]


class Milestone(Entity, table=True):
    __tablename__ = "milestone"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id", "person_id"], ["plan.tenant_id", "plan.id", "plan.person_id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "goal_id", "plan_id"], ["goal.tenant_id", "goal.id", "goal.plan_id"]
        ),
        belongs_to("person", "owner_id"),
        CheckConstraint(words("status", MilestoneStatus), name="status"),
        CheckConstraint(words("kind", MilestoneKind), name="kind"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(status = 'reached') = (reached_at IS NOT NULL)", name="reached"),
        Index("milestone_plan_ix", "tenant_id", "plan_id", "due_on", "id"),
        Index("milestone_goal_ix", "tenant_id", "goal_id", "due_on", "id"),
        Index("milestone_person_ix", "tenant_id", "person_id", "due_on", "id"),
        Index("milestone_owner_ix", "tenant_id", "owner_id", "due_on", "id"),
        Index("milestone_due_ix", "tenant_id", "due_on", "id"),
    )

    plan_id: UUID
    goal_id: UUID | None = None
    person_id: UUID
    owner_id: UUID
    kind: MilestoneKind = Field(sa_type=choice(MilestoneKind))
    title: str
    success_measure: str | None = None
    due_on: date
    status: MilestoneStatus = Field(
        default=MilestoneStatus.PLANNED,
        sa_type=choice(MilestoneStatus),
    )
    progress: int = 0
    evidence: str | None = None
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    reached_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_on: date | None = None
    """When the plan was closed."""

    def is_overdue(self, today: date) -> bool:
        """Open, and its day has passed. `views.overdue` says the same in SQL."""
        return self.status in OPEN and self.due_on < today

    def created(self) -> list[Event]:
        return [self._tells(MilestoneCreated)]

    def start(self, at: datetime) -> list[Event]:
        if self.status is not MilestoneStatus.PLANNED:
            raise MilestoneNotPlanned(status=self.status.value)
        self.status, self.started_at = MilestoneStatus.IN_PROGRESS, at
        self.advance()
        return [self._tells(MilestoneStarted)]

    def reach(self, evidence: str | None, at: datetime) -> list[Event]:
        """Done, whether or not anybody said that it was begun."""
        self.check_open()
        self.status, self.reached_at, self.progress = MilestoneStatus.REACHED, at, DONE
        self.started_at = self.started_at or at
        self.evidence = evidence if evidence is not None else self.evidence
        self.advance()
        return [self._tells(MilestoneReached)]

    def revise(self, fields: Mapping[str, Any]) -> list[Event]:
        """Describe it differently; a field that already says so is no change."""
        self.check_open()
        changed = sorted(name for name, value in fields.items() if getattr(self, name) != value)
        if not changed:
            return []
        was_due_on = self.due_on
        for name in changed:
            setattr(self, name, fields[name])
        self.advance()
        events: list[Event] = []
        if "due_on" in changed:
            events.append(self._tells(MilestoneDeadlineChanged, was_due_on=was_due_on))
        if "progress" in changed:
            events.append(self._tells(MilestoneProgressed))
        if described := tuple(name for name in changed if name not in ("due_on", "progress")):
            events.append(self._tells(MilestoneUpdated, changed=described))
        return events

    def check_open(self) -> None:
        if self.status not in OPEN:
            raise MilestoneNotOpen(status=self.status.value)

    def _tells(self, kind: type[MilestoneEvent], **more: Any) -> Event:
        return kind(
            id=self.id,
            version=self.version,
            plan_id=self.plan_id,
            goal_id=self.goal_id,
            person_id=self.person_id,
            owner_id=self.owner_id,
            status=self.status,
            due_on=self.due_on,
            progress=self.progress,
            **more,
        )
