"""Role profiles, what they require, pathways, and who has which role: their tables.

A method that changes state returns the events that say so; the use case records them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from json import dumps
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.sql import column, func, text
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.event import Event
from app.domain.role_profiles import events
from app.domain.role_profiles.errors import (
    AssignmentEndsBefore,
    AssignmentOver,
    PathwayRetired,
    RoleRetired,
    RoleUnchanged,
)
from app.domain.role_profiles.events import (
    RoleAssignmentEnded,
    RoleAssignmentStarted,
    RoleProfilePublished,
    RoleProfileRetired,
)
from app.domain.role_profiles.states import PathwayKind, PathwayStatus, RoleStatus, RoleTrack


@dataclass(frozen=True, slots=True)
class Pinned:
    """A framework in the version that a role is written against."""

    id: UUID
    code: str
    number: int
    ranks: Mapping[str, int]
    """The levels of its scale; empty where there is none."""


class RoleProfile(Entity, table=True):
    __tablename__ = "role_profile"
    __table_args__: ClassVar[Any] = (
        belongs_to("competency_framework", "framework_id"),
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint(words("track", RoleTrack), name="track"),
        CheckConstraint(words("status", RoleStatus), name="status"),
        CheckConstraint("status <> 'published' OR number > 0", name="number"),
        CheckConstraint("(number > 0) = (published_at IS NOT NULL)", name="published"),
        Index("role_profile_framework_ix", "tenant_id", "framework_id", "id"),
        Index("role_profile_family_ix", "tenant_id", "family", "id"),
    )

    code: str
    title: str
    family: str | None = None
    track: RoleTrack = Field(sa_type=choice(RoleTrack))
    rank: int
    description: str | None = None
    framework_id: UUID
    framework_number: int
    identifier: str | None = None
    translations: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    status: RoleStatus = Field(default=RoleStatus.DRAFT, sa_type=choice(RoleStatus))
    number: int = 0
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    digest: str = ""
    """Of what was published last; empty before."""
    is_declared: bool = False
    """A declared model names it: it is retired when the model no longer does."""

    def revise(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Describe it differently; the names of what is different now."""
        changed = tuple(sorted(name for name, one in fields.items() if getattr(self, name) != one))
        if not changed:
            return ()
        self.check_not_retired()
        for name in changed:
            setattr(self, name, fields[name])
        self.advance()
        return changed

    def pin(self, framework: Pinned) -> None:
        """What it requires was said in the words of this version."""
        self.check_not_retired()
        self.framework_number = framework.number
        self.advance()

    def content(self, framework_code: str, requirements: Sequence[Mapping[str, Any]]) -> Any:
        """What a version of it keeps."""
        return {
            "code": self.code,
            "title": self.title,
            "family": self.family,
            "track": self.track.value,
            "rank": self.rank,
            "description": self.description,
            "framework": {
                "id": str(self.framework_id),
                "code": framework_code,
                "number": self.framework_number,
            },
            "requirements": list(requirements),
        }

    def publish(self, content: Any, at: datetime) -> list[Event]:
        """As the next version. Refuses where the last one says the same."""
        self.check_not_retired()
        digest = digest_of(content)
        if self.status is RoleStatus.PUBLISHED and digest == self.digest:
            raise RoleUnchanged
        self.digest = digest
        return self.published(at)

    def published(self, at: datetime) -> list[Event]:
        self.status, self.published_at = RoleStatus.PUBLISHED, at
        self.number += 1
        self.advance()
        return [self._tells(RoleProfilePublished)]

    def retire(self) -> list[Event]:
        """A draft goes unheard: nobody was told that it was there."""
        self.check_not_retired()
        was_published = self.number > 0
        self.status = RoleStatus.RETIRED
        self.advance()
        return [self._tells(RoleProfileRetired)] if was_published else []

    def check_not_retired(self) -> None:
        if self.status is RoleStatus.RETIRED:
            raise RoleRetired

    def _tells(self, kind: type[Any]) -> Event:
        told: Event = kind(
            id=self.id,
            version=self.version,
            code=self.code,
            number=self.number,
            framework_id=self.framework_id,
        )
        return told


