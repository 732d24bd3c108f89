"""How competency models look from outside."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.competencies import policy
from app.domain.competencies.models import Competency, CompetencyFramework, CompetencyStatus
from app.domain.view import View, many, one


class CompetencyFrameworkView(
    View, of=CompetencyFramework, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """A model of what people grow in."""

    id: UUID
    version: int = Field(description="Counts the syncs that changed something.")
    code: str = Field(description="Its stable name.")
    title: str
    description: str | None
    language: str = Field(description="A BCP 47 language tag.")
    version_label: str | None = Field(description="The source's own word for its version.")
    source: str = Field(description="`own` or `case`.")
    source_identifier: str | None
    scale: list[dict[str, Any]] = Field(description="The levels: code, name, rank.")
    associations: list[dict[str, Any]] = Field(
        description="Links between competencies, and to outside: origin, type, destination."
    )
    content_hash: str = Field(description="Equal content, equal hash (SHA-256).")


class CompetencyView(View, of=Competency, guard=policy.may_read, scope=Scope.COMPETENCIES_READ):
    """Something that people can become better at."""

    id: UUID
    version: int = Field(description="Counts the changes of the competency.")
    framework_id: UUID
    code: str = Field(description="Its name for people, unique in the framework.")
    name: str
    statement: str
    identifier: str | None = Field(description="The source's own id.")
    parent_code: str | None
    category: str | None
    position: int = Field(description="Its place among those with the same parent, from 0.")
    levels: list[dict[str, Any]] = Field(description="What it looks like: level, descriptor.")
    education_levels: list[str]
    status: CompetencyStatus


CompetencyFrameworkView.relates(
    competencies=many(
        CompetencyView,
        "framework_id",
        "What it is made of.",
        order=("parent_code", "position", "id"),
    ),
)
CompetencyView.relates(
    framework=one(CompetencyFrameworkView, "framework_id", "What it is part of."),
)
