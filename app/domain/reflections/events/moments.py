"""What is told of learning moments. Never what they say, nor what they grew from."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class LearningMomentEvent(Event):
    """What every event about a learning moment says."""

    author_id: UUID
    audience: str
    status: str


class LearningMomentPublished(LearningMomentEvent):
    """Somebody who leads shared what they learned."""

    name: ClassVar[str] = "learning_moment.published"


class LearningMomentWithdrawn(LearningMomentEvent):
    """What was shared is for its readers no longer."""

    name: ClassVar[str] = "learning_moment.withdrawn"
