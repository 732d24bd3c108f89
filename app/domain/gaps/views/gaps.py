"""How gaps look from outside."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.competencies.views import CompetencyView
from app.domain.gaps import policy
from app.domain.gaps.models import Gap, Helped, NextLevel, ReachableRole
from app.domain.people.views import PersonView
from app.domain.plans.states import MilestoneKind
from app.domain.role_profiles.states import PathwayKind, RoleTrack
from app.domain.role_profiles.views import RoleProfileVersionView, RoleProfileView
from app.domain.view import View, one

_DISTANCE = (
    "The sum of the ranks that are missing; of what nobody assessed, the whole rank, and 1 where "
    "there is no scale."
)
_READINESS = (
    "Percent of what it requires, essential requirements counted twice: of each, the rank that "
    "they have of the rank that it takes, whole where it is met."
)


class GapView(View, of=Gap, guard=policy.may_read, scope=Scope.PLANS_READ, about=("person_id",)):
    """How far somebody is from what a role requires: as it is today, or as a version of it said.

    A version speaks of competencies as they were, and each number of it is made of what counts for
    these today. What was said of a competency counts for what took its place. It is no proof the
    other way round: a level in what is new tells nothing of what an old version required, unless
    both are the same competency, word for word or as the framework's `exactMatchOf` says.
    """

    id: UUID = Field(description="The same as `roleProfileVersionId`, or else `roleProfileId`.")
    person_id: UUID = Field(description="Whose gap it is.")
    role_profile_id: UUID = Field(description="The role that it is measured by.")
    role_profile_version_id: UUID | None = Field(description="Null for the role as it is today.")
    role_profile_number: int = Field(
        description="The number of the version; of the role as it is today, of its last one."
    )
    code: str = Field(description="Of the role.")
    title: str = Field(description="What the role is called.")
    family: str | None = Field(
        description="The family of roles that it is part of; null if there is none."
    )
    track: RoleTrack = Field(description="What the role makes more of.")
    role_rank: int = Field(description="The level of the role within its family and track.")
    framework_id: UUID = Field(description="The framework that the role goes by.")
    framework_number: int = Field(
        description="The version of the framework that the role pins, or pinned in that version."
    )
    met: int = Field(description="How many requirements are met.")
    missing: int = Field(description="How many are not, by what was assessed.")
    unassessed: int = Field(description="Of how many nobody said anything that you may read.")
    distance: int = Field(description=_DISTANCE)
    readiness: int = Field(description=_READINESS)
    requirements: list[dict[str, Any]] = Field(
        description="What each number is made of: `competencyId`, `code`, `name`, `isEssential`, "
        "`requiredLevel`, `requiredRank`, the `level`, `rank` and `kind` that count for them, "
        "`distance`, `state` (`met`, `missing` or `unassessed`), and `inputs`, as those of a "
        "competency standing. Ranks are compared within one version of the framework: the one of "
        "today, or the one that both were said in, whichever is better for the person."
    )


class ReachableRoleView(
    View, of=ReachableRole, guard=policy.may_read, scope=Scope.PLANS_READ, about=("person_id",)
):
    """A role that pathways lead to from the role that somebody has today."""

    id: UUID = Field(description="The same as `roleProfileId`.")
    person_id: UUID = Field(description="Who can reach it.")
    role_profile_id: UUID = Field(description="The role that can be reached.")
    code: str = Field(description="Of the role.")
    title: str = Field(description="What the role is called.")
    family: str | None = Field(
        description="The family of roles that it is part of; null if there is none."
    )
    track: RoleTrack = Field(description="What the role makes more of.")
    role_rank: int = Field(description="The level of the role within its family and track.")
    kind: PathwayKind = Field(description="Of the last step.")
    steps: int = Field(description="1 is directly, up to 4.")
    path: list[UUID] = Field(description="The roles on the shortest way, this one last.")
    met: int = Field(description="How many requirements are met.")
    missing: int = Field(description="How many are not, by what was assessed.")
    unassessed: int = Field(description="Of how many nobody said anything that you may read.")
    distance: int = Field(description=_DISTANCE)
    readiness: int = Field(description=_READINESS)


class NextLevelView(
    View, of=NextLevel, guard=policy.may_read, scope=Scope.PLANS_READ, about=("person_id",)
):
    """A level of a competency that would bring somebody nearer to roles that they can reach."""

    id: UUID = Field(description="Of one of the requirements that it would meet.")
    person_id: UUID = Field(description="Whose next level it is.")
    competency_id: UUID = Field(description="The competency that it is a level of.")
    level: str | None = Field(description="Null where the framework has no scale.")
    rank: int | None = Field(
        description="The place of the level in its scale; null where there is no scale."
    )
    opens: int = Field(
        description="Of how many reachable roles it is the one essential requirement that is not "
        "met: with it, they are open."
    )
    nearer: int = Field(description="Of how many it would meet an essential requirement.")
    opens_role_ids: list[UUID] = Field(
        description="The roles for which nothing else would be missing."
    )
    nearer_role_ids: list[UUID] = Field(description="The roles that it brings nearer.")


class HelpedView(View, of=Helped, guard=policy.may_read_helped, scope=Scope.PLANS_READ):
    """With which kinds of milestones people achieved goals about a competency.

    Private goals are not in it. A kind is shown only where at least the organisation's
    `anonymityThreshold` people stand behind it, and behind what it leaves of all, or nobody.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    competency_id: UUID = Field(description="The competency that it helped with.")
    kind: MilestoneKind = Field(description="The kind of milestone that helped.")
    goals: int = Field(description="How many goals were achieved with such milestones reached.")


_PERSON = one(PersonView, "person_id", "Whose gap it is.")
_ROLE = one(RoleProfileView, "role_profile_id", "What it requires.")
_COMPETENCY = one(CompetencyView, "competency_id", "In what.")
_VERSION = one(RoleProfileVersionView, "role_profile_version_id", "What that version said.")
GapView.relates(person=_PERSON, role_profile=_ROLE, role_profile_version=_VERSION)
ReachableRoleView.relates(person=_PERSON, role_profile=_ROLE)
NextLevelView.relates(person=_PERSON, competency=_COMPETENCY)
HelpedView.relates(competency=_COMPETENCY)
