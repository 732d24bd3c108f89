"""What you can do with roles. One function, one transaction, one scope."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import DomainError, Fault, Forbidden, NotFound
from app.domain.policy import Me
from app.domain.role_profiles import policy, repository, taking
from app.domain.role_profiles.commands import (
    AssignRole,
    ChangeRoleProfile,
    CreatePathway,
    CreateRoleProfile,
    EndRoleAssignment,
    PathwayFilters,
    Requirement,
    RetireRoleProfile,
    RoleAssignmentFilters,
    RoleProfileFilters,
    SetRoleRequirements,
)
from app.domain.role_profiles.errors import (
    AssignedRoleUnknown,
    AssigneeUnknown,
    AssignmentEndsBefore,
    AssignmentOver,
    PathwayRetired,
    PathwayRoleUnknown,
    PathwayTaken,
    PathwayToItself,
    RoleCodeTaken,
    RoleCompetencyTwice,
    RoleCompetencyUnknown,
    RoleFrameworkUnknown,
    RoleHeld,
    RoleLevelUnknown,
    RoleRetired,
    RolesOverlap,
    RoleUnchanged,
)
from app.domain.role_profiles.models import (
    Pathway,
    Pinned,
    RoleAssignment,
    RoleProfile,
)
from app.domain.role_profiles.repository import (
    Pathways,
    RoleAssignments,
    RoleProfiles,
    RoleProfileVersions,
    RoleRequirements,
)
from app.domain.role_profiles.states import PathwayKind, RoleStatus
from app.domain.role_profiles.views import (
    PathwayView,
    RoleAssignmentView,
    RoleProfileVersionView,
    RoleProfileView,
)
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query

_NOT_RETIRED = (RoleStatus.DRAFT, RoleStatus.PUBLISHED)

taking.register()


@query(Scope.COMPETENCIES_READ, RoleProfileView)
def get_role_profile(_me: Me, role_profile_id: UUID) -> One:
    """Read one role profile."""
    return repository.role_profile(role_profile_id)


@query(Scope.COMPETENCIES_READ, RoleProfileView)
def list_role_profiles(_me: Me, filters: RoleProfileFilters) -> Many:
    """List role profiles, the oldest first. Drafts and retired ones are among them, and say so."""
    return repository.role_profiles(filters)


@query(Scope.COMPETENCIES_READ, RoleProfileVersionView)
def get_role_profile_version(_me: Me, role_profile_version_id: UUID) -> One:
    """Read what a role profile said when it was published."""
    return repository.version(role_profile_version_id)


@query(Scope.COMPETENCIES_READ, RoleProfileVersionView)
def list_role_profile_versions(_me: Me, role_profile_id: UUID) -> Many:
    """List what a role profile said each time it was published, the newest first."""
    return repository.versions(role_profile_id)


@action(
    Scope.COMPETENCIES_SYNC,
    RoleProfileView,
    raises=(RoleCodeTaken, RoleFrameworkUnknown),
    creates=True,
)
async def create_role_profile(tx: Transaction, command: CreateRoleProfile) -> RoleProfile:
    """Begin a role profile, as a draft that requires nothing yet."""
    framework = await repository.framework_now(tx, command.framework_id)
    if framework is None:
        raise RoleFrameworkUnknown(Fault("/frameworkId", RoleFrameworkUnknown.explanation()))
    role = RoleProfile(**command.model_dump(), framework_number=framework.number)
    return RoleProfiles(tx).add(role)


@action(Scope.COMPETENCIES_SYNC, RoleProfileView, raises=(NotFound, RoleRetired), versioned=True)
async def change_role_profile(
    tx: Transaction, role_profile_id: UUID, command: ChangeRoleProfile
) -> RoleProfile:
    """Describe a role differently. Its versions stay as they are; publish it to make another."""
    role = await RoleProfiles(tx).get(role_profile_id, lock=True)
    role.revise(command.given())
    return role


@action(
    Scope.COMPETENCIES_SYNC,
    RoleProfileView,
    raises=(NotFound, RoleRetired, RoleCompetencyUnknown, RoleCompetencyTwice, RoleLevelUnknown),
    versioned=True,
)
async def set_role_requirements(
    tx: Transaction, role_profile_id: UUID, command: SetRoleRequirements
) -> RoleProfile:
    """Say what a role requires: all of it, at most 200 competencies of its framework.

    From then on it pins the version that the framework has today. Publish it to make a version.
    """
    role = await RoleProfiles(tx).get(role_profile_id, lock=True)
    framework = await repository.framework_now(tx, role.framework_id)
    if framework is None:
        raise NotFound
    role.pin(framework)
    known = await repository.active_competencies(tx, role.framework_id)
    _check(command.items, {id for id, _ in known.values()}, framework)
    rows = RoleRequirements(tx)
    new = [
        rows.new(
            item.model_dump()
            | {
                "role_profile_id": role.id,
                "position": position,
                "rank": None if item.level is None else framework.ranks[item.level],
            }
        )
        for position, item in enumerate(command.items)
    ]
    await rows.replace([role.id], new)
    return role


@action(
    Scope.COMPETENCIES_PUBLISH,
    RoleProfileView,
    raises=(NotFound, RoleRetired, RoleUnchanged),
    versioned=True,
)
async def publish_role_profile(tx: Transaction, role_profile_id: UUID) -> RoleProfile:
    """Publish a role profile as it is now. What it says is kept for good as its next version."""
    role = await RoleProfiles(tx).get(role_profile_id, lock=True)
    framework = await repository.framework_now(tx, role.framework_id)
    if framework is None:
        raise NotFound
    content = role.content(framework.code, await RoleRequirements(tx).spoken(role.id))
    tx.record(*role.publish(content, tx.now))
    RoleProfileVersions(tx).keep(role, content)
    return role


@action(
    Scope.COMPETENCIES_PUBLISH,
    RoleProfileView,
    raises=(NotFound, RoleRetired, RoleHeld),
    versioned=True,
)
async def retire_role_profile(
    tx: Transaction, role_profile_id: UUID, command: RetireRoleProfile
) -> RoleProfile:
    """Retire a role profile, and the pathways from it and to it.

    While somebody has the role, or will, this is refused, unless `evenIfHeld` says that it is
    meant: they keep it, and nobody else gets it.
    """
    role = await RoleProfiles(tx).get(role_profile_id, lock=True)
    events = role.retire()
    if not command.even_if_held and await RoleAssignments(tx).is_held(role.id):
        raise RoleHeld
    for pathway in await Pathways(tx).active_of([role.id]):
        tx.record(*pathway.close())
    tx.record(*events)
    return role


@query(Scope.COMPETENCIES_READ, PathwayView)
def get_pathway(_me: Me, pathway_id: UUID) -> One:
    """Read one pathway."""
    return repository.pathway(pathway_id)


@query(Scope.COMPETENCIES_READ, PathwayView)
def list_pathways(_me: Me, filters: PathwayFilters) -> Many:
    """List the pathways between roles, the oldest first. Retired ones are among them."""
    return repository.pathways(filters)


@action(
    Scope.COMPETENCIES_SYNC,
    PathwayView,
    raises=(PathwayRoleUnknown, PathwayToItself, PathwayTaken),
    creates=True,
)
async def create_pathway(tx: Transaction, command: CreatePathway) -> Pathway:
    """Lay a way from one role to another, or into one from outside (`entry`)."""
    ends = {"fromRoleId": command.from_role_id, "toRoleId": command.to_role_id}
    is_entry = command.from_role_id is None and command.kind is PathwayKind.ENTRY
    if command.from_role_id == command.to_role_id or not (command.from_role_id or is_entry):
        raise PathwayToItself(Fault("/fromRoleId", PathwayToItself.explanation()))
    given = {name: id for name, id in ends.items() if id is not None}
    known = await RoleProfiles(tx).known(set(given.values()), *_NOT_RETIRED)
    unknown = [name for name, id in given.items() if id not in known]
    if unknown:
        wrong = PathwayRoleUnknown
        raise wrong(*(Fault(f"/{name}", wrong.explanation()) for name in unknown))
    return Pathways(tx).add(Pathway(**command.model_dump()))


@action(Scope.COMPETENCIES_SYNC, PathwayView, raises=(NotFound, PathwayRetired), versioned=True)
async def retire_pathway(tx: Transaction, pathway_id: UUID) -> Pathway:
    """Say that one no longer goes this way."""
    pathway = await Pathways(tx).get(pathway_id, lock=True)
    tx.record(*pathway.close())
    return pathway


@query(Scope.PEOPLE_READ, RoleAssignmentView)
def get_role_assignment(_me: Me, role_assignment_id: UUID) -> One:
    """Read which role somebody had at a time."""
    return repository.assignment(role_assignment_id)


@query(Scope.PEOPLE_READ, RoleAssignmentView)
def list_role_assignments(_me: Me, filters: RoleAssignmentFilters) -> Many:
    """List who has which role, those gone by and to come included, the oldest first."""
    return repository.assignments(filters)


@action(
    Scope.PEOPLE_WRITE,
    RoleAssignmentView,
    raises=(Forbidden, AssigneeUnknown, AssignedRoleUnknown, RolesOverlap, AssignmentEndsBefore),
    creates=True,
)
async def assign_role(tx: Transaction, command: AssignRole) -> RoleAssignment:
    """Say which role somebody has from a day on.

    What they had until then ends on that day; every other overlap is refused. Machine clients
    may do this, and the people partner of the person.
    """
    rows = RoleAssignments(tx)
    given = command.model_dump() | {"starts_on": command.starts_on or tx.now.date()}
    assignment = RoleAssignment(**given)
    events = assignment.started()
    known = await RoleProfiles(tx).known([command.role_profile_id], RoleStatus.PUBLISHED)
    if not known:
        wrong = AssignedRoleUnknown
        raise wrong(Fault("/roleProfileId", wrong.explanation()))
    before = await rows.held_on(command.person_id, assignment.starts_on)
    if before is not None and before.starts_on < assignment.starts_on:
        tx.record(*before.end(assignment.starts_on))
        await tx.flush()  # the days are free before they are taken
    tx.record(*events)
    tx.concern(command.person_id)
    return await rows.check_new(rows.add(assignment), policy.may_assign)


@action(
    Scope.PEOPLE_WRITE,
    RoleAssignmentView,
    raises=(NotFound, Forbidden, AssignmentOver, AssignmentEndsBefore, RolesOverlap),
    versioned=True,
)
async def end_role_assignment(
    tx: Transaction, role_assignment_id: UUID, command: EndRoleAssignment
) -> RoleAssignment:
    """Say from which day on somebody no longer has a role, or move that day while it is to come.

    Machine clients may do this, and the people partner of the person.
    """
    rows = RoleAssignments(tx)
    assignment = await rows.get(role_assignment_id, may=policy.may_assign, lock=True)
    today = tx.now.date()
    assignment.check_not_over(today)
    tx.record(*assignment.end(command.ends_on or max(today, assignment.starts_on)))
    tx.concern(assignment.person_id)
    return assignment


def _check(items: Sequence[Requirement], known: set[UUID], framework: Pinned) -> None:
    ids = [item.competency_id for item in items]
    levels: Mapping[Any, int] = framework.ranks or {None: 0}
    _refuse(
        RoleCompetencyUnknown,
        [f"/items/{at}/competencyId" for at, id in enumerate(ids) if id not in known],
    )
    _refuse(
        RoleCompetencyTwice,
        [f"/items/{at}/competencyId" for at, id in enumerate(ids) if id in ids[:at]],
    )
    _refuse(
        RoleLevelUnknown,
        [f"/items/{at}/level" for at, item in enumerate(items) if item.level not in levels],
    )


def _refuse(kind: type[DomainError], places: Sequence[str]) -> None:
    if places:
        raise kind(*(Fault(place, kind.explanation()) for place in places))
