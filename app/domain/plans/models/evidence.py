"""What shows that a milestone is done, or under way. It is never changed, only withdrawn."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.plans.states import EvidenceKind


class Evidence(Entity, table=True):
    __tablename__ = "evidence"
    __table_args__: ClassVar[Any] = (
        belongs_to("milestone", "milestone_id", ondelete="CASCADE"),
        belongs_to("person", "person_id"),
        belongs_to("person", "author_id"),
        CheckConstraint(words("kind", EvidenceKind), name="kind"),
        CheckConstraint("body IS NOT NULL OR url IS NOT NULL", name="something"),
        Index("evidence_milestone_ix", "tenant_id", "milestone_id", "id"),
    )

    milestone_id: UUID
    person_id: UUID
    author_id: UUID | None = None
    """Empty where nobody remembers, and where a system brought it."""
    kind: EvidenceKind = Field(sa_type=choice(EvidenceKind))
    body: str | None = None
    url: str | None = None
    source: str | None = None
    """The system that it came from; empty where a person wrote it here."""
