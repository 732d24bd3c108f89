"""What can be asked of people, and how a batch is answered."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.domain.people.models import MOST_DAYS_OFF
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.shape import Change, Command, Each, Filters, Shape, absent
from app.domain.values import Day, Key, Language, Line, Text, Zone

Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}$"),
]


MOST: Final = 10_000
"""People in one call."""


class UpsertPerson(Command):
    """What the HRIS knows of one person. Absent fields become empty, not unchanged, except
    `managerExternalId`: absent keeps the manager, `null` ends the relation.
    """

    user_name: Line = Field(description="What they sign in with, unique in the organisation.")
    display_name: Line = Field(description="What they are called.")
    given_name: Line | None = Field(default=None, description="Their given name.")
    family_name: Line | None = Field(default=None, description="Their family name.")
    work_email: Email | None = Field(default=None, description="Their address at work.")
    title: Line | None = Field(default=None, description="The job title.")
    department: Line | None = Field(default=None, description="The department that they are in.")
    location: Line | None = Field(default=None, description="Where they work.")
    time_zone: Zone = Field(
        default="UTC", description="An IANA time zone, in which their days begin and end."
    )
    locale: Language = Field(
        default="en", description="A BCP 47 language tag: the language that they read."
    )
    status: PersonStatus = Field(
        default=PersonStatus.ACTIVE, description="Whether they work here, are on leave, or left."
    )
    starts_on: Day | None = Field(default=None, description="The first working day.")
    manager_external_id: Key | None = Field(
        default=None, description="The HRIS's id of their manager."
    )

    def fields(self) -> dict[str, Any]:
        """What is taken over as it is."""
        values = self.__dict__
        return {name: values[name] for name in _PLAIN}

    @property
    def names_manager(self) -> bool:
        return "manager_external_id" in self.model_fields_set


_PLAIN: Final = tuple(n for n in UpsertPerson.model_fields if n != "manager_external_id")


class PersonRecord(UpsertPerson):
    """One person as the HRIS knows them. Absent fields become empty, not unchanged, except
    `managerExternalId`: absent keeps the manager, `null` ends the relation.
    """

    external_id: Key = Field(description="The HRIS's own id, unique in the organisation.")


@dataclass(frozen=True, slots=True)
class Sent:
    """An item that stood in a file: where, and what, or why it cannot be read."""

    line: int
    item: Any = None
    unreadable: str | None = None


class UpsertPeople(Command):
    """People by their `externalId`: new ones are added, known ones brought up to date."""

    items: Annotated[list[Any], Each(PersonRecord)] = Field(
        min_length=1, max_length=MOST, description="1 to 10,000 people."
    )
    all_or_nothing: bool = Field(
        default=False, description="Refuse everything if one item is refused."
    )


class BatchStatus(StrEnum):
    """What became of an item.

    `created`: It is new. `updated`: It was known, and is different now. `unchanged`: It was known
    as it was sent. `refused`: It was refused; `errors` says why.
    """

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class BatchFault(Shape):
    """One thing that is wrong with an item."""

    pointer: str = Field(description="Where in the request (RFC 6901).")
    detail: str = Field(description="What is wrong with it.")


class BatchItem(Shape):
    """What became of one item."""

    index: int = Field(description="Its place in the request, from 0.")
    line: int | None = Field(
        default=None, description="Its first line in the file, from 1; null for JSON."
    )
    status: BatchStatus = Field(description="What became of it.")
    external_id: str | None = Field(
        default=None,
        description="The id that it was sent with; null if it has none that can be read.",
    )
    id: UUID | None = Field(
        default=None, description="The id of the person; null if it was refused."
    )
    code: str | None = Field(default=None, description="Why it was refused.")
    errors: tuple[BatchFault, ...] = Field(
        default=(), description="What is wrong with it; empty if it was not refused."
    )


class BatchReport(Shape):
    """What became of each item, and how many of each."""

    created: int = Field(description="How many people are new.")
    updated: int = Field(description="How many people were known, and are different now.")
    unchanged: int = Field(description="How many people were known as they were sent.")
    refused: int = Field(description="How many items were refused.")
    items: tuple[BatchItem, ...] = Field(
        description="What became of each, in the order in which they were sent."
    )


class PeopleFilters(Filters):
    external_id: Key | None = Field(default=None, description="Only who has this id in the HRIS.")
    status: PersonStatus | None = Field(default=None, description="Only who stands so.")
    department: Line | None = Field(default=None, description="Only who is in this department.")


class ChangePersonStatus(Command):
    """Where somebody stands, and since when or until when."""

    status: PersonStatus = Field(description="Where they stand from then on.")
    leave_ends_on: Day | None = Field(
        default=None, description="When they are expected back; only of who is on leave."
    )
    left_on: Day | None = Field(
        default=None,
        description="The first day on which they no longer work here, today or before; only "
        "of who left. Today if absent.",
    )

    @model_validator(mode="after")
    def _dates_belong_to_the_status(self) -> Self:
        if self.leave_ends_on is not None and self.status is not PersonStatus.ON_LEAVE:
            message = "leaveEndsOn is only for who is on leave"
            raise ValueError(message)
        if self.left_on is not None and self.status is not PersonStatus.LEFT:
            message = "leftOn is only for who left"
            raise ValueError(message)
        return self


class RelationshipFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Of this person.")
    related_id: UUID | None = Field(default=None, description="To this person.")
    kind: RelationshipKind | None = Field(default=None, description="Only relations of this kind.")
    on: Day | None = Field(default=None, description="Only those that hold on this day.")
    current: bool | None = Field(
        default=None, description="Only those that hold today, or only those that do not."
    )


class StartRelationship(Command):
    """From one day on, `relatedId` is the `kind` of `personId`."""

    person_id: UUID = Field(description="Whose relation it is.")
    related_id: UUID = Field(description="Who the other one is.")
    kind: RelationshipKind = Field(description="What the other one is to the person.")
    starts_on: Day | None = Field(
        default=None, description="The first day, also one gone by or to come. Today if absent."
    )
    ends_on: Day | None = Field(
        default=None,
        description="From this day on it no longer holds. A cover needs one, at most 92 days "
        "after the first.",
    )
    reason: Text | None = Field(
        default=None, description="Why, for the people concerned to read. A cover needs one."
    )


class EndRelationship(Command):
    ends_on: Day | None = Field(
        default=None,
        description="From this day on it no longer holds: the last day is the one before. A "
        "relation that starts later never was. Today if absent.",
    )


class Move(Command):
    """Who somebody's manager (or another of their relations) is from then on."""

    person_id: UUID | None = Field(
        default=None, description="Whose relation changes; or name them by `personExternalId`."
    )
    person_external_id: Key | None = Field(default=None, description="In place of `personId`.")
    manager_id: UUID | None = Field(
        default=None, description="The new one; `null`: nobody. It has to be named either way."
    )
    manager_external_id: Key | None = Field(default=None, description="In place of `managerId`.")
    kind: RelationshipKind = Field(
        default=RelationshipKind.MANAGER, description="Which of their relations changes."
    )

    @model_validator(mode="after")
    def _names_both_once(self) -> Self:
        if (self.person_id is None) == (self.person_external_id is None):
            message = "name the person once: personId or personExternalId"
            raise ValueError(message)
        if len(self.model_fields_set & {"manager_id", "manager_external_id"}) != 1:
            message = "name the manager once: managerId or managerExternalId, or null"
            raise ValueError(message)
        if self.kind is RelationshipKind.COVER:
            message = "a cover has an end and a reason: start it by itself"
            raise ValueError(message)
        return self

    @property
    def person(self) -> UUID | str:
        """An id or an external id: one of them is there."""
        return self.person_id or self.person_external_id or ""

    @property
    def manager(self) -> UUID | str | None:
        return self.manager_id or self.manager_external_id


