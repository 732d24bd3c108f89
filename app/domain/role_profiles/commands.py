"""What can be asked of roles."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from app.domain.role_profiles.states import PathwayKind, PathwayStatus, RoleStatus, RoleTrack
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Day, Key, Line, Text

MOST_REQUIREMENTS: Final = 200

Rank = Annotated[int, Field(ge=0, le=10_000)]


class CreateRoleProfile(Command):
    code: Key = Field(description="Its stable name, unique in the organisation.")
    title: Line
    family: Line | None = Field(default=None, description="The job family.")
    track: RoleTrack
    rank: Rank = Field(description="Its level within the family and track; a higher one is higher.")
    description: Text | None = None
    framework_id: UUID = Field(description="In whose competencies it says what it requires.")


class ChangeRoleProfile(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    title: Line = absent("How the role is called.")
    family: Line | None = absent("The job family.")
    track: RoleTrack = absent("What it makes more of.")
    rank: Rank = absent("Its level within the family and track.")
    description: Text | None = absent("What the role is about.")


class Requirement(Command):
    """What a role requires of one competency."""

    competency_id: UUID
    level: Key | None = Field(
        default=None, description="A code of the framework's scale; absent where it has none."
    )
    is_essential: bool = Field(default=True, description="Or only good to have.")


class SetRoleRequirements(Command):
    items: tuple[Requirement, ...] = Field(
        max_length=MOST_REQUIREMENTS,
        description="All of them, the most important first; an empty list for none.",
    )


class RetireRoleProfile(Command):
    even_if_held: bool = Field(
        default=False, description="Retire it though somebody has it, who keeps it."
    )


class RoleProfileFilters(Filters):
    family: Line | None = None
    track: RoleTrack | None = None
    status: RoleStatus | None = None
    code: Key | None = None
    framework_id: UUID | None = None
    competency_id: UUID | None = Field(default=None, description="Which require this competency.")


class CreatePathway(Command):
    from_role_id: UUID | None = Field(
        default=None, description="Where it begins; absent for an entry from outside."
    )
    to_role_id: UUID
    kind: PathwayKind
    description: Text | None = None


class PathwayFilters(Filters):
    from_role_id: UUID | None = None
    to_role_id: UUID | None = None
    kind: PathwayKind | None = None
    status: PathwayStatus | None = None


class AssignRole(Command):
    person_id: UUID
    role_profile_id: UUID = Field(description="A published one.")
    starts_on: Day | None = Field(default=None, description="The first day; absent means today.")
    ends_on: Day | None = Field(
        default=None, description="From this day on they no longer have it, if that is known."
    )


class EndRoleAssignment(Command):
    ends_on: Day | None = Field(
        default=None, description="From this day on they no longer have it; absent means today."
    )


class RoleAssignmentFilters(Filters):
    person_id: UUID | None = None
    role_profile_id: UUID | None = None
    on: Day | None = Field(default=None, description="Who had or has it on this day.")
