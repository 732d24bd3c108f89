"""Assessments: their table, and how they change. What was said never does."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.assessments.errors import AssessmentShared, AssessmentWithdrawn
from app.domain.assessments.events import AssessmentRecorded, AssessmentTakenBack
from app.domain.assessments.states import AssessmentKind, Confidence
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event


class Assessment(Entity, table=True):
    __tablename__ = "assessment"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("person", "assessor_id"),
        belongs_to("competency", "competency_id"),
        belongs_to("milestone", "milestone_id"),
        CheckConstraint(words("kind", AssessmentKind), name="kind"),
        CheckConstraint(words("confidence", Confidence), name="confidence"),
        CheckConstraint("(level IS NULL) = (rank IS NULL)", name="level"),
        CheckConstraint("(kind = 'evidence') = (milestone_id IS NOT NULL)", name="milestone"),
        CheckConstraint("(kind = 'self') = coalesce(assessor_id = person_id, false)", name="self"),
        CheckConstraint("kind = 'evidence' OR assessor_id IS NOT NULL", name="assessor"),
        CheckConstraint("kind = 'peer' OR NOT is_named", name="named"),
        Index("assessment_person_ix", "tenant_id", "person_id", "id"),
        Index("assessment_assessor_ix", "tenant_id", "assessor_id", "id"),
        Index("assessment_competency_ix", "tenant_id", "competency_id", "id"),
        Index("assessment_milestone_ix", "tenant_id", "milestone_id"),
        Index(
            "assessment_peers_ix",
            "tenant_id",
            "person_id",
            "competency_id",
            postgresql_where=text("kind = 'peer' AND open_on IS NULL"),
        ),
    )

    person_id: UUID
    competency_id: UUID
    kind: AssessmentKind = Field(sa_type=choice(AssessmentKind))
    assessor_id: UUID | None = None
    level: str | None = None
    rank: int | None = None
    """Of the level, when it was said."""
    framework_number: int
    """The version of the framework at the time."""
    confidence: Confidence = Field(sa_type=choice(Confidence))
    assessed_on: date
    milestone_id: UUID | None = None
    is_named: bool = False
    open_on: date | None = None
    """Since when others than the assessor see it; whoever was the manager on that day does."""
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def is_secret(self) -> bool:
        """Nobody may learn that it was said: it is the person's alone, or a peer's who is not
        named.
        """
        if self.kind is AssessmentKind.PEER:
            return not self.is_named
        return self.kind is AssessmentKind.SELF and self.open_on is None

    def recorded(self, today: date, *, is_shared: bool) -> list[Event]:
        opens = {
            AssessmentKind.SELF: is_shared,
            AssessmentKind.PEER: self.is_named,
        }
        if opens.get(self.kind, True):
            self.open_on = today
        return [self._tells(AssessmentRecorded)]

    def share(self, today: date) -> list[Event]:
        """With whoever is the manager today. Sharing it again lets a later one see it, too."""
        self._check_stands()
        if self.open_on == today:
            raise AssessmentShared
        self.open_on = today
        self.advance()
        return [self._tells(AssessmentRecorded)]

    def withdraw(self, at: datetime) -> list[Event]:
        self._check_stands()
        self.withdrawn_at = at
        self.advance()
        return [self._tells(AssessmentTakenBack)]

    def _check_stands(self) -> None:
        if self.withdrawn_at is not None:
            raise AssessmentWithdrawn

    def _tells(self, kind: type[Any]) -> Event:
        told: Event = kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            competency_id=self.competency_id,
            kind=self.kind,
        )
        return told.about(private=self.is_secret)


class CompetencyStanding(Entity):
    """How far a person is in a competency, as `views.levels` puts it together. Its `id` is that of
    the competency.
    """

    person_id: UUID
    competency_id: UUID
    level: str | None
    rank: int | None
    kind: AssessmentKind
    assessed_on: date
    inputs: list[dict[str, Any]] = Field(sa_type=JSONB)
