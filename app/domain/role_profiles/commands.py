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
    title: Line = Field(description="What the role is called.")
    family: Line | None = Field(default=None, description="The job family.")
    track: RoleTrack = Field(description="What the role makes more of.")
    rank: Rank = Field(description="Its level within the family and track; a higher one is higher.")
    description: Text | None = Field(default=None, description="What the role is.")
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

    competency_id: UUID = Field(description="The competency.")
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
    family: Line | None = Field(default=None, description="Only of this family of roles.")
    track: RoleTrack | None = Field(default=None, description="Only of this track.")
    status: RoleStatus | None = Field(default=None, description="Only of this status.")
    code: Key | None = Field(default=None, description="Only with this code.")
    framework_id: UUID | None = Field(
        default=None, description="Only those that go by this framework."
    )
    competency_id: UUID | None = Field(default=None, description="Which require this competency.")


class CreatePathway(Command):
    from_role_id: UUID | None = Field(
        default=None, description="Where it begins; absent for an entry from outside."
    )
    to_role_id: UUID = Field(description="The role that it leads to.")
    kind: PathwayKind = Field(description="What kind of way it is.")
    description: Text | None = Field(default=None, description="What to know about this way.")


class PathwayFilters(Filters):
    from_role_id: UUID | None = Field(default=None, description="Only from this role.")
    to_role_id: UUID | None = Field(default=None, description="Only to this role.")
    kind: PathwayKind | None = Field(default=None, description="Only of this kind.")
    status: PathwayStatus | None = Field(default=None, description="Only of this status.")


class AssignRole(Command):
    person_id: UUID = Field(description="Who has the role.")
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
    person_id: UUID | None = Field(default=None, description="Only of this person.")
    role_profile_id: UUID | None = Field(default=None, description="Only to this role.")
    on: Day | None = Field(default=None, description="Who had or has it on this day.")
