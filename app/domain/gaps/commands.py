"""What can be asked of gaps."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from app.domain.shape import Command, Filters, SeveralIds
from app.domain.values import Line, Text

MOST_ROLES: Final = 5
MOST_COMPETENCIES: Final = 20


class GapFilters(Filters):
    role_profile_ids: Annotated[SeveralIds, Field(max_length=MOST_ROLES)] | None = Field(
        default=None,
        description="Up to 5 roles, side by side, as they are today. Where neither roles nor "
        "versions are named, it is the one that the person has today.",
    )
    role_profile_version_ids: Annotated[SeveralIds, Field(max_length=MOST_ROLES)] | None = Field(
        default=None,
        description="Versions of roles, as they were published, beside the roles: up to 5 in all.",
    )

    @field_validator("role_profile_version_ids")
    @classmethod
    def _not_too_many(cls, given: list[UUID] | None, info: ValidationInfo) -> list[UUID] | None:
        others = info.data.get("role_profile_ids") or []
        if given is not None and len(given) + len(others) > MOST_ROLES:
            message = f"with roleProfileIds at most {MOST_ROLES} in all"
            raise ValueError(message)
        return given


class BeginGoalFromGap(Command):
    role_profile_id: UUID = Field(description="Towards which role.")
    competency_ids: tuple[UUID, ...] = Field(
        min_length=1,
        max_length=MOST_COMPETENCIES,
        description="What the goal is about: competencies that the role requires and the person "
        "does not have yet.",
    )
    title: Line | None = Field(default=None, description="Absent means the title of the role.")
    aspiration: Text | None = Field(default=None, description="Why it matters to them.")