class Reorganise(Command):
    """Many changes of relations from one day on: all of them, or none."""

    starts_on: Day = Field(description="The first day on which they hold.")
    moves: list[Move] = Field(
        min_length=1,
        max_length=1000,
        description="1 to 1000 changes, at most one for each relation of a person.",
    )
    dry_run: bool = Field(default=False, description="Only say what would change.")


class MoveOutcome(StrEnum):
    """What happens to a relation.

    `started`: It begins. `ended`: It ends. `replaced`: Another one ends, and it begins.
    `unchanged`: It is so already.
    """

    STARTED = "started"
    ENDED = "ended"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class Moved(Shape):
    """What becomes of one move."""

    index: int = Field(description="Its place in the request, from 0.")
    outcome: MoveOutcome = Field(description="What happens to the relation.")
    person_id: UUID = Field(description="Whose relation it is.")
    kind: RelationshipKind = Field(description="Which of their relations it is.")
    former_id: UUID | None = Field(description="Who it was until then, if somebody was.")
    manager_id: UUID | None = Field(description="Who it is from then on; null: nobody.")


class Reorganisation(Shape):
    """What changed, or would change."""

    starts_on: Day = Field(description="The day from which on it holds.")
    dry_run: bool = Field(description="Whether this was only said, and nothing done.")
    changed: int = Field(description="How many relations are different.")
    unchanged: int = Field(description="How many were so already.")
    moves: tuple[Moved, ...] = Field(
        description="What becomes of each move, in the order in which they were sent."
    )


class ReportFilters(Filters):
    on: Day | None = Field(default=None, description="As it is on this day. Today if absent.")
    levels: int = Field(default=1, ge=1, le=10, description="How many levels down.")


class ManagerFilters(Filters):
    on: Day | None = Field(default=None, description="As it is on this day. Today if absent.")


def _in_order(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


def _days_in_order(days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


Weekday = Annotated[int, Field(ge=1, le=7)]
WorkingWeek = Annotated[
    tuple[Weekday, ...], Field(min_length=1, max_length=7), AfterValidator(_in_order)
]
"""The days on which one works: ISO numbers, 1 (Monday) to 7 (Sunday)."""


DaysOff = Annotated[
    tuple[Day, ...], Field(max_length=MOST_DAYS_OFF), AfterValidator(_days_in_order)
]
"""Days on which nobody works, whatever the week says: public holidays, days when all is closed."""


class ChangeOrganisation(Change):
    """A merge patch: absent fields stay as they are."""

    name: Line = absent("How it is called.")
    time_zone: Zone = absent("An IANA time zone.")
    locale: Language = absent("A BCP 47 language tag.")
    working_week: WorkingWeek = absent("The days on which one works, 1 (Monday) to 7 (Sunday).")
    days_off: DaysOff = absent(
        "The days on which nobody works although the week says so: up to 500 in all, which "
        "replace those there were."
    )
    anonymity_threshold: int = absent(
        "No number is shown that stands for fewer people than this: 3 or more.", ge=3, le=1000
    )

    def given(self) -> dict[str, object]:
        fields = super().given()
        lists = {name for name in ("working_week", "days_off") if name in fields}
        return fields | {name: list(getattr(self, name)) for name in lists}


class Recognised(Filters):
    """The one thing by which another system knows a person."""

    id: UUID | None = None
    external_id: Key | None = None
    user_name: Line | None = None
    work_email: Email | None = None
