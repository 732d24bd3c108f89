"""What can be asked of people, and how a batch is answered."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.people.models import PersonStatus
from app.domain.shape import Command, Each, Filters, Shape
from app.domain.values import Day, Key, Language, Line, Zone

Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}$"),
]


class PersonRecord(Command):
    """One person as the HRIS knows them. Absent fields become empty, not unchanged, except
    `managerExternalId`: absent keeps the manager, `null` ends the relation.
    """

    external_id: Key
    user_name: Line
    display_name: Line
    given_name: Line | None = None
    family_name: Line | None = None
    work_email: Email | None = None
    title: Line | None = None
    department: Line | None = None
    location: Line | None = None
    time_zone: Zone = "UTC"
    locale: Language = "en"
    status: PersonStatus = PersonStatus.ACTIVE
    starts_on: Day | None = None
    manager_external_id: Key | None = None

    def fields(self) -> dict[str, Any]:
        return self.model_dump(exclude={"external_id", "manager_external_id"})

    @property
    def names_manager(self) -> bool:
        return "manager_external_id" in self.model_fields_set


class UpsertPeople(Command):
    """People by their `externalId`: new ones are added, known ones brought up to date."""

    items: Annotated[list[Any], Each(PersonRecord)] = Field(min_length=1, max_length=1000)
    all_or_nothing: bool = Field(
        default=False, description="Refuse everything if one item is refused."
    )


class BatchStatus(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class BatchFault(Shape):
    """One thing that is wrong with an item."""

    pointer: str = Field(description="Where in the request (RFC 6901).")
    detail: str


class BatchItem(Shape):
    """What became of one item."""

    index: int = Field(description="Its place in the request, from 0.")
    status: BatchStatus
    external_id: str | None = None
    id: UUID | None = None
    code: str | None = Field(default=None, description="Why it was refused.")
    errors: tuple[BatchFault, ...] = ()


class BatchReport(Shape):
    """What became of each item, and how many of each."""

    created: int
    updated: int
    unchanged: int
    refused: int
    items: tuple[BatchItem, ...]


class PeopleFilters(Filters):
    external_id: Key | None = None
    status: PersonStatus | None = None
    department: Line | None = None


class Recognised(Filters):
    """The one thing by which another system knows a person."""

    id: UUID | None = None
    external_id: Key | None = None
    user_name: Line | None = None
    work_email: Email | None = None
