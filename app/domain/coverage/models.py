"""Coverage of one person, which is read off conversations, and of groups, which is counted."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.coverage.states import CoverageWindow, GroupBy
from app.domain.entity import Entity, belongs_to, choice, words


class Coverage(Entity):
    """A row of the list, as `repository` puts it together. Its `id` is that of the person."""

    person_id: UUID
    manager_id: UUID
    manager_since: date
    last_held_on: date | None
    days_since: int | None
    next_on: date | None
    held_in_90_days: int
    held_in_365_days: int
    skipped_in_365_days: int
    missed_in_365_days: int


class CoverageGroup(Entity, table=True):
    """Numbers of a group, as they may be shown. They are counted once for a month."""

    __tablename__ = "coverage_group"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "manager_id"),
        CheckConstraint(words("window_kind", CoverageWindow), name="window"),
        CheckConstraint(words("group_by", GroupBy), name="group_by"),
        CheckConstraint("people >= threshold", name="people"),
        Index("coverage_group_ix", "tenant_id", "window_kind", "group_by", "id"),
    )

    window_kind: CoverageWindow = Field(sa_type=choice(CoverageWindow))
    group_by: GroupBy = Field(sa_type=choice(GroupBy))
    name: str | None = None
    manager_id: UUID | None = None
    starts_on: date
    ends_on: date
    threshold: int
    """What the organisation asked for when it was counted."""
    people: int
    met_share: int | None = None
    in_time_share: int | None = None
    median_days: int | None = None
