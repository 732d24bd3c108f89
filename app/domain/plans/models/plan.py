"""Plans: their table, and how they change."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.errors import PlanClosed
from app.domain.plans.events.plans import PlanCreated, PlanEvent
from app.domain.plans.lifecycle import PLAN
from app.domain.plans.states import OPEN_PLAN, PlanStatus


class Plan(Entity, table=True):
    __tablename__ = "plan"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "proposed_by_id"),
        belongs_to("person", "agreed_by_id"),
        belongs_to("plan_template", "template_id"),
        UniqueConstraint("tenant_id", "id", "person_id"),
        CheckConstraint(words("status", PlanStatus), name="status"),
        Index("plan_person_ix", "tenant_id", "person_id", "id"),
        Index(
            "plan_template_ix",
            "tenant_id",
            "template_id",
            "person_id",
            postgresql_where=text("template_id IS NOT NULL"),
        ),
        Index("plan_review_ix", "tenant_id", "next_review_on", "id"),
    )

    person_id: UUID
    title: str
    status: PlanStatus = Field(default=PlanStatus.DRAFT, sa_type=choice(PlanStatus))
    proposed_by_id: UUID | None = None
    proposed_at: datetime | None = Field(default=None, sa_type=Moment)
    agreed_by_id: UUID | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    next_review_on: date | None = None
    template_id: UUID | None = None
    """The template that it was begun from."""
    requested_changes: str | None = None
    """What should be different before it is agreed."""
    closing_reason: str | None = None
    """Why it ended early."""
    closed_on: date | None = None
    """Whose rights over it count from then on: those of this day. Its goals and milestones
    have the same day, so that one rule answers for all of them."""

    def created(self) -> list[Event]:
        return [self._tells(PlanCreated)]

    def propose(self, by: UUID, at: datetime) -> list[Event]:
        events = self.take("propose_plan")
        self.proposed_by_id, self.proposed_at = by, at
        self.agreed_by_id = self.agreed_at = self.requested_changes = None
        return events

    def request_changes(self, wanted: str) -> list[Event]:
        events = self.take("request_plan_changes")
        self.requested_changes = wanted
        return events

    def agree(self, by: UUID, at: datetime) -> list[Event]:
        events = self.take("agree_to_plan")
        self.agreed_by_id, self.agreed_at = by, at
        return events

    def complete(self, on: date) -> list[Event]:
        events = self.take("complete_plan")
        self.closed_on = on
        return events

    def close(self, reason: str, on: date) -> list[Event]:
        events = self.take("close_plan")
        self.closing_reason, self.closed_on = reason, on
        return events

    def reopen(self) -> list[Event]:
        """Worked on again; a plan that was never agreed is a draft again."""
        was_agreed = self.agreed_at is not None
        events = self.take("reopen_plan", PlanStatus.ACTIVE if was_agreed else PlanStatus.DRAFT)
        self.closing_reason = self.closed_on = None
        return events

    def reviewed(self, next_review_on: date | None) -> list[Event]:
        events = self.take("review_plan")
        self.next_review_on = next_review_on
        return events

    def take(self, step: str, to: PlanStatus | None = None) -> list[Event]:
        """Go one step of the lifecycle."""
        self.status = PLAN[step].follow(self.status, to)
        self.advance()
        return [self._tells(PLAN[step].tells)]

    def check_open(self) -> None:
        if self.status not in OPEN_PLAN:
            raise PlanClosed(status=self.status.value)

    def _tells(self, kind: type[Any]) -> PlanEvent:
        told: PlanEvent = kind(
            id=self.id, version=self.version, person_id=self.person_id, status=self.status
        )
        return told
