"""Frameworks and competencies: their tables, and how a synced source changes them.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.competencies.events import FrameworkPublished
from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.event import Event


class CompetencyStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class CompetencyFramework(Entity, table=True):
    __tablename__ = "competency_framework"
    __table_args__: ClassVar[Any] = (UniqueConstraint("tenant_id", "code"),)

    code: str
    title: str
    description: str | None = None
    language: str = "en"
    version_label: str | None = None
    source: str
    source_identifier: str | None = None
    scale: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    associations: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    content_hash: str = ""

    def published(self, created: int, updated: int, retired: int) -> list[Event]:
        return [
            FrameworkPublished(
                id=self.id,
                version=self.version,
                code=self.code,
                created=created,
                updated=updated,
                retired=retired,
            )
        ]


class Competency(Entity, table=True):
    __tablename__ = "competency"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        UniqueConstraint("tenant_id", "framework_id", "code"),
        CheckConstraint(words("status", CompetencyStatus), name="status"),
        Index("competency_framework_ix", "tenant_id", "framework_id", "id"),
    )

    framework_id: UUID
    code: str
    name: str
    statement: str
    identifier: str | None = None
    parent_code: str | None = None
    category: str | None = None
    position: int = 0
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    education_levels: list[str] = Field(default_factory=list, sa_type=JSONB)
    status: CompetencyStatus = Field(
        default=CompetencyStatus.ACTIVE,
        sa_type=choice(CompetencyStatus),
    )

    def revise(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Take over what the source says; the names of what is different now."""
        changed = tuple(
            sorted(name for name, value in fields.items() if getattr(self, name) != value)
        )
        for name in changed:
            setattr(self, name, fields[name])
        return changed

    def make_room(self) -> None:
        """Another one has this code from now on. A retired one is known by what it keeps."""
        self.code = f"{self.code}~{self.id}"
