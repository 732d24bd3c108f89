"""How people look from outside."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.people import policy, ties
from app.domain.people.models import Person, PersonStatus
from app.domain.view import View, many_where, one_where


class PersonView(View, of=Person, guard=policy.may_read, scope=Scope.PEOPLE_READ, about=("id",)):
    """Somebody who works here, as the HRIS knows them."""

    id: UUID
    version: int = Field(description="Counts the changes of this record.")
    external_id: str = Field(description="The HRIS's own id, unique in the organisation.")
    user_name: str
    display_name: str
    given_name: str | None
    family_name: str | None
    work_email: str | None
    title: str | None = Field(description="The job title.")
    department: str | None
    location: str | None
    time_zone: str = Field(description="An IANA time zone.")
    locale: str = Field(description="A BCP 47 language tag.")
    status: PersonStatus
    starts_on: date | None = Field(description="The first working day.")


PersonView.relates(
    manager=one_where(PersonView, ties.manager_of, "Whom they report to today."),
    reports=many_where(
        PersonView, ties.reports_of, "Who reports to them today.", order=("display_name", "id")
    ),
)
