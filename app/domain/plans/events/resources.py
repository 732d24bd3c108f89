"""What happens to the resources of milestones."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ResourceEvent(Event):
    """What every event about a resource says."""

    milestone_id: UUID
    person_id: UUID
    kind: str


class ResourceAdded(ResourceEvent):
    """A milestone needs something: time, money, a link, a course, or an approval."""

    name: ClassVar[str] = "milestone_resource.added"


class ResourceChanged(ResourceEvent):
    """What a milestone needs was described differently; `changed` names the fields."""

    name: ClassVar[str] = "milestone_resource.changed"

    changed: tuple[str, ...]


class ResourceApprovedByPerson(ResourceEvent):
    """Whoever was asked to approve did."""

    name: ClassVar[str] = "milestone_resource.approved"


class ResourceRemoved(ResourceEvent):
    """A milestone does not need it any more."""

    name: ClassVar[str] = "milestone_resource.removed"