class RoleProfileVersion(Entity, table=True):
    """What a role profile said when it was published. It is never changed, and never removed."""

    __tablename__ = "role_profile_version"
    __table_args__: ClassVar[Any] = (
        belongs_to("role_profile", "role_profile_id"),
        UniqueConstraint("tenant_id", "role_profile_id", "number"),
    )

    role_profile_id: UUID
    number: int
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    published_at: datetime = Field(sa_type=Moment)


class RoleRequirement(Entity, table=True):
    __tablename__ = "role_requirement"
    __table_args__: ClassVar[Any] = (
        belongs_to("role_profile", "role_profile_id"),
        belongs_to("competency", "competency_id"),
        UniqueConstraint("tenant_id", "role_profile_id", "competency_id"),
        CheckConstraint("(level IS NULL) = (rank IS NULL)", name="level"),
        Index("role_requirement_competency_ix", "tenant_id", "competency_id", "role_profile_id"),
    )

    role_profile_id: UUID
    competency_id: UUID
    level: str | None = None
    rank: int | None = None
    """Of the level, in the version of the framework that the role pins."""
    is_essential: bool = True
    position: int = 0


class Pathway(Entity, table=True):
    __tablename__ = "pathway"
    __table_args__: ClassVar[Any] = (
        belongs_to("role_profile", "from_role_id"),
        belongs_to("role_profile", "to_role_id"),
        CheckConstraint(words("kind", PathwayKind), name="kind"),
        CheckConstraint(words("status", PathwayStatus), name="status"),
        CheckConstraint(
            "coalesce(from_role_id <> to_role_id, kind = 'entry')",
            name="two_roles",
        ),
        Index(
            "pathway_active_uq",
            "tenant_id",
            "from_role_id",
            "to_role_id",
            "kind",
            unique=True,
            postgresql_where=text("status = 'active'"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("pathway_to_ix", "tenant_id", "to_role_id", "id"),
    )

    from_role_id: UUID | None = None
    """Empty where one comes in from outside."""
    to_role_id: UUID
    kind: PathwayKind = Field(sa_type=choice(PathwayKind))
    description: str | None = None
    status: PathwayStatus = Field(default=PathwayStatus.ACTIVE, sa_type=choice(PathwayStatus))
    framework_id: UUID | None = None
    """Of the declared model that names it, if one does: it is retired when the model no longer
    does.
    """

    def close(self) -> list[Event]:
        if self.status is PathwayStatus.RETIRED:
            raise PathwayRetired
        self.status = PathwayStatus.RETIRED
        self.advance()
        return [
            events.PathwayRetired(
                id=self.id,
                version=self.version,
                from_role_id=self.from_role_id,
                to_role_id=self.to_role_id,
                kind=self.kind,
            )
        ]


class RoleAssignment(Entity, table=True):
    """A person has a role from `starts_on` until before `ends_on`."""

    __tablename__ = "role_assignment"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        belongs_to("role_profile", "role_profile_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        ExcludeConstraint(
            (column("tenant_id"), "="),
            (column("person_id"), "="),
            (func.daterange(column("starts_on"), column("ends_on")), "&&"),
            name="role_assignment_one_role_ex",
        ),
        Index("role_assignment_person_ix", "tenant_id", "person_id", "id"),
        Index("role_assignment_role_ix", "tenant_id", "role_profile_id", "id"),
    )

    person_id: UUID
    role_profile_id: UUID
    starts_on: date
    ends_on: date | None = None

    def started(self) -> list[Event]:
        self._check_order()
        return [self._tells(RoleAssignmentStarted)]

    def end(self, on: date) -> list[Event]:
        if self.ends_on == on:
            return []
        self.ends_on = on
        self._check_order()
        self.advance()
        return [self._tells(RoleAssignmentEnded)]

    def check_not_over(self, today: date) -> None:
        if self.ends_on is not None and self.ends_on <= today:
            raise AssignmentOver

    def _check_order(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            wrong = AssignmentEndsBefore
            raise wrong(Fault("/endsOn", wrong.explanation()))

    def _tells(self, kind: type[Any]) -> Event:
        told: Event = kind(
            id=self.id,
            version=self.version,
            person_id=self.person_id,
            role_profile_id=self.role_profile_id,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )
        return told


def digest_of(content: Any) -> str:
    """Equal content, equal digest (SHA-256)."""
    plain = dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(plain.encode()).hexdigest()
