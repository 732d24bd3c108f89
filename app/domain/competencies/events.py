"""What happens to competency models that other systems are told about."""

from typing import ClassVar

from app.domain.event import Event


class FrameworkPublished(Event):
    """A competency model was synced, and something in it is different now."""

    name: ClassVar[str] = "competency_framework.published"

    code: str
    created: int
    updated: int
    retired: int
