"""Plan templates: what several people's plans begin with."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.entity import Entity, Moment
from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.plans.errors import TemplateGoalUnknown, TemplateRetired
from app.domain.plans.events.templates import (
    PlanTemplateCreated,
    PlanTemplateEvent,
    PlanTemplateRetired,
    PlanTemplateUpdated,
)


class OwnerRole(StrEnum):
    """Who owns a milestone in each plan that is begun from a template.

    `person`: The person whose plan it is. `manager`: Their manager.
    """

    PERSON = "person"
    MANAGER = "manager"


MOST_GOALS: Final = 10
MOST_MILESTONES: Final = 30
LONGEST_DAYS: Final = 5 * 366


class PlanTemplate(Entity, table=True):
    """`goals` and `milestones` are stored as they look from outside: the commands check them."""

    __tablename__ = "plan_template"
    __table_args__: ClassVar[Any] = ()

    title: str
    description: str | None = None
    goals: list[dict[str, Any]] = Field(sa_type=JSONB)
    milestones: list[dict[str, Any]] = Field(sa_type=JSONB)
    author_id: UUID
    """A person or a machine client."""
    retired_at: datetime | None = Field(default=None, sa_type=Moment)

    def created(self) -> list[Event]:
        self.check_whole()
        return [self._tells(PlanTemplateCreated)]

    def revise(self, fields: Mapping[str, Any]) -> list[Event]:
        """Describe it differently; a field that already says so is no change."""
        self.check_in_use()
        changed = tuple(sorted(name for name in fields if getattr(self, name) != fields[name]))
        if not changed:
            return []
        for name in changed:
            setattr(self, name, fields[name])
        self.check_whole()
        self.advance()
        return [self._tells(PlanTemplateUpdated, changed=changed)]

    def retire(self, at: datetime) -> list[Event]:
        self.check_in_use()
        self.retired_at = at
        self.advance()
        return [self._tells(PlanTemplateRetired)]

    def check_in_use(self) -> None:
        if self.retired_at is not None:
            raise TemplateRetired

    def check_whole(self) -> None:
        """Every milestone serves a goal of this template, or none."""
        faults = [
            Fault(f"/milestones/{place}/goalIndex", f"there are {len(self.goals)} goals")
            for place, one in enumerate(self.milestones)
            if one["goalIndex"] is not None and one["goalIndex"] >= len(self.goals)
        ]
        if faults:
            raise TemplateGoalUnknown(*faults)

    def _tells(self, kind: type[Any], **more: Any) -> PlanTemplateEvent:
        told: PlanTemplateEvent = kind(
            id=self.id,
            version=self.version,
            goals=len(self.goals),
            milestones=len(self.milestones),
            **more,
        )
        return told


def due_on(starts_on: date, after_days: int) -> date:
    """When a milestone is due that a template puts so many calendar days after the start; the
    first working day from then on is its deadline.
    """
    return starts_on + timedelta(days=after_days)
