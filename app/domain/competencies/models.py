"""Frameworks, their versions, and what these are made of: the tables, and how they change.

A version is made of rows that hold from one version to another: each says in which number it
came (`since`) and in which it was gone (`until`). So a version costs what is different in it, and
any two versions are compared by one statement. `competency` is the version that was published
last; nothing of a draft is in there.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.competencies.events import (
    FrameworkDeprecated,
    FrameworkDraftDiscarded,
    FrameworkPublished,
    FrameworkReinstated,
    FrameworkRetired,
)
from app.domain.competencies.lifecycle import FRAMEWORK
from app.domain.competencies.states import (
    CompetencyStatus,
    FrameworkStatus,
    FrameworkVersionStatus,
)
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.event import Event

_EMPTY: dict[str, Any] = {"server_default": text("'{}'")}


def _json() -> Any:
    return Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs=_EMPTY)


class CompetencyFramework(Entity, table=True):
    __tablename__ = "competency_framework"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "code"),
        belongs_to("competency_framework", "replaced_by_id"),
        CheckConstraint(words("status", FrameworkStatus), name="status"),
        CheckConstraint("status = 'draft' OR published_number IS NOT NULL", name="published"),
    )

    code: str
    title: str
    description: str | None = None
    language: str = "en"
    version_label: str | None = None
    source: str
    source_identifier: str | None = None
    scale: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    associations: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """For the previous version of the product, which looks here; see `CompetencyAssociation`."""
    translations: dict[str, Any] = _json()
    extra: dict[str, Any] = _json()
    content_hash: str = ""
    status: FrameworkStatus = Field(
        default=FrameworkStatus.PUBLISHED,
        sa_type=choice(FrameworkStatus),
        sa_column_kwargs={"server_default": FrameworkStatus.PUBLISHED.value},
    )
    replaced_by_id: UUID | None = None
    published_number: int | None = Field(
        default=1,
        sa_type=Integer().evaluates_none(),
        sa_column_kwargs={"server_default": "1"},
    )
    """The version that everybody goes by."""
    draft_number: int | None = None
    """The version that is being prepared."""

    def published(self, created: int, updated: int, retired: int) -> list[Event]:
        return [
            FrameworkPublished(
                id=self.id,
                version=self.version,
                code=self.code,
                number=self.published_number or 0,
                created=created,
                updated=updated,
                retired=retired,
            )
        ]

    def draft_discarded(self, number: int) -> list[Event]:
        self.advance()
        told = {"code": self.code, "number": number}
        return [FrameworkDraftDiscarded(id=self.id, version=self.version, **told)]

    def deprecate(self, replaced_by_id: UUID | None) -> list[Event]:
        self._take("deprecate_competency_framework")
        self.replaced_by_id = replaced_by_id
        return [
            FrameworkDeprecated(
                id=self.id, version=self.version, code=self.code, replaced_by_id=replaced_by_id
            )
        ]

    def reinstate(self) -> list[Event]:
        self._take("reinstate_competency_framework")
        self.replaced_by_id = None
        return [FrameworkReinstated(id=self.id, version=self.version, code=self.code)]

    def retire(self) -> list[Event]:
        self._take("retire_competency_framework")
        return [FrameworkRetired(id=self.id, version=self.version, code=self.code)]

    def _take(self, step: str) -> None:
        self.status = FRAMEWORK[step].follow(self.status)
        self.advance()


class FrameworkVersion(Entity, table=True):
    """What a framework says of itself in one version. Once published, it never changes."""

    __tablename__ = "competency_framework_version"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        UniqueConstraint(
            "tenant_id", "framework_id", "number", name="competency_framework_version_number_uq"
        ),
        CheckConstraint(words("status", FrameworkVersionStatus), name="status"),
        CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name="published"),
        Index("competency_framework_version_source_ix", "tenant_id", "source_digest"),
    )

    framework_id: UUID
    number: int
    status: FrameworkVersionStatus = Field(
        default=FrameworkVersionStatus.DRAFT, sa_type=choice(FrameworkVersionStatus)
    )
    title: str
    description: str | None = None
    language: str
    version_label: str | None = None
    source: str
    source_identifier: str | None = None
    scale: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    translations: dict[str, Any] = _json()
    extra: dict[str, Any] = _json()
    content_hash: str
    source_digest: str | None = None
    """Of the bytes that were read: the same bytes need not be read again."""
    report: dict[str, Any] = _json()
    """What the sync that made it said."""
    made_by_id: UUID
    published_by_id: UUID | None = None
    published_at: datetime | None = Field(default=None, sa_type=Moment)


class CompetencyContent(Entity):
    """What a competency says, now or in some version."""

    code: str
    name: str
    statement: str
    identifier: str | None = None
    parent_code: str | None = None
    category: str | None = None
    position: int = 0
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    education_levels: list[str] = Field(default_factory=list, sa_type=JSONB)
    translations: dict[str, Any] = _json()
    extra: dict[str, Any] = _json()


class Competency(CompetencyContent, table=True):
    __tablename__ = "competency"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        UniqueConstraint("tenant_id", "framework_id", "code"),
        CheckConstraint(words("status", CompetencyStatus), name="status"),
        Index("competency_framework_ix", "tenant_id", "framework_id", "id"),
        Index("competency_parent_ix", "tenant_id", "framework_id", "parent_code"),
        Index("competency_identifier_ix", "tenant_id", "identifier"),
    )

    framework_id: UUID
    status: CompetencyStatus = Field(
        default=CompetencyStatus.ACTIVE,
        sa_type=choice(CompetencyStatus),
    )
    edition: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Counts the meanings that the code has had."""


class CompetencyRevision(CompetencyContent, table=True):
    """What a competency says from one version of its framework to another."""

    __tablename__ = "competency_revision"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        UniqueConstraint(
            "tenant_id",
            "framework_id",
            "competency_id",
            "since",
            name="competency_revision_since_uq",
        ),
        CheckConstraint("until > since", name="until"),
        Index("competency_revision_competency_ix", "tenant_id", "competency_id", "since"),
    )

    framework_id: UUID
    competency_id: UUID
    since: int
    """The number of the first version that says so."""
    until: int | None = None
    """The number of the first version that does not any more."""
    edition: int = 1


class CompetencyAssociation(Entity, table=True):
    """A link from a competency to another one, or to something outside."""

    __tablename__ = "competency_association"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        CheckConstraint("until > since", name="until"),
        Index("competency_association_framework_ix", "tenant_id", "framework_id", "id"),
        Index("competency_association_origin_ix", "tenant_id", "origin_id", "type"),
        Index("competency_association_destination_ix", "tenant_id", "destination_id", "type"),
    )

    framework_id: UUID
    since: int
    until: int | None = None
    key: UUID
    """The same for the same link: of everything that it says."""
    type: str
    origin_id: UUID
    destination_id: UUID | None = None
    outside_identifier: str | None = None
    outside_uri: str | None = None
    outside_title: str | None = None
    identifier: str | None = None
    position: int | None = None
    """Its sequence number in the source."""
    extra: dict[str, Any] = _json()


class CompetencyLeftover(Entity, table=True):
    """What a source says and a model has no place for, as it was written."""

    __tablename__ = "competency_leftover"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        CheckConstraint("until > since", name="until"),
        Index("competency_leftover_framework_ix", "tenant_id", "framework_id", "id"),
    )

    framework_id: UUID
    since: int
    until: int | None = None
    key: UUID
    kind: str
    """What it is in the words of its format, such as `CFDefinitions`."""
    place: str
    """Where it stood."""
    value: Any = Field(sa_type=JSONB)
