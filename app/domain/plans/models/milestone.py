"""Milestones: their table, and how they change."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
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
from app.domain.plans.deadlines import reckon
from app.domain.plans.errors import (
    DeadlineUnchanged,
    MilestoneNotOpen,
    MilestoneNotPlanned,
    PlanClosed,
)
from app.domain.plans.events.milestones import (
    MilestoneCreated,
    MilestoneDeadlineAgreed,
    MilestoneDeadlineChanged,
    MilestoneDeleted,
    MilestoneDependencyAdded,
    MilestoneDependencyRemoved,
    MilestoneDueSoon,
    MilestoneEvent,
    MilestoneEvidenceAdded,
    MilestoneEvidenceWithdrawn,
    MilestoneMissed,
    MilestoneProgressed,
    MilestoneUpdated,
)
from app.domain.plans.lifecycle import MILESTONE
from app.domain.plans.models.ownership import Ownership
from app.domain.plans.states import OPEN, MilestoneKind, MilestoneStatus, OwnerStatus
from app.domain.workdays import Workdays

DONE: Final = 100
USUAL_AHEAD_DAYS: Final = 7
"""Of what the working calendar was not asked of: five working days of an ordinary week."""


def _computed(expression: str) -> Any:
    return Field(default=None, sa_column=Column(Date, Computed(expression, persisted=True)))


_OPEN: Final = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"
"""In the words of the indexes; `views.milestones.is_open` says the same."""


class Milestone(Ownership, Entity, table=True):
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
        Index("milestone_plan_made_ix", "tenant_id", "plan_id", "id"),
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
        # What is due soon or missed, whether or not it was told.
        Index("milestone_ends_ix", "tenant_id", "ends_on", postgresql_where=text(_OPEN)),
        # What may need an owner: by the owners who are away, and those who declined; and what
        # was told and may need none any more.
        Index(
            "milestone_owner_untold_ix",
            "tenant_id",
            "owner_id",
            postgresql_where=text(f"{_OPEN} AND owner_needed_told_at IS NULL"),
        ),
        Index(
            "milestone_declined_ix",
            "tenant_id",
            "id",
            postgresql_where=text(
                f"{_OPEN} AND owner_status = 'declined' AND owner_needed_told_at IS NULL"
            ),
        ),
        Index(
            "milestone_owner_told_ix",
            "tenant_id",
            "id",
            postgresql_where=text("owner_needed_told_at IS NOT NULL"),
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
    """What the previous version writes and reads. It goes when that has gone: rows of `Evidence`
    took its place.
    """
    closing_reason: str | None = None
    """Why it was waived."""
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    reached_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_on: date | None = None
    """When the plan was closed."""

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.status in OPEN

    def is_missed(self, today: date) -> bool:
        """Open after its last day, where the owner is. `views.missed` says the same in SQL."""
        return self.is_open and self._ends_on < today

    def is_due_soon(self, today: date) -> bool:
        """Open, and its last day is near, where the owner is: `views.due_soon` in SQL."""
        soon_on = self.due_on - timedelta(days=self.ahead_days)
        return self.is_open and soon_on <= today <= self._ends_on

    @property
    def _ends_on(self) -> date:
        """Before PostgreSQL has added it up, too."""
        return self.due_on + timedelta(days=self.grace_days)

    def agree(self, workdays: Workdays) -> list[Event]:
        """A new step, whose deadline is the first one it has."""
        self.baseline_on = self.due_on
        self.reckon(workdays)
        return self.created()

    def reckon(self, workdays: Workdays) -> None:
        """Say anew when it ends and when it is due soon, going by the deadline."""
        found = reckon(self.due_on, workdays)
        self.grace_days, self.ahead_days = found.grace_days, found.ahead_days

    def move(self, to: date, workdays: Workdays) -> list[Event]:
        """Another deadline, of which everybody is told as of the first one."""
        self.check_open()
        if to == self.due_on:
            raise DeadlineUnchanged
        was, self.baseline_on = self.due_on, self.baseline_on or self.due_on
        self.due_on = to
        self.due_soon_told_at = self.missed_told_at = None
        self.reckon(workdays)
        self.advance()
        return [self._tells(MilestoneDeadlineChanged, was_due_on=was)]

    def due_soon(self) -> Event:
        return self._tells(MilestoneDueSoon)

    def missed(self) -> Event:
        return self._tells(MilestoneMissed)

    def deadline_agreed(self) -> Event:
        return self._tells(MilestoneDeadlineAgreed)

    def created(self) -> list[Event]:
        return [self._tells(MilestoneCreated)]

    def start(self, at: datetime, ahead_of: tuple[UUID, ...] = ()) -> list[Event]:
        """Begun, even while it waits for others: that is said, and not refused."""
        events = self.take("start_milestone", ahead_of=ahead_of)
        self.started_at = at
        return events

    def reach(self, at: datetime, evidence_id: UUID | None = None) -> list[Event]:
        """Done, whether or not anybody said that it was begun."""
        self.check_open()
        self.progress, self.reached_at = DONE, at
        self.started_at = self.started_at or at
        return self.take("reach_milestone", evidence_id=evidence_id)

    def evidence_added(self, evidence_id: UUID) -> list[Event]:
        return [self._tells(MilestoneEvidenceAdded, evidence_id=evidence_id)]

    def evidence_withdrawn(self, evidence_id: UUID) -> list[Event]:
        return [self._tells(MilestoneEvidenceWithdrawn, evidence_id=evidence_id)]

    def waits_for(self, other_id: UUID, *, private: bool) -> list[Event]:
        """What it waits for is not a column of its own, so it keeps its version. That it waits for
        something private is nobody's business.
        """
        return self._depends(MilestoneDependencyAdded, other_id, private=private)

    def waits_no_more_for(self, other_id: UUID, *, private: bool) -> list[Event]:
        return self._depends(MilestoneDependencyRemoved, other_id, private=private)

    def _depends(self, kind: type[Any], other_id: UUID, *, private: bool) -> list[Event]:
        told = (
            self._tells(MilestoneUpdated, changed=("depends_on",)),
            self._tells(kind, depends_on_id=other_id),
        )
        return [one.about(private=self.is_private or private) for one in told]

    def block(self, at: datetime) -> list[Event]:
        """Something is in the way: whoever is asked for help knows that it was begun."""
        events = self.take("block_milestone")
        self.started_at = self.started_at or at
        return events

    def waive(self, reason: str) -> list[Event]:
        events = self.take("waive_milestone")
        self.closing_reason = reason
        return events

    def reopen(self) -> list[Event]:
        """Worked on again; one that nobody had begun is planned again. Its progress stays."""
        begun = self.started_at is not None
        to = MilestoneStatus.IN_PROGRESS if begun else MilestoneStatus.PLANNED
        events = self.take("reopen_milestone", to)
        self.reached_at = self.closing_reason = None
        return events

    def taken_out(self) -> list[Event]:
        """Taken out, as if it had never been planned: only before anybody began with it."""
        self.check_plan_open()
        if self.status is not MilestoneStatus.PLANNED:
            raise MilestoneNotPlanned(status=self.status.value)
        self.advance()
        return [self._tells(MilestoneDeleted)]

    def serve(self, goal_id: UUID) -> list[Event]:
        """Go with its goal, when another one took that one's place."""
        self.goal_id = goal_id
        self.advance()
        return [self._tells(MilestoneUpdated, changed=("goal_id",))]

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
        for name in changed:
            setattr(self, name, fields[name])
        self.advance()
        events: list[Event] = []
        if "progress" in changed:
            events.append(self._tells(MilestoneProgressed))
        if described := tuple(name for name in changed if name != "progress"):
            events.append(self._tells(MilestoneUpdated, changed=described))
        return events

    def hidden_or_shown(self) -> list[Event]:
        """What there is to tell after its goal was made private, or not private any more."""
        return [self._tells(MilestoneUpdated, changed=("is_private",))]

    def check_open(self) -> None:
        self.check_plan_open()
        if self.status not in OPEN:
            raise MilestoneNotOpen(status=self.status.value)

    def check_plan_open(self) -> None:
        if self.closed_on is not None:
            raise PlanClosed(closed_on=self.closed_on.isoformat())

    def tells(self, kind: type[Any], **more: Any) -> MilestoneEvent:
        """What happened beside it, such as help: that is no change of the milestone itself."""
        return self._tells(kind, **more)

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
        told.about(private=self.is_private)
        return told
