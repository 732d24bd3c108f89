"""Tenants, people and relationships: their tables, and how they change.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.sql import column, func, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, utc_now, words
from app.domain.errors import DomainError, Fault
from app.domain.event import Event
from app.domain.people.document import following
from app.domain.people.errors import (
    CoverIncomplete,
    EndsBeforeItStarts,
    RelatedToThemselves,
    RelationshipOver,
)
from app.domain.people.events import (
    GroupDeleted,
    GroupMemberRemoved,
    PersonCreated,
    PersonDeprovisioned,
    PersonLeaveEnded,
    PersonLeaveStarted,
    PersonLeft,
    PersonReturned,
    PersonUpdated,
    RelationshipEnded,
    RelationshipStarted,
)
from app.domain.people.states import PersonStatus, RelationshipKind

LONGEST_COVER: Final = 92
"""Days. Who is away for longer is replaced, not covered."""

MONDAY_TO_FRIDAY: Final = (1, 2, 3, 4, 5)

MOST_DAYS_OFF: Final = 500

_CALENDAR: Final = ("working_week", "days_off")
_WEEKDAYS: Final = " + ".join(f"(working_week @> '{{{day}}}')::int" for day in range(1, 8))


def _fault(name: str, kind: type[DomainError]) -> Fault:
    return Fault(f"/{name}", kind.explanation())


class Tenant(Entity, table=True):
    """One customer organisation. Its `id` is the `tenant_id` of everything in it."""

    __tablename__ = "tenant"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("id = tenant_id", name="is_its_own"),
        CheckConstraint("anonymity_threshold >= 3", name="threshold"),
        # Each of the days 1 to 7 at most once, and at least one of them.
        CheckConstraint(
            f"cardinality(working_week) = {_WEEKDAYS} AND cardinality(working_week) > 0",
            name="working_week",
        ),
        CheckConstraint(f"cardinality(days_off) <= {MOST_DAYS_OFF}", name="days_off"),
    )

    name: str
    time_zone: str = "UTC"
    locale: str = "en"
    anonymity_threshold: int = 5
    working_week: list[int] = Field(
        default_factory=lambda: list(MONDAY_TO_FRIDAY),
        sa_type=ARRAY(SmallInteger),
        sa_column_kwargs={"server_default": text("'{1,2,3,4,5}'")},
    )
    days_off: list[date] = Field(
        default_factory=list,
        sa_type=ARRAY(Date),
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    calendar_changed_at: datetime | None = Field(default=None, sa_type=Moment)
    """Since when what was reckoned with the working days of before may still be there."""

    coverage_counted_to: date | None = None
    """Up to which day it was counted how regularly people meet."""

    def settle(self, fields: Mapping[str, Any], at: datetime) -> None:
        for name, value in fields.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                if name in _CALENDAR:
                    self.calendar_changed_at = at


_DOCUMENT = JSONB(none_as_null=True)


def _changed_at() -> Any:
    """When the row was last changed, by whichever way; empty if never."""
    return Field(default=None, sa_type=Moment, sa_column_kwargs={"onupdate": utc_now})


def _key(expression: str) -> Any:
    """What is looked for in any case. PostgreSQL keeps it: below row-level security an index on
    the expression itself is not used, since `lower` is not declared to leak nothing.
    """
    return Field(default=None, sa_column=Column(String, Computed(expression, persisted=True)))


class Person(Entity, table=True):
    __tablename__ = "person"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "external_id"),
        UniqueConstraint("tenant_id", "user_name"),
        CheckConstraint(words("status", PersonStatus), name="status"),
        Index("person_user_name_ix", "tenant_id", "user_name_key"),
        Index("person_display_name_ix", "tenant_id", "display_name_key"),
        Index("person_work_email_ix", "tenant_id", "work_email_key"),
        Index("person_away_ix", "tenant_id", "id", postgresql_where=text("status <> 'active'")),
        Index("person_more_emails_ix", "tenant_id", postgresql_where=text("has_more_emails")),
    )

    external_id: str
    user_name: str
    display_name: str
    given_name: str | None = None
    family_name: str | None = None
    work_email: str | None = None
    title: str | None = None
    department: str | None = None
    location: str | None = None
    time_zone: str = "UTC"
    locale: str = "en"
    status: PersonStatus = Field(default=PersonStatus.ACTIVE, sa_type=choice(PersonStatus))
    starts_on: date | None = None
    leave_ends_on: date | None = None
    left_on: date | None = None
    changed_at: datetime | None = _changed_at()
    scim: dict[str, Any] | None = Field(default=None, sa_type=_DOCUMENT)
    """What a directory wrote; empty if none did, and then the columns are all there is."""
    user_name_key: str | None = _key("lower(user_name)")
    display_name_key: str | None = _key("lower(display_name)")
    work_email_key: str | None = _key("lower(work_email)")
    has_more_emails: bool | None = Field(
        default=None,
        sa_column=Column(
            Boolean, Computed("jsonb_array_length(scim -> 'emails') > 1", persisted=True)
        ),
    )
    scim_deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    """Since when this person does not exist for the directory, which may add them again."""

    def created(self) -> list[Event]:
        return [
            PersonCreated(
                id=self.id, version=self.version, external_id=self.external_id, status=self.status
            )
        ]

    def revise(self, fields: Mapping[str, Any], on: date) -> list[Event]:
        """Take over what the HRIS says on a day; no difference, no event.

        Only who is on leave has a day of return, and only who left a day of leaving: that
        day, unless another is given. `comings.revise_people` ends the relations of who left.
        """
        wanted = {**fields, **self._dates(fields, on)}
        changed = sorted(name for name, value in wanted.items() if getattr(self, name) != value)
        if not changed:
            return []
        was = self.status
        if self.scim is not None:
            now = {name: wanted[name] for name in changed}
            self.scim = following(self.scim, now, self.work_email)
        if "status" in changed and wanted["status"] != PersonStatus.LEFT:
            self.scim_deleted_at = None
        for name in changed:
            setattr(self, name, wanted[name])
        version = self.advance()
        told = PersonUpdated(
            id=self.id,
            version=version,
            external_id=self.external_id,
            status=self.status,
            changed=tuple(changed),
        )
        return [told, *(self._moved(was, on) if self.status != was else ())]

    def deprovision(self, at: datetime) -> list[Event]:
        """Gone for the directory; whether they work here is another matter."""
        self.scim_deleted_at = at
        version = self.advance()
        return [PersonDeprovisioned(id=self.id, version=version, external_id=self.external_id)]

    def _dates(self, fields: Mapping[str, Any], on: date) -> dict[str, date | None]:
        status = fields.get("status", self.status)
        away, gone = status == PersonStatus.ON_LEAVE, status == PersonStatus.LEFT
        left_on = fields.get("left_on") or (self.left_on if self.status == status else on)
        return {
            "leave_ends_on": fields.get("leave_ends_on", self.leave_ends_on) if away else None,
            "left_on": left_on if gone else None,
        }

    def _moved(self, was: PersonStatus, on: date) -> list[Event]:
        known = {"id": self.id, "version": self.version, "external_id": self.external_id}
        told: list[Event] = []
        if was == PersonStatus.ON_LEAVE:
            told.append(PersonLeaveEnded(**known, ends_on=self.left_on or on))
        if was == PersonStatus.LEFT:
            told.append(PersonReturned(**known, returned_on=on))
        if self.status == PersonStatus.ON_LEAVE:
            told.append(PersonLeaveStarted(**known, starts_on=on, ends_on=self.leave_ends_on))
        if self.status == PersonStatus.LEFT:
            told.append(PersonLeft(**known))
        return told


class Relationship(Entity, table=True):
    """`related_id` is the `kind` of `person_id` from `starts_on` until before `ends_on`.

    That managers make no circle on any day is seen to by a trigger (`relationship_no_cycle`).
    """

    __tablename__ = "relationship"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "related_id"),
        CheckConstraint(words("kind", RelationshipKind), name="kind"),
        CheckConstraint("person_id <> related_id", name="two_people"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("person_id"), "="),
            (func.daterange(column("starts_on"), column("ends_on")), "&&"),
            where=text("kind = 'manager'"),
            name="relationship_one_manager_ex",
        ),
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("person_id"), "="),
            (column("related_id"), "="),
            (column("kind"), "="),
            (func.daterange(column("starts_on"), column("ends_on")), "&&"),
            where=text("kind <> 'manager'"),
            name="relationship_once_ex",
        ),
        CheckConstraint(
            f"kind <> 'cover' OR (coalesce(ends_on <= starts_on + {LONGEST_COVER}, false)"
            " AND reason IS NOT NULL)",
            name="cover",
        ),
        Index("relationship_of_ix", "tenant_id", "person_id", "kind"),
        Index("relationship_to_ix", "tenant_id", "related_id", "kind"),
        Index(
            "relationship_begun_ix",
            "tenant_id",
            "starts_on",
            postgresql_where=text("kind IN ('manager', 'mentor')"),
        ),
    )

    person_id: UUID
    related_id: UUID
    kind: RelationshipKind = Field(sa_type=choice(RelationshipKind))
    starts_on: date
    ends_on: date | None = None
    reason: str | None = None

    def holds_on(self, day: date) -> bool:
        """`ties.held` says the same in SQL."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)

    def check_whole(self) -> None:
        """A relation is between two people, and lasts; a cover not for long."""
        if self.person_id == self.related_id:
            raise RelatedToThemselves(_fault("relatedId", RelatedToThemselves))
        if self.ends_on is not None and self.ends_on <= self.starts_on:
            raise EndsBeforeItStarts(_fault("endsOn", EndsBeforeItStarts))
        if self.kind is RelationshipKind.COVER:
            days = (self.ends_on - self.starts_on).days if self.ends_on else None
            wrong = {
                "endsOn": days is None or days > LONGEST_COVER,
                "reason": self.reason is None,
            }
            faults = [_fault(name, CoverIncomplete) for name, is_so in wrong.items() if is_so]
            if faults:
                raise CoverIncomplete(*faults)

    def is_over(self, today: date) -> bool:
        """It ended, or never was: then it is not to come either."""
        return self.ends_on is not None and self.ends_on <= max(today, self.starts_on)

    def check_open(self, today: date) -> None:
        if self.ends_on is not None and self.is_over(today):
            raise RelationshipOver(ends_on=self.ends_on.isoformat())

    def started(self) -> list[Event]:
        return [
            RelationshipStarted(
                id=self.id,
                version=self.version,
                kind=self.kind,
                person_id=self.person_id,
                related_id=self.related_id,
                starts_on=self.starts_on,
            )
        ]

    def end(self, on: date) -> list[Event]:
        """The last day is the day before; a relation that starts later never was."""
        self.ends_on = max(on, self.starts_on)
        return [
            RelationshipEnded(
                id=self.id,
                version=self.advance(),
                kind=self.kind,
                person_id=self.person_id,
                related_id=self.related_id,
                ends_on=self.ends_on,
            )
        ]


class PersonGroup(Entity, table=True):
    """People whom a directory put together under a name."""

    __tablename__ = "person_group"
    __table_args__: ClassVar[Any] = (
        Index("person_group_display_name_ix", "tenant_id", "display_name_key"),
        Index("person_group_external_id_ix", "tenant_id", "external_id"),
    )

    display_name: str
    display_name_key: str | None = _key("lower(display_name)")
    external_id: str | None = None
    changed_at: datetime | None = _changed_at()
    scim: dict[str, Any] = Field(sa_type=JSONB)

    def deleted(self) -> list[Event]:
        return [GroupDeleted(id=self.id, version=self.advance())]

    def left_by(self, people: Iterable[UUID]) -> list[Event]:
        """Of the version that the group has without them."""
        return [
            GroupMemberRemoved(id=self.id, version=self.version, person_id=person)
            for person in people
        ]


class PersonGroupMember(Entity, table=True):
    """A person is in a group."""

    __tablename__ = "person_group_member"
    __table_args__: ClassVar[Any] = (
        belongs_to("person_group", "group_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "group_id", "person_id"),
        Index("person_group_member_person_ix", "tenant_id", "person_id"),
    )

    group_id: UUID
    person_id: UUID
    display: str | None = None
