"""Objectives: their table, and how they change.

A method that changes state returns the events that say so; the use case records them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.objectives.errors import ObjectiveEndsBeforeItStarts, ObjectiveNotActive
from app.domain.objectives.events import ObjectiveCreated, ObjectiveEvent, ObjectiveUpdated
from app.domain.objectives.lifecycle import OBJECTIVE
from app.domain.objectives.states import ObjectiveKind, ObjectiveStatus


class Objective(Entity, table=True):
    __tablename__ = "objective"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "owner_id"),
        belongs_to("objective", "parent_id"),
        UniqueConstraint("tenant_id", "external_id"),
        CheckConstraint(words("kind", ObjectiveKind), name="kind"),
        CheckConstraint(words("status", ObjectiveStatus), name="status"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("parent_id <> id", name="own_parent"),
        Index("objective_owner_ix", "tenant_id", "owner_id", "id"),
        Index("objective_parent_ix", "tenant_id", "parent_id", "id"),
        Index("objective_ends_ix", "tenant_id", "ends_on", "id"),
    )

    external_id: str | None = None
    title: str
    description: str | None = None
    kind: ObjectiveKind = Field(sa_type=choice(ObjectiveKind))
    owner_id: UUID
    parent_id: UUID | None = None
    starts_on: date
    ends_on: date
    status: ObjectiveStatus = Field(default=ObjectiveStatus.ACTIVE, sa_type=choice(ObjectiveStatus))

    def created(self) -> list[Event]:
        self.check_period()
        return [self._tells(ObjectiveCreated)]

    def revise(self, fields: Mapping[str, Any]) -> list[Event]:
        """Describe it differently; what already says so is no change, in whatever state it is."""
        changed = sorted(name for name, value in fields.items() if getattr(self, name) != value)
        if not changed:
            return []
        if self.status is not ObjectiveStatus.ACTIVE:
            raise ObjectiveNotActive(status=self.status.value)
        for name in changed:
            setattr(self, name, fields[name])
        self.check_period()
        self.advance()
        return [self._tells(ObjectiveUpdated, changed=tuple(changed))]

    def take(self, step: str) -> list[Event]:
        """Go one step of the lifecycle."""
        self.status = OBJECTIVE[step].follow(self.status)
        self.advance()
        return [self._tells(OBJECTIVE[step].tells)]

    def check_period(self) -> None:
        if self.ends_on < self.starts_on:
            wrong = ObjectiveEndsBeforeItStarts
            raise wrong(Fault("/endsOn", wrong.explanation()))

    def _tells(self, kind: type[Any], **more: Any) -> ObjectiveEvent:
        told: ObjectiveEvent = kind(
            id=self.id,
            version=self.version,
            external_id=self.external_id,
            kind=self.kind,
            owner_id=self.owner_id,
            parent_id=self.parent_id,
            status=self.status,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            **more,
        )
        return told
