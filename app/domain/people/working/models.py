"""When somebody works who does not work as everybody else does: the table."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Date, SmallInteger, UniqueConstraint
from sqlalchemy.sql import text
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to
from app.domain.people.models import MOST_DAYS_OFF

_WEEKDAYS: Final = " + ".join(f"(working_week @> '{{{day}}}')::int" for day in range(1, 8))


class WorkingCalendar(Entity, table=True):
    __tablename__ = "working_calendar"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "person_id"),
        CheckConstraint(
            f"cardinality(working_week) = {_WEEKDAYS} AND cardinality(working_week) > 0",
            name="working_week",
        ),
        CheckConstraint(f"cardinality(days_off) <= {MOST_DAYS_OFF}", name="days_off"),
    )

    person_id: UUID
    working_week: list[int] | None = Field(default=None, sa_type=ARRAY(SmallInteger))
    """Empty: the organisation's."""
    days_off: list[date] = Field(
        default_factory=list,
        sa_type=ARRAY(Date),
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    """In addition to the organisation's."""

    def settle(self, week: Sequence[int] | None, days_off: Sequence[date]) -> None:
        settled = (None if week is None else list(week), list(days_off))
        if (self.working_week, self.days_off) != settled:
            self.working_week, self.days_off = settled
