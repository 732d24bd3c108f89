"""What happens to competency models that other systems are told about."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class FrameworkPublished(Event):
    """A version of a competency framework was published: everybody goes by it from now on."""

    name: ClassVar[str] = "competency_framework.published"

    code: str
    number: int | None = None
    """Which version it is."""
    created: int
    updated: int
    retired: int


class FrameworkDraftDiscarded(Event):
    """The draft of a framework was thrown away; what is published stays."""

    name: ClassVar[str] = "competency_framework.draft_discarded"

    code: str
    number: int
    """Which version it would have become."""


class FrameworkDeprecated(Event):
    """Nothing new should begin with this framework; another one may have taken its place."""

    name: ClassVar[str] = "competency_framework.deprecated"

    code: str
    replaced_by_id: UUID | None


class FrameworkReinstated(Event):
    """A framework that was deprecated or retired is in force again."""

    name: ClassVar[str] = "competency_framework.reinstated"

    code: str


class FrameworkRetired(Event):
    """A framework is not in use any more. What was written with it stays."""

    name: ClassVar[str] = "competency_framework.retired"

    code: str
