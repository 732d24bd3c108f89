"""What happens to people that other systems are told about."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class PersonCreated(Event):
    """A person was added."""

    name: ClassVar[str] = "person.created"

    external_id: str
    status: str


class PersonUpdated(Event):
    """A person's record changed; `changed` names the fields."""

    name: ClassVar[str] = "person.updated"

    external_id: str
    status: str
    changed: tuple[str, ...]


class PersonLeft(Event):
    """A person left the organisation. Their relations end with it."""

    name: ClassVar[str] = "person.left"

    external_id: str


class PersonDeprovisioned(Event):
    """A person does not exist for the directory any more. What they did here stays."""

    name: ClassVar[str] = "person.deprovisioned"

    external_id: str


class PersonReturned(Event):
    """A person who had left works here again. No relation comes back by itself."""

    name: ClassVar[str] = "person.returned"

    external_id: str
    returned_on: date


class PersonLeaveStarted(Event):
    """A person is on leave from this day on, and is expected back when it ends."""

    name: ClassVar[str] = "person.leave_started"

    external_id: str
    starts_on: date
    ends_on: date | None


class PersonLeaveEnded(Event):
    """A person is no longer on leave, from this day on."""

    name: ClassVar[str] = "person.leave_ended"

    external_id: str
    ends_on: date


class RelationshipStarted(Event):
    """From this day on, one person stands in this relation to another."""

    name: ClassVar[str] = "relationship.started"

    kind: str
    person_id: UUID
    related_id: UUID
    starts_on: date


class RelationshipEnded(Event):
    """From this day on, the relation is over."""

    name: ClassVar[str] = "relationship.ended"

    kind: str
    person_id: UUID
    related_id: UUID
    ends_on: date


class GroupDeleted(Event):
    """A directory deleted a group; its members stay people."""

    name: ClassVar[str] = "group.deleted"


class GroupMemberRemoved(Event):
    """Somebody is not in a group any more."""

    name: ClassVar[str] = "group.member_removed"

    person_id: UUID
