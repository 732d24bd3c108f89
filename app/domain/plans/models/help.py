"""Help with a milestone: asked for, offered, resolved."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.events.help import MilestoneHelpAsked
from app.domain.plans.lifecycle import HELP
from app.domain.plans.models.milestone import Milestone
from app.domain.plans.states import HelpStatus


class Help(Entity, table=True):
    __tablename__ = "help"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "asked_by_id"),
        belongs_to("person", "offered_by_id"),
        belongs_to("person", "resolved_by_id"),
        CheckConstraint(words("status", HelpStatus), name="status"),
        CheckConstraint(
            "asked_by_id IS NOT NULL OR offered_by_id IS NOT NULL", name="begun_by_somebody"
        ),
        CheckConstraint("(status = 'resolved') = (resolved_at IS NOT NULL)", name="resolved"),
        Index("help_milestone_ix", "tenant_id", "milestone_id", "id"),
    )

    milestone_id: UUID
    person_id: UUID
    """Whose plan it is part of."""
    status: HelpStatus = Field(default=HelpStatus.ASKED, sa_type=choice(HelpStatus))
    asked_by_id: UUID | None = None
    need: str | None = None
    offered_by_id: UUID | None = None
    offered_at: datetime | None = Field(default=None, sa_type=Moment)
    offer: str | None = None
    resolved_by_id: UUID | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None

    def asked(self, of: Milestone) -> list[Event]:
        return [self._tells(of, MilestoneHelpAsked, asked_by_id=self.asked_by_id)]

    def offered(self, of: Milestone, offer: str, by: UUID, at: datetime) -> list[Event]:
        """In answer to what was asked, or unasked: then there is no answer to count."""
        step = HELP["offer_help"]
        if self.asked_by_id is not None:
            step.follow(self.status)
            self.advance()
        self.status = HelpStatus.OFFERED
        self.offer, self.offered_by_id, self.offered_at = offer, by, at
        return [self._tells(of, step.tells, offered_by_id=by)]

    def resolve(self, of: Milestone, outcome: str | None, by: UUID, at: datetime) -> list[Event]:
        step = HELP["resolve_help"]
        self.status = step.follow(self.status)
        self.outcome, self.resolved_by_id, self.resolved_at = outcome, by, at
        self.advance()
        return [self._tells(of, step.tells)]

    def _tells(self, of: Milestone, kind: type[Any], **more: Any) -> Event:
        return of.tells(kind, help_id=self.id, help_status=self.status, **more)
