"""Milestones: their table, and how they change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.errors import MilestoneNotOpen, PlanClosed
from app.domain.plans.events.milestones import (
    MilestoneCreated,
    MilestoneDeadlineChanged,
    MilestoneEvent,
    MilestoneProgressed,
    MilestoneUpdated,
)
from app.domain.plans.lifecycle import MILESTONE
from app.domain.plans.states import OPEN, MilestoneKind, MilestoneStatus, OwnerStatus

DONE: Final = 100
USUAL_AHEAD_DAYS: Final = 7
"""Of what the working calendar was not asked of: five working days of an ordinary week."""


def _computed(expression: str) -> Any:
    return Field(default=None, sa_column=Column(Date, Computed(expression, persisted=True)))


_OPEN: Final = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"
"""In the words of the indexes; `repository.milestones.is_open` says the same."""


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
        belongs_to("person", "proposed_owner_id"),
        UniqueConstraint("tenant_id", "id", "plan_id"),
        CheckConstraint(words("status", MilestoneStatus), name="status"),
        CheckConstraint(words("owner_status", OwnerStatus), name="owner_status"),
        CheckConstraint("grace_days >= 0 AND ahead_days >= 0", name="calendar"),
        CheckConstraint(words("kind", MilestoneKind), name="kind"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(status = 'reached') = (reached_at IS NOT NULL)", name="reached"),
        Index("milestone_plan_ix", "tenant_id", "plan_id", "due_on", "id"),
        Index("milestone_goal_ix", "tenant_id", "goal_id", "due_on", "id"),
        Index("milestone_person_ix", "tenant_id", "person_id", "due_on", "id"),
        Index("milestone_owner_ix", "tenant_id", "owner_id", "due_on", "id"),
        Index("milestone_due_ix", "tenant_id", "due_on", "id"),
        Index("milestone_status_ix", "tenant_id", "status", "due_on", "id"),
        Index("milestone_kind_ix", "tenant_id", "kind", "due_on", "id"),
        Index("milestone_open_ix", "tenant_id", "due_on", "id", postgresql_where=text(_OPEN)),
        Index(
            "milestone_to_accept_ix",
            "tenant_id",
            "proposed_owner_id",
            postgresql_where=text("proposed_owner_id IS NOT NULL"),
        ),
        # What the clock looks for: open, and not told yet.
        Index(
            "milestone_due_soon_ix",
            "tenant_id",
            "soon_on",
            postgresql_where=text(f"{_OPEN} AND due_soon_told_at IS NULL"),
        ),
        Index(
            "milestone_missed_ix",
            "tenant_id",
            "ends_on",
            postgresql_where=text(f"{_OPEN} AND missed_told_at IS NULL"),
        ),
    )

    plan_id: UUID
    goal_id: UUID | None = None
    person_id: UUID
    owner_id: UUID
    owner_status: OwnerStatus = Field(
        default=OwnerStatus.ACCEPTED,
        sa_type=choice(OwnerStatus),
        sa_column_kwargs={"server_default": text("'accepted'")},
    )
    proposed_owner_id: UUID | None = None
    """Whom it was offered to by its owner or one of the two sides, until they answer."""
    owner_needed_told_at: datetime | None = Field(default=None, sa_type=Moment)
    is_private: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether its goal is."""
    kind: MilestoneKind = Field(sa_type=choice(MilestoneKind))
    title: str
    success_measure: str | None = None
    due_on: date
    baseline_on: date | None = None
    """The deadline that was agreed first; empty means this one."""
    grace_days: int = Field(
        default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": text("0")}
    )
    ahead_days: int = Field(
        default=USUAL_AHEAD_DAYS,
        sa_type=SmallInteger,
        sa_column_kwargs={"server_default": text(str(USUAL_AHEAD_DAYS))},
    )
    ends_on: date | None = _computed("due_on + grace_days::int")
    """The last day on which it is in time: the deadline, or the first working day after it."""
    soon_on: date | None = _computed("due_on - ahead_days::int")
    """The first day on which it is due soon."""
    due_soon_told_at: datetime | None = Field(default=None, sa_type=Moment)
    missed_told_at: datetime | None = Field(default=None, sa_type=Moment)
    status: MilestoneStatus = Field(
        default=MilestoneStatus.PLANNED,
        sa_type=choice(MilestoneStatus),
    )
    progress: int = 0
    evidence: str | None = None
    closing_reason: str | None = None
    """Why it was waived."""
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
        events = self.take("start_milestone")
        self.started_at = at
        return events

    def reach(self, evidence: str | None, at: datetime) -> list[Event]:
        """Done, whether or not anybody said that it was begun."""
        self.check_open()
        self.progress, self.reached_at = DONE, at
        self.started_at = self.started_at or at
        self.evidence = evidence if evidence is not None else self.evidence
        return self.take("reach_milestone")

    def take(self, step: str, to: MilestoneStatus | None = None, **more: Any) -> list[Event]:
        """Go one step of the lifecycle."""
        self.check_plan_open()
        self.status = MILESTONE[step].follow(self.status, to)
        self.advance()
        return [self._tells(MILESTONE[step].tells, **more)]

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
        self.check_plan_open()
        if self.status not in OPEN:
            raise MilestoneNotOpen(status=self.status.value)

    def check_plan_open(self) -> None:
        if self.closed_on is not None:
            raise PlanClosed(closed_on=self.closed_on.isoformat())

    def _tells(self, kind: type[Any], **more: Any) -> MilestoneEvent:
        told: MilestoneEvent = kind(
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
        return told
