"""How working calendars look from outside."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ARRAY, ColumnElement, Date, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.people import policy
from app.domain.people.models import Person
from app.domain.people.working.models import WorkingCalendar
from app.domain.policy import Me
from app.domain.view import View


def _own(person: Any, column: str) -> Any:
    own: Any = aliased(WorkingCalendar)
    found = select(getattr(own, column)).where(
        own.tenant_id == person.tenant_id, own.person_id == person.id
    )
    return found.correlate_except(own).scalar_subquery()


def working_week(_me: Me, person: Any) -> ColumnElement[Any]:
    week: ColumnElement[Any] = _own(person, "working_week")
    return week


def days_off(_me: Me, person: Any) -> ColumnElement[Any]:
    none = cast(literal_column("'{}'"), ARRAY(Date))
    return func.coalesce(_own(person, "days_off"), none)


class WorkingCalendarView(
    View,
    of=Person,
    guard=policy.may_read,
    scope=Scope.PEOPLE_READ,
    about=("id",),
    computed={"working_week": working_week, "days_off": days_off},
):
    """When one person works, where that is not as the organisation does."""

    id: UUID = Field(description="Of the person.")
    working_week: tuple[int, ...] | None = Field(
        description="The days on which they work, 1 (Monday) to 7 (Sunday); null: as the "
        "organisation does."
    )
    days_off: tuple[date, ...] = Field(
        description="Days on which they do not work, beside those of the organisation."
    )
