"""Roles as a declared model names them, and what can be wrong with them, each with its place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.errors import DomainError, Fault
from app.domain.role_profiles.errors import (
    DeclaredRolesRefused,
    PathwayRoleUnknown,
    PathwayTaken,
    PathwayToItself,
    RoleCodeTaken,
    RoleCompetencyTwice,
    RoleCompetencyUnknown,
    RoleElsewhere,
    RoleLevelUnknown,
    RoleWordUnknown,
)
from app.domain.role_profiles.states import PathwayKind, RoleTrack

HIGHEST_RANK: Final = 10_000
MOST_FAULTS: Final = 100


@dataclass(frozen=True, slots=True)
class DeclaredRole:
    """A role as a model names it. `requirements`: code of a competency, level, whether essential.

    `place` is where it stands in what was sent, as a JSON pointer.
    """

    code: str
    title: str
    track: str
    rank: int
    digest: str
    place: str
    family: str | None = None
    description: str | None = None
    identifier: str | None = None
    requirements: Sequence[tuple[str, str | None, bool]] = ()
    translations: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeclaredPathway:
    """A way from one code to another; without an `origin` it leads in from outside."""

    origin: str | None
    destination: str
    kind: str
    digest: str
    place: str
    description: str | None = None


def check_declared(
    roles: Sequence[DeclaredRole],
    ways: Sequence[DeclaredPathway],
    competencies: Collection[str],
    ranks: Mapping[str, int],
    elsewhere: Collection[str],
) -> None:
    """Refuse for every reason at once. `ranks` are those of the scale, none where there is no
    scale; `elsewhere` are codes that roles of other frameworks have.
    """
    faults = [
        *_of_roles(roles, elsewhere),
        *(fault for one in roles for fault in _of_requirements(one, competencies, ranks)),
        *_of_ways(ways, {one.code for one in roles}),
    ]
    if faults:
        raise DeclaredRolesRefused(*faults[:MOST_FAULTS])


def _of_roles(roles: Sequence[DeclaredRole], elsewhere: Collection[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in roles:
        if one.code in seen:
            yield _fault(one.place, RoleCodeTaken)
        seen.add(one.code)
        if one.code in elsewhere:
            yield _fault(one.place, RoleElsewhere)
        if one.track not in tuple(RoleTrack) or not 0 <= one.rank <= HIGHEST_RANK:
            yield _fault(one.place, RoleWordUnknown)


def _of_requirements(
    role: DeclaredRole, known: Collection[str], ranks: Mapping[str, int]
) -> Iterator[Fault]:
    levels: Mapping[Any, int] = ranks or {None: 0}
    seen: set[str] = set()
    for at, (code, level, _) in enumerate(role.requirements):
        place = f"{role.place}/requirements/{at}"
        if code not in known:
            yield _fault(place, RoleCompetencyUnknown)
        if code in seen:
            yield _fault(place, RoleCompetencyTwice)
        seen.add(code)
        if level not in levels:
            yield _fault(place, RoleLevelUnknown)


def _of_ways(ways: Sequence[DeclaredPathway], codes: set[str]) -> Iterator[Fault]:
    seen: set[tuple[str | None, str, str]] = set()
    for one in ways:
        if one.kind not in tuple(PathwayKind):
            yield _fault(one.place, RoleWordUnknown)
        if not {one.origin or one.destination, one.destination} <= codes:
            yield _fault(one.place, PathwayRoleUnknown)
        is_entry = one.kind == PathwayKind.ENTRY
        if one.origin == one.destination or (one.origin is None and not is_entry):
            yield _fault(one.place, PathwayToItself)
        key = (one.origin, one.destination, one.kind)
        if key in seen:
            yield _fault(one.place, PathwayTaken)
        seen.add(key)


def _fault(place: str, kind: type[DomainError]) -> Fault:
    return Fault(place, kind.explanation())
