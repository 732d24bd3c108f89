"""Takes over the roles and pathways of a declared model, and publishes what is different.

The same model twice changes nothing. What it no longer names is retired, and never removed; what
others made by hand is left alone, unless it has the code of a declared role.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.role_profiles import repository
from app.domain.role_profiles.declared import DeclaredPathway, DeclaredRole, check_declared
from app.domain.role_profiles.models import (
    Pathway,
    Pinned,
    RoleProfile,
    RoleRequirement,
)
from app.domain.role_profiles.repository import (
    Pathways,
    RoleProfiles,
    RoleProfileVersions,
    RoleRequirements,
    spoken,
)
from app.domain.role_profiles.states import PathwayKind, RoleStatus, RoleTrack
from app.domain.transaction import Transaction

Known = Mapping[str, tuple[UUID, str]]


class RoleChangeKind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    RETIRED = "retired"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What becomes, or would become, of one role."""

    kind: RoleChangeKind
    code: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class _Wanted:
    """A declared role, what is stored of it, and what it shall require."""

    declared: DeclaredRole
    known: RoleProfile | None
    required: list[RoleRequirement]

    @property
    def fields(self) -> dict[str, Any]:
        names = ("title", "family", "rank", "description", "identifier")
        return {name: getattr(self.declared, name) for name in names} | {
            "track": RoleTrack(self.declared.track),
            "translations": dict(self.declared.translations),
            "extra": dict(self.declared.extra),
            "is_declared": True,
        }

    def change(self, stored: Sequence[RoleRequirement]) -> RoleChange:
        code, known = self.declared.code, self.known
        if known is None:
            return RoleChange(RoleChangeKind.CREATED, code)
        different = [name for name, one in self.fields.items() if getattr(known, name) != one]
        if [_plain(one) for one in stored] != [_plain(one) for one in self.required]:
            different.append("requirements")
        if known.status is not RoleStatus.PUBLISHED:
            different.append("status")
        kind = RoleChangeKind.UPDATED if different else RoleChangeKind.UNCHANGED
        return RoleChange(kind, code, tuple(sorted(different)))


def _plain(row: RoleRequirement) -> tuple[Any, ...]:
    return (row.competency_id, row.level, row.rank, row.is_essential)


async def declare_roles(
    tx: Transaction,
    framework_id: UUID,
    framework_number: int,
    roles: Iterable[DeclaredRole],
    pathways: Iterable[DeclaredPathway],
    dry_run: bool,  # noqa: FBT001 - as the sync says it
) -> list[RoleChange]:
    """Make the declared roles of a framework say what its model says, and say what that changes.

    Each role that is different is published anew. With `dry_run` nothing is written. Whatever
    is wrong is refused with its place, before anything is.
    """
    framework = await repository.framework_now(tx, framework_id)
    if framework is None:
        raise NotFound
    pinned = Pinned(framework.id, framework.code, framework_number, framework.ranks)
    competencies = await repository.active_competencies(tx, framework_id)
    declared, declared_ways = list(roles), list(pathways)
    rows = RoleProfiles(tx)
    await rows.lock()
    stored = await rows.declared(framework_id, [one.code for one in declared])
    elsewhere = {code for code, one in stored.items() if one.framework_id != framework_id}
    check_declared(declared, declared_ways, competencies, pinned.ranks, elsewhere)
    wanted = [
        _Wanted(one, stored.get(one.code), _requirements(tx, one, competencies, pinned))
        for one in declared
    ]
    named = {one.code for one in declared}
    gone = [
        one
        for code, one in stored.items()
        if code not in named and one.status is not RoleStatus.RETIRED
    ]
    ways = await _compare_ways(tx, declared_ways, framework_id, stored.values(), gone)
    required = await RoleRequirements(tx).of([one.id for one in stored.values()])
    changes = [one.change(required[one.known.id] if one.known else ()) for one in wanted]
    if not dry_run:
        different = [
            one
            for one, change in zip(wanted, changes, strict=True)
            if change.kind is not RoleChangeKind.UNCHANGED
        ]
        await _write(tx, different, pinned, competencies)
        for role in gone:
            tx.record(*role.retire())
        _lay(tx, ways, framework_id, {o.declared.code: o.known.id for o in wanted if o.known})
    told = [_and_ways(change, ways.touched) for change in changes]
    return told + [RoleChange(RoleChangeKind.RETIRED, one.code) for one in gone]


