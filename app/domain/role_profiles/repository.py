"""The SQL of roles."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlmodel import col

from app.domain.competencies.concerns import Concern
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.people import ties
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.role_profiles import policy
from app.domain.role_profiles.commands import (
    PathwayFilters,
    RoleAssignmentFilters,
    RoleProfileFilters,
)
from app.domain.role_profiles.models import (
    Pathway,
    Pinned,
    RoleAssignment,
    RoleProfile,
    RoleProfileVersion,
    RoleRequirement,
)
from app.domain.role_profiles.states import PathwayStatus, RoleStatus
from app.domain.role_profiles.views import (
    PathwayView,
    RoleAssignmentView,
    RoleProfileVersionView,
    RoleProfileView,
)
from app.domain.statement import SCOPED, Many, One
from app.domain.transaction import Database, Transaction


def role_profile(role_profile_id: UUID) -> One:
    return One(RoleProfileView, (col(RoleProfile.id) == role_profile_id,))


def role_profiles(filters: RoleProfileFilters) -> Many:
    where: list[Any] = [
        col(getattr(RoleProfile, name)) == value
        for name in ("family", "track", "status", "code", "framework_id")
        if (value := getattr(filters, name)) is not None
    ]
    if filters.competency_id is not None:
        requiring = select(col(RoleRequirement.role_profile_id)).where(
            col(RoleRequirement.tenant_id) == col(RoleProfile.tenant_id),
            col(RoleRequirement.competency_id) == filters.competency_id,
        )
        where.append(col(RoleProfile.id).in_(requiring))
    return Many(RoleProfileView, tuple(where))


def version(role_profile_version_id: UUID) -> One:
    return One(RoleProfileVersionView, (col(RoleProfileVersion.id) == role_profile_version_id,))


def versions(role_profile_id: UUID) -> Many:
    where = (col(RoleProfileVersion.role_profile_id) == role_profile_id,)
    return Many(RoleProfileVersionView, where, order=("number", "id"), descending=True)


def pathway(pathway_id: UUID) -> One:
    return One(PathwayView, (col(Pathway.id) == pathway_id,))


def pathways(filters: PathwayFilters) -> Many:
    where = [
        col(getattr(Pathway, name)) == value
        for name in ("from_role_id", "to_role_id", "kind", "status")
        if (value := getattr(filters, name)) is not None
    ]
    return Many(PathwayView, tuple(where))


def assignment(role_assignment_id: UUID) -> One:
    return One(RoleAssignmentView, (col(RoleAssignment.id) == role_assignment_id,))


def assignments(filters: RoleAssignmentFilters) -> Many:
    where: list[Any] = [
        col(getattr(RoleAssignment, name)) == value
        for name in ("person_id", "role_profile_id")
        if (value := getattr(filters, name)) is not None
    ]
    if filters.on is not None:
        where.append(ties.held(RoleAssignment, filters.on))
    return Many(RoleAssignmentView, tuple(where))


async def framework_now(tx: Transaction, framework_id: UUID) -> Pinned | None:
    """A framework as everybody goes by it today."""
    framework: Any = CompetencyFrameworkView.table
    query = select(framework.code, framework.published_number, framework.scale).where(
        framework.tenant_id == tx.actor.tenant_id,
        framework.id == framework_id,
        framework.published_number.is_not(None),
    )
    found = (await tx.session.execute(query)).one_or_none()
    if found is None:
        return None
    ranks = {level["code"]: level["rank"] for level in found.scale}
    return Pinned(framework_id, found.code, found.published_number, ranks)


async def active_competencies(tx: Transaction, framework_id: UUID) -> dict[str, tuple[UUID, str]]:
    """By their codes: the id and the name of each."""
    competency: Any = CompetencyView.table
    query = select(competency.code, competency.id, competency.name).where(
        competency.tenant_id == tx.actor.tenant_id,
        competency.framework_id == framework_id,
        competency.status == "active",
    )
    return {code: (id, name) for code, id, name in await tx.session.execute(query)}


class RoleProfiles(Repository[RoleProfile]):
    entity = RoleProfile
    guard: ClassVar[Rule] = policy.may_read

    async def lock(self) -> None:
        """One at a time declares roles of the organisation: codes may move between models."""
        name = f"{self.tx.actor.tenant_id}:role-profiles"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )

    async def declared(self, framework_id: UUID, codes: Collection[str]) -> dict[str, RoleProfile]:
        """Those that a model declared before, and whoever has one of these codes; locked."""
        query = self.select().where(
            or_(
                and_(col(RoleProfile.framework_id) == framework_id, col(RoleProfile.is_declared)),
                col(RoleProfile.code) == func.any(list(codes)),
            )
        )
        found = await self.rows(query.order_by(col(RoleProfile.id)).with_for_update())
        return {one.code: one for one in found}

    async def known(self, ids: Collection[UUID], *states: RoleStatus) -> set[UUID]:
        """Which of these there are, in one of these states."""
        query = select(col(RoleProfile.id)).where(
            col(RoleProfile.tenant_id) == self.tx.actor.tenant_id,
            col(RoleProfile.id).in_(ids),
            col(RoleProfile.status).in_(states),
        )
        return set(await self.session.scalars(query))


class RoleProfileVersions(Repository[RoleProfileVersion]):
    entity = RoleProfileVersion
    guard: ClassVar[Rule] = policy.may_read

    def keep(self, role: RoleProfile, content: Any) -> None:
        """What a role says now, for good."""
        self.add(
            RoleProfileVersion(
                role_profile_id=role.id,
                number=role.number,
                content=content,
                published_at=self.tx.now,
            )
        )


class RoleRequirements(Repository[RoleRequirement]):
    entity = RoleRequirement
    guard: ClassVar[Rule] = policy.may_read

    async def of(self, roles: Collection[UUID]) -> dict[UUID, list[RoleRequirement]]:
        """What each of these requires, in order."""
        query = self.select().where(col(RoleRequirement.role_profile_id) == func.any(list(roles)))
        order = (col(RoleRequirement.position), col(RoleRequirement.id))
        found: dict[UUID, list[RoleRequirement]] = {one: [] for one in roles}
        for row in await self.rows(query.order_by(*order)):
            found[row.role_profile_id].append(row)
        return found

    async def replace(
        self, roles: Collection[UUID], requirements: Sequence[RoleRequirement]
    ) -> None:
        """These roles require this, and nothing else."""
        gone = delete(RoleRequirement).where(
            col(RoleRequirement.tenant_id) == self.tx.actor.tenant_id,
            col(RoleRequirement.role_profile_id) == func.any(list(roles)),
        )
        await self.session.execute(gone)
        await self.add_all(requirements)

    async def spoken(self, role_profile_id: UUID) -> list[dict[str, Any]]:
        """What a role requires, in the words that a version of it keeps."""
        competency: Any = CompetencyView.table
        query = (
            select(RoleRequirement, competency.code, competency.name)
            .join(
                competency,
                and_(
                    competency.tenant_id == col(RoleRequirement.tenant_id),
                    competency.id == col(RoleRequirement.competency_id),
                ),
            )
            .where(
                col(RoleRequirement.tenant_id) == self.tx.actor.tenant_id,
                col(RoleRequirement.role_profile_id) == role_profile_id,
            )
            .order_by(col(RoleRequirement.position), col(RoleRequirement.id))
        )
        found = await self.session.execute(query)
        return [spoken(row, code, name) for row, code, name in found]


def spoken(row: RoleRequirement, code: str, name: str) -> dict[str, Any]:
    return {
        "competencyId": str(row.competency_id),
        "code": code,
        "name": name,
        "level": row.level,
        "rank": row.rank,
        "essential": row.is_essential,
    }


class Pathways(Repository[Pathway]):
    entity = Pathway
    guard: ClassVar[Rule] = policy.may_read

    async def active_of(self, role_profile_ids: Collection[UUID]) -> list[Pathway]:
        """From and to these roles, locked."""
        ids = list(role_profile_ids)
        query = self.select().where(
            or_(
                col(Pathway.from_role_id) == func.any(ids),
                col(Pathway.to_role_id) == func.any(ids),
            ),
            col(Pathway.status) == PathwayStatus.ACTIVE,
        )
        return await self.rows(query.order_by(col(Pathway.id)).with_for_update())


class RoleAssignments(Repository[RoleAssignment]):
    entity = RoleAssignment
    guard: ClassVar[Rule] = policy.may_read_assignment

    async def held_on(self, person_id: UUID, day: date) -> RoleAssignment | None:
        """What a person has on a day, locked."""
        query = self.select().where(
            col(RoleAssignment.person_id) == person_id, ties.held(RoleAssignment, day)
        )
        return next(iter(await self.rows(query.with_for_update())), None)

    async def is_held(self, role_profile_id: UUID) -> bool:
        """Somebody has it today, or will."""
        query = self.select().where(
            col(RoleAssignment.role_profile_id) == role_profile_id,
            ties.not_over(RoleAssignment, self.tx.me.today),
        )
        return bool(await self.rows(query.limit(1)))


_DECLARED: Final = """
SELECT (
  SELECT jsonb_agg(jsonb_build_object(
    'code', role.code, 'title', role.title, 'family', role.family, 'track', role.track,
    'level', role.rank, 'description', role.description, 'identifier', role.identifier,
    'requires', (
      SELECT jsonb_agg(jsonb_build_object(
        'competency', known.code, 'level', needed.level, 'essential', needed.is_essential
      ) ORDER BY needed.position, needed.id)
      FROM role_requirement AS needed
      JOIN competency AS known
        ON known.tenant_id = needed.tenant_id AND known.id = needed.competency_id
      WHERE needed.tenant_id = $2 AND needed.role_profile_id = role.id
    ),
    'translations', role.translations, 'extra', role.extra
  ) ORDER BY role.created_at, role.id)
  FROM role_profile AS role
  WHERE role.tenant_id = $2 AND role.framework_id = $3 AND scope.tenant_id = $1
    AND role.is_declared AND role.status = 'published'
) AS roles, (
  SELECT jsonb_agg(jsonb_build_object(
    'from', origin.code, 'to', destination.code, 'kind', way.kind, 'description', way.description
  ) ORDER BY way.created_at, way.id)
  FROM pathway AS way
  JOIN role_profile AS destination
    ON destination.tenant_id = way.tenant_id AND destination.id = way.to_role_id
  LEFT JOIN role_profile AS origin
    ON origin.tenant_id = way.tenant_id AND origin.id = way.from_role_id
  WHERE way.tenant_id = $2 AND way.framework_id = $3 AND scope.tenant_id = $1
    AND way.status = 'active'
) AS pathways
"""


async def declared_with(
    database: Database, tenant_id: UUID, framework_id: UUID
) -> tuple[list[Any], list[Any]]:
    """The roles and pathways that came with a framework, as its own format writes them."""
    statement = SCOPED.format(tenant="$1", query=_DECLARED)
    [row] = await database.fetch(statement, str(tenant_id), tenant_id, framework_id)
    return json.loads(row["roles"] or "[]"), json.loads(row["pathways"] or "[]")


_REQUIRING: Final = """
FROM role_requirement AS needed
JOIN role_profile AS role
  ON role.tenant_id = needed.tenant_id AND role.id = needed.role_profile_id
WHERE needed.tenant_id = $1 AND role.status = 'published'
"""
_THIS: Final = f"{_REQUIRING} AND needed.competency_id = one.id"
# The roles of the model itself are written anew by the sync that asks.
_OF_LEVEL: Final = f"""
EXISTS (
  SELECT {_REQUIRING} AND needed.level = lost.code AND role.framework_id = $2
    AND NOT role.is_declared
)
"""

Concern(
    name="role_profiles",
    number=f"SELECT count(*) {_THIS}",
    exists=f"EXISTS (SELECT {_THIS})",
    of_level=_OF_LEVEL,
    names=f"SELECT array_agg(role.code ORDER BY role.code) {_THIS}",
).register()
