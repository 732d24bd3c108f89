"""What can be asked of competency models, and how a sync is answered."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.competencies.models import CompetencyStatus
from app.domain.shape import Command, Filters, Shape
from app.domain.values import Key


class SyncFramework(Command):
    """A competency model as it shall be from now on."""

    document: dict[str, Any] = Field(
        description="Our own format (`framework`, `scale`, `competencies`), or a CASE 1.0 or 1.1 "
        "package (`CFDocument`, `CFItems`, `CFAssociations`)."
    )
    dry_run: bool = Field(default=False, description="Only say what would change.")


class SyncKind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    RETIRED = "retired"


class SyncChange(Shape):
    """One difference."""

    kind: SyncKind
    code: str
    fields: tuple[str, ...] = Field(default=(), description="What is different.")


class SyncNotice(Shape):
    """Something in the source that was read liberally."""

    where: str
    what: str


class SyncReport(Shape):
    """What a sync changed, or would change."""

    framework_id: UUID | None = Field(description="None if a dry run would begin it.")
    code: str
    changed: bool
    dry_run: bool
    created: int
    updated: int
    retired: int
    unchanged: int
    content_hash: str
    changes: tuple[SyncChange, ...]
    notices: tuple[SyncNotice, ...]


class CompetencyFilters(Filters):
    framework_id: UUID | None = None
    code: Key | None = None
    status: CompetencyStatus | None = None