def _and_ways(change: RoleChange, touched: set[str]) -> RoleChange:
    """Other ways from a role, or into it from outside, are told with it: it stays published as it
    is.
    """
    if change.code not in touched or change.kind is RoleChangeKind.CREATED:
        return change
    fields = tuple(sorted({*change.fields, "pathways"}))
    return RoleChange(RoleChangeKind.UPDATED, change.code, fields)


def _requirements(
    tx: Transaction, role: DeclaredRole, known: Known, framework: Pinned
) -> list[RoleRequirement]:
    return [
        RoleRequirements(tx).new(
            {
                "competency_id": known[code][0],
                "level": level,
                "rank": None if level is None else framework.ranks[level],
                "is_essential": is_essential,
                "position": position,
            }
        )
        for position, (code, level, is_essential) in enumerate(role.requirements)
    ]


async def _write(
    tx: Transaction,
    different: Sequence[_Wanted],
    framework: Pinned,
    competencies: Known,
) -> None:
    names = {id: (code, name) for code, (id, name) in competencies.items()}
    for one in different:
        if one.known is None:
            one.known = RoleProfiles(tx).add(
                RoleProfile(
                    code=one.declared.code,
                    framework_id=framework.id,
                    framework_number=framework.number,
                    **one.fields,
                )
            )
        else:
            for name, value in one.fields.items():
                setattr(one.known, name, value)
            one.known.framework_number = framework.number
        for row in one.required:
            row.role_profile_id = one.known.id
        one.known.digest = one.declared.digest
        tx.record(*one.known.published(tx.now))
        said = [spoken(row, *names[row.competency_id]) for row in one.required]
        RoleProfileVersions(tx).keep(one.known, one.known.content(framework.code, said))
    await tx.flush()
    roles = [one.known.id for one in different if one.known is not None]
    await RoleRequirements(tx).replace(roles, [row for one in different for row in one.required])


@dataclass(slots=True)
class _Ways:
    """What becomes of the pathways between declared roles."""

    new: list[DeclaredPathway] = field(default_factory=list)
    kept: list[tuple[Pathway, DeclaredPathway]] = field(default_factory=list)
    ended: list[Pathway] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    """The codes of the roles where something begins or leads differently."""


async def _compare_ways(
    tx: Transaction,
    ways: Sequence[DeclaredPathway],
    framework_id: UUID,
    stored: Iterable[RoleProfile],
    gone: Iterable[RoleProfile],
) -> _Ways:
    """The ways that the model names, and none that it named before; those of retired roles end."""
    codes: dict[UUID | None, str] = {one.id: one.code for one in stored}
    closed = {one.id for one in gone}
    wanted = {(one.origin, one.destination, one.kind): one for one in ways}
    found = _Ways()
    for pathway in await Pathways(tx).active_of([id for id in codes if id is not None]):
        ends = (pathway.from_role_id, pathway.to_role_id)
        is_between = all(end is None or end in codes for end in ends)
        key = (codes.get(ends[0]), codes.get(ends[1], ""), pathway.kind.value)
        declared = wanted.pop(key, None) if is_between else None
        if declared is not None:
            found.kept.append((pathway, declared))
            if pathway.description != declared.description:
                found.touched.add(declared.origin or declared.destination)
        elif pathway.framework_id == framework_id or closed.intersection(ends):
            found.ended.append(pathway)
            found.touched.add(codes.get(ends[0]) or codes.get(ends[1], ""))
    found.new = list(wanted.values())
    found.touched |= {one.origin or one.destination for one in found.new}
    return found


def _lay(tx: Transaction, ways: _Ways, framework_id: UUID, ids: Mapping[str, UUID]) -> None:
    for pathway, declared in ways.kept:
        pathway.framework_id = framework_id
        if pathway.description != declared.description:
            pathway.description = declared.description
            pathway.advance()
    for pathway in ways.ended:
        tx.record(*pathway.close())
    for declared in ways.new:
        Pathways(tx).add(
            Pathway(
                from_role_id=ids[declared.origin] if declared.origin else None,
                to_role_id=ids[declared.destination],
                kind=PathwayKind(declared.kind),
                description=declared.description,
                framework_id=framework_id,
            )
        )


__all__ = [
    "DeclaredPathway",
    "DeclaredRole",
    "RoleChange",
    "RoleChangeKind",
    "declare_roles",
]
