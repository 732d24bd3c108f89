"""How roles look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.people.views import PersonView
from app.domain.role_profiles import policy
from app.domain.role_profiles.models import (
    Pathway,
    RoleAssignment,
    RoleProfile,
    RoleProfileVersion,
    RoleRequirement,
)
from app.domain.role_profiles.states import PathwayKind, PathwayStatus, RoleStatus, RoleTrack
from app.domain.view import View, many, one

READS = Scope.COMPETENCIES_READ


class RoleProfileView(View, of=RoleProfile, guard=policy.may_read, scope=READS):
    """What a role asks of somebody."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the role profile.")
    code: str = Field(description="Its stable name.")
    title: str = Field(description="What the role is called.")
    family: str | None = Field(description="The job family.")
    track: RoleTrack = Field(description="What it makes more of.")
    rank: int = Field(description="Its level within the family and track; a higher one is higher.")
    description: str | None = Field(description="What the role is; null if nobody said.")
    framework_id: UUID = Field(description="In whose competencies it says what it requires.")
    framework_number: int = Field(
        description="The version of the framework that it pins: the one that was current when its "
        "requirements were said."
    )
    identifier: str | None = Field(description="The id that the declared source has for it.")
    translations: dict[str, Any] = Field(description="What the declared source says elsewhere.")
    extra: dict[str, Any] = Field(description="What else the declared source says of it.")
    status: RoleStatus = Field(description="Where it is in its life.")
    number: int = Field(description="How often it was published: the number of its last version.")
    published_at: datetime | None = Field(description="When it was last published.")
    digest: str = Field(description="Of what was published last: equal content, equal digest.")
    is_declared: bool = Field(
        description="Whether a declared model names it: then a sync retires it when it no longer "
        "does."
    )


class RoleRequirementView(View, of=RoleRequirement, guard=policy.may_read, scope=READS):
    """What a role requires of one competency."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    role_profile_id: UUID = Field(description="The role profile that requires it.")
    competency_id: UUID = Field(description="The competency that is required.")
    level: str | None = Field(description="A code of the framework's scale.")
    rank: int | None = Field(description="Of that level, in the version that the role pins.")
    is_essential: bool = Field(description="Whether the role cannot do without it.")
    position: int = Field(description="Its place in the list, from 0.")


class RoleProfileVersionView(View, of=RoleProfileVersion, guard=policy.may_read, scope=READS):
    """What a role profile said when it was published. It never changes."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    role_profile_id: UUID = Field(description="The role profile whose version it is.")
    number: int = Field(description="From 1.")
    content: dict[str, Any] = Field(
        description="Title, family, track and rank; the framework with its number; the "
        "requirements with codes, names, levels and ranks."
    )
    published_at: datetime = Field(description="When it was published.")


class PathwayView(View, of=Pathway, guard=policy.may_read, scope=READS):
    """A way from one role to another, or into one from outside."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the pathway.")
    from_role_id: UUID | None = Field(description="Null for an entry from outside.")
    to_role_id: UUID = Field(description="The role that it leads to.")
    kind: PathwayKind = Field(description="What kind of way it is.")
    description: str | None = Field(description="What to know about this way; null if nobody said.")
    status: PathwayStatus = Field(description="Whether it is in use.")


class RoleAssignmentView(
    View,
    of=RoleAssignment,
    guard=policy.may_read_assignment,
    scope=Scope.PEOPLE_READ,
    about=("person_id",),
):
    """Which role somebody has, from one day until another."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the assignment.")
    person_id: UUID = Field(description="Who has the role.")
    role_profile_id: UUID = Field(description="The role.")
    starts_on: date = Field(description="The first day.")
    ends_on: date | None = Field(
        description="From this day on they no longer have it: the last day is the one before."
    )


RoleProfileView.relates(
    framework=one(CompetencyFrameworkView, "framework_id", "In whose competencies it speaks."),
    requirements=many(
        RoleRequirementView,
        "role_profile_id",
        "What it requires, the most important first.",
        order=("position", "id"),
    ),
    versions=many(
        RoleProfileVersionView,
        "role_profile_id",
        "What it said each time it was published.",
        order=("number", "id"),
    ),
    pathways_from=many(PathwayView, "from_role_id", "Where one can go from it."),
    pathways_to=many(PathwayView, "to_role_id", "How one gets there."),
)
RoleRequirementView.relates(
    role_profile=one(RoleProfileView, "role_profile_id", "Which role requires it."),
    competency=one(CompetencyView, "competency_id", "What is required."),
)
RoleProfileVersionView.relates(
    role_profile=one(RoleProfileView, "role_profile_id", "The role as it is today."),
)
PathwayView.relates(
    from_role=one(RoleProfileView, "from_role_id", "Where it begins."),
    to_role=one(RoleProfileView, "to_role_id", "Where it leads."),
)
RoleAssignmentView.relates(
    person=one(PersonView, "person_id", "Who has it."),
    role_profile=one(RoleProfileView, "role_profile_id", "What it asks of them."),
)
