"""What a milestone needs: time, money, something to read, a course, or somebody's approval."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.plans.errors import ResourceApproved, ResourceMismatch
from app.domain.plans.events.resources import (
    ResourceAdded,
    ResourceApprovedByPerson,
    ResourceChanged,
    ResourceRemoved,
)
from app.domain.plans.models.milestone import Milestone
from app.domain.plans.states import ResourceKind

FIELDS: Final = {
    ResourceKind.TIME: ("minutes",),
    ResourceKind.BUDGET: ("amount_minor", "currency"),
    ResourceKind.LINK: ("url",),
    ResourceKind.COURSE: ("course_id",),
    ResourceKind.APPROVER: ("approver_id",),
}
"""Each kind has exactly these."""

_EXACTLY: Final = " AND ".join(
    f"(kind = '{kind}') = ({field} IS NOT NULL)"
    for kind, fields in FIELDS.items()
    for field in fields
)


class MilestoneResource(Entity, table=True):
    __tablename__ = "milestone_resource"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "approver_id"),
        CheckConstraint(words("kind", ResourceKind), name="kind"),
        CheckConstraint(_EXACTLY, name="fields"),
        CheckConstraint("approved_at IS NULL OR kind = 'approver'", name="approved"),
        CheckConstraint("minutes > 0 AND amount_minor >= 0", name="amounts"),
        Index("milestone_resource_milestone_ix", "tenant_id", "milestone_id", "id"),
        Index("milestone_resource_approver_ix", "tenant_id", "approver_id", "milestone_id"),
    )

    milestone_id: UUID
    person_id: UUID
    kind: ResourceKind = Field(sa_type=choice(ResourceKind))
    title: str | None = None
    note: str | None = None
    minutes: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    url: str | None = None
    course_id: str | None = None
    approver_id: UUID | None = None
    approved_at: datetime | None = Field(default=None, sa_type=Moment)

    def added(self, of: Milestone) -> list[Event]:
        """Refuses what does not have exactly the fields of its kind."""
        for kind, fields in FIELDS.items():
            if any((getattr(self, name) is not None) != (kind == self.kind) for name in fields):
                raise ResourceMismatch(kind=self.kind.value)
        return [self._tells(of, ResourceAdded)]

    def revise(self, fields: Mapping[str, Any], of: Milestone) -> list[Event]:
        """Describe it differently; a field that already says so is no change."""
        if not set(fields) <= {"title", "note", *FIELDS[self.kind]}:
            raise ResourceMismatch(kind=self.kind.value)
        changed = sorted(name for name, value in fields.items() if getattr(self, name) != value)
        if not changed:
            return []
        if self.approved_at is not None:
            raise ResourceApproved(approved_at=self.approved_at.isoformat())
        for name in changed:
            setattr(self, name, fields[name])
        self.advance()
        return [self._tells(of, ResourceChanged, changed=tuple(changed))]

    def approve(self, at: datetime, of: Milestone) -> list[Event]:
        if self.approved_at is not None:
            raise ResourceApproved(approved_at=self.approved_at.isoformat())
        self.approved_at = at
        self.advance()
        return [self._tells(of, ResourceApprovedByPerson)]

    def removed(self, of: Milestone) -> list[Event]:
        self.advance()
        return [self._tells(of, ResourceRemoved)]

    def _tells(self, of: Milestone, kind: type[Any], **more: Any) -> Event:
        told: Event = kind(
            id=self.id,
            version=self.version,
            milestone_id=self.milestone_id,
            person_id=self.person_id,
            kind=self.kind,
            **more,
        )
        return told.about(private=of.is_private)
