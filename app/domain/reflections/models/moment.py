"""Learning moments: their table, and how they change.

A method that changes state returns the events that say so; the use case records them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.entity import Entity, Forgets, Moment, belongs_to, choice, words
from app.domain.event import Event
from app.domain.reflections.errors import LearningMomentNotDraft
from app.domain.reflections.events.moments import LearningMomentEvent
from app.domain.reflections.lifecycle import LEARNING_MOMENT
from app.domain.reflections.states import LearningAudience, LearningMomentStatus


class LearningMoment(Entity, table=True):
    """What somebody who leads learned, for others to read."""

    __tablename__ = "learning_moment"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "author_id"),
        Forgets(
            ["tenant_id", "reflection_id", "author_id"],
            ["reflection.tenant_id", "reflection.id", "reflection.author_id"],
        ),
        CheckConstraint(words("audience", LearningAudience), name="audience"),
        CheckConstraint(words("status", LearningMomentStatus), name="status"),
        Index("learning_moment_stands_ix", "tenant_id", "stands_at", "id"),
        Index("learning_moment_author_ix", "tenant_id", "author_id", "stands_at", "id"),
        Index(
            "learning_moment_reflection_ix",
            "tenant_id",
            "reflection_id",
            postgresql_where=text("reflection_id IS NOT NULL"),
        ),
    )

    author_id: UUID
    reflection_id: UUID | None = None
    """What it grew from, for the author alone."""
    title: str
    body: str
    audience: LearningAudience = Field(sa_type=choice(LearningAudience))
    status: LearningMomentStatus = Field(
        default=LearningMomentStatus.DRAFT, sa_type=choice(LearningMomentStatus)
    )
    stands_at: datetime = Field(sa_type=Moment)
    """When it was published, and until then when it was begun: lists go by what is never empty."""

    def publish(self, at: datetime) -> list[Event]:
        events = self.take("publish_learning_moment")
        self.stands_at = at
        return events

    def take(self, step: str) -> list[Event]:
        """Go one step of the lifecycle."""
        self.status = LEARNING_MOMENT[step].follow(self.status)
        self.advance()
        return [self._tells(LEARNING_MOMENT[step].tells)]

    def revise(self, fields: Mapping[str, Any]) -> None:
        """Nobody is told of a draft."""
        self.check_draft()
        for name, value in fields.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def check_draft(self) -> None:
        if self.status is not LearningMomentStatus.DRAFT:
            raise LearningMomentNotDraft(status=self.status.value)

    def _tells(self, kind: type[Any]) -> LearningMomentEvent:
        told: LearningMomentEvent = kind(
            id=self.id,
            version=self.version,
            author_id=self.author_id,
            audience=self.audience,
            status=self.status,
        )
        return told
