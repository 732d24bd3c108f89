"""What happens to roles that other systems are told about."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class RoleEvent(Event):
    """What every event about a role profile says."""

    code: str
    number: int
    framework_id: UUID


class RoleProfilePublished(RoleEvent):
    """A role profile was published; `number` says as which version."""

    name: ClassVar[str] = "role_profile.published"


class RoleProfileRetired(RoleEvent):
    """A role profile was retired: who has the role keeps it, and nobody else gets it."""

    name: ClassVar[str] = "role_profile.retired"


class PathwayRetired(Event):
    """One no longer goes this way from one role to another, or into it from outside."""

    name: ClassVar[str] = "pathway.retired"

    from_role_id: UUID | None
    to_role_id: UUID
    kind: str


class AssignmentEvent(Event):
    """What every event about somebody's role says."""

    person_id: UUID
    role_profile_id: UUID
    starts_on: date
    ends_on: date | None


class RoleAssignmentStarted(AssignmentEvent):
    """Somebody has a role from a day on."""

    name: ClassVar[str] = "role_assignment.started"


class RoleAssignmentEnded(AssignmentEvent):
    """It is known from which day on somebody no longer has a role."""

    name: ClassVar[str] = "role_assignment.ended"
