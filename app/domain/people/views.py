"""How people look from outside."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.people import policy, ties
from app.domain.people.models import Person, Relationship, Tenant
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.policy import anybody
from app.domain.view import View, for_people, many_where, one, one_where


class PersonView(View, of=Person, guard=policy.may_read, scope=Scope.PEOPLE_READ, about=("id",)):
    """Somebody who works here, as the HRIS knows them."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of this record.")
    external_id: str = Field(description="The HRIS's own id, unique in the organisation.")
    user_name: str = Field(description="What they sign in with, unique in the organisation.")
    display_name: str = Field(description="What they are called.")
    given_name: str | None = Field(description="Their given name; null if the HRIS does not say.")
    family_name: str | None = Field(description="Their family name; null if the HRIS does not say.")
    work_email: str | None = Field(
        description="Their address at work; null if the HRIS does not say."
    )
    title: str | None = Field(description="The job title.")
    department: str | None = Field(
        description="The department that they are in; null if the HRIS does not say."
    )
    location: str | None = Field(description="Where they work; null if the HRIS does not say.")
    time_zone: str = Field(description="An IANA time zone.")
    locale: str = Field(description="A BCP 47 language tag.")
    status: PersonStatus = Field(description="Whether they work here, are on leave, or left.")
    starts_on: date | None = Field(description="The first working day.")
    leave_ends_on: date | None = Field(description="When they are expected back from leave.")
    left_on: date | None = Field(description="The first day on which they no longer worked here.")


class ColleagueView(
    PersonView,
    of=Person,
    guard=policy.may_read,
    scope=Scope.PEOPLE_READ,
    about=("id",),
    along=("level",),
):
    """Somebody above or below another person in the organisation chart of a day."""

    level: int = Field(description="1 is directly above or below, 2 through one other, and so on.")


class RelationshipView(
    View,
    of=Relationship,
    guard=policy.may_read_relationship,
    scope=Scope.PEOPLE_READ,
    about=("person_id", "related_id"),
    computed={"reason": for_people("reason")},
):
    """What one person is to another, from one day until another."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the relation.")
    kind: RelationshipKind = Field(description="What `relatedId` is to `personId`.")
    person_id: UUID = Field(description="Whose relation it is.")
    related_id: UUID = Field(
        description="Their manager, mentor, sponsor or people partner, or who covers for them."
    )
    starts_on: date = Field(description="The first day.")
    ends_on: date | None = Field(
        description="From this day on it no longer holds: the last day is the one before."
    )
    reason: str | None = Field(description="Why; null for machine clients.")


class OrganisationView(View, of=Tenant, guard=anybody, scope=Scope.PEOPLE_READ):
    """The organisation whose token this is, and what it has settled for everybody."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of these settings.")
    name: str = Field(description="What it is called.")
    time_zone: str = Field(description="An IANA time zone, for whom has none of their own.")
    locale: str = Field(description="A BCP 47 language tag.")
    working_week: tuple[int, ...] = Field(
        description="The days on which one works here, 1 (Monday) to 7 (Sunday)."
    )
    days_off: tuple[date, ...] = Field(
        description="The days on which nobody works here whatever the week says, in their order."
    )
    anonymity_threshold: int = Field(
        description="No number is shown that stands for fewer people than this."
    )


PersonView.relates(
    manager=one_where(PersonView, ties.manager_of, "Whom they report to today."),
    reports=many_where(
        PersonView, ties.reports_of, "Who reports to them today.", order=("display_name", "id")
    ),
)
ColleagueView.relates(
    person=one(PersonView, "id", "Their record, and what leads on from it."),
)
RelationshipView.relates(
    person=one(PersonView, "person_id", "Whose relation it is."),
    related=one(PersonView, "related_id", "What they have in it."),
)
