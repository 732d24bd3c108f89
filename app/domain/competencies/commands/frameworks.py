"""What can be asked of competency models."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.competencies.states import CompetencyStatus, FrameworkStatus
from app.domain.shape import Command, Filters
from app.domain.values import Key, Language


class FrameworkFilters(Filters):
    code: Key | None = Field(default=None, description="The one with this code.")
    status: FrameworkStatus | None = Field(default=None, description="Only of this status.")


_LOCALE: Any = Field(
    default=None,
    description="The language you want, such as `sv-FI`: `shownName` and `shownStatement` come in "
    "it, or in `sv`, or in the framework's language. Absent: your own; for machine clients the "
    "organisation's.",
)


class SpokenFilters(Filters):
    locale: Language | None = _LOCALE


class CompetencyFilters(Filters):
    framework_id: UUID | None = Field(default=None, description="Only of this framework.")
    code: Key | None = Field(
        default=None, description="Only with this code, which is unique within a framework."
    )
    status: CompetencyStatus | None = Field(default=None, description="Only of this status.")
    parent_code: Key | None = Field(default=None, description="Those right below this one.")
    is_top: bool | None = Field(default=None, description="Those with nothing above them, or not.")
    category: Key | None = Field(default=None, description="Only of this category.")
    identifier: Key | None = Field(default=None, description="The source's own id.")
    locale: Language | None = _LOCALE


class AssociationFilters(Filters):
    framework_id: UUID | None = Field(default=None, description="Only of this framework.")
    type: Key | None = Field(default=None, description="Such as `replacedBy` or `isRelatedTo`.")
    origin_id: UUID | None = Field(default=None, description="From this competency.")
    destination_id: UUID | None = Field(default=None, description="To this competency.")
    competency_id: UUID | None = Field(default=None, description="From or to this competency.")


class DeprecateFramework(Command):
    replaced_by_id: UUID | None = Field(
        default=None, description="The framework that took its place, if one did."
    )
