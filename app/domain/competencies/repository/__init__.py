"""The SQL of competency models: what is read here, what a sync does in the files beside."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlmodel import col

from app.domain.competencies import policy
from app.domain.competencies.commands import (
    AssociationFilters,
    CompetencyFilters,
    FrameworkFilters,
    SpokenFilters,
)
from app.domain.competencies.languages import spoken
from app.domain.competencies.lifecycle import Who
from app.domain.competencies.models import (
    Competency,
    CompetencyAssociation,
    CompetencyFramework,
    CompetencyLeftover,
    CompetencyRevision,
    FrameworkVersion,
)
from app.domain.competencies.states import FrameworkVersionStatus
from app.domain.competencies.views import (
    CompetencyAssociationView,
    CompetencyFrameworkView,
    CompetencyLeftoverView,
    CompetencyRevisionView,
    CompetencyView,
    FrameworkVersionView,
    in_force,
)
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def framework(framework_id: UUID) -> One:
    return One(CompetencyFrameworkView, (col(CompetencyFramework.id) == framework_id,))


def frameworks(filters: FrameworkFilters) -> Many:
    where: list[Any] = []
    if filters.code is not None:
        where.append(col(CompetencyFramework.code) == filters.code)
    if filters.status is not None:
        where.append(col(CompetencyFramework.status) == filters.status)
    return Many(CompetencyFrameworkView, tuple(where))


def competency(competency_id: UUID, filters: SpokenFilters) -> One:
    return One(CompetencyView, (col(Competency.id) == competency_id,), _spoken(filters.locale))


def competencies(filters: CompetencyFilters) -> Many:
    where: list[Any] = []
    for name in ("framework_id", "code", "status", "parent_code", "category", "identifier"):
        value = getattr(filters, name)
        if value is not None:
            where.append(getattr(Competency, name) == value)
    if filters.is_top is not None:
        is_top = col(Competency.parent_code).is_(None)
        where.append(is_top if filters.is_top else ~is_top)
    return Many(CompetencyView, tuple(where), brought=_spoken(filters.locale))


def _spoken(locale: Any) -> Mapping[str, Any]:
    """In a language that was asked for; else the view goes by the reader's own."""
    return {} if locale is None else spoken(locale, Competency)


def versions(framework_id: UUID) -> Many:
    return Many(FrameworkVersionView, (col(FrameworkVersion.framework_id) == framework_id,))


def version(framework_version_id: UUID) -> One:
    return One(FrameworkVersionView, (col(FrameworkVersion.id) == framework_version_id,))


def _said_by(version_id: UUID, row: Any) -> Any:
    """Whether a version says this row: it had come, and was not gone."""
    one: Any = FrameworkVersion
    return exists().where(
        one.tenant_id == row.tenant_id,
        one.id == version_id,
        one.framework_id == row.framework_id,
        row.since <= one.number,
        or_(row.until.is_(None), row.until > one.number),
    )


def version_competencies(framework_version_id: UUID) -> Many:
    return Many(CompetencyRevisionView, (_said_by(framework_version_id, CompetencyRevision),))


def version_leftovers(framework_version_id: UUID) -> Many:
    return Many(CompetencyLeftoverView, (_said_by(framework_version_id, CompetencyLeftover),))


def revisions(competency_id: UUID) -> Many:
    return Many(CompetencyRevisionView, (col(CompetencyRevision.competency_id) == competency_id,))


def associations(filters: AssociationFilters) -> Many:
    link: Any = CompetencyAssociation
    where: list[Any] = [in_force(link)]
    for name in ("framework_id", "type", "origin_id", "destination_id"):
        value = getattr(filters, name)
        if value is not None:
            where.append(getattr(link, name) == value)
    if filters.competency_id is not None:
        ends = (link.origin_id, link.destination_id)
        where.append(or_(*(end == filters.competency_id for end in ends)))
    return Many(CompetencyAssociationView, tuple(where))


class Frameworks(Repository[CompetencyFramework]):
    entity = CompetencyFramework
    guard: ClassVar[Rule] = policy.may_read
    takers: ClassVar[Any] = {Who.PUBLISHER: policy.may_publish}

    async def named(self, code: str) -> CompetencyFramework | None:
        """Locked; a first sync of the same code by somebody else is waited for."""
        name = f"{self.tx.actor.tenant_id}:framework:{code}"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        query = self.select().where(col(CompetencyFramework.code) == code).with_for_update()
        return next(iter(await self.rows(query)), None)

    async def leads_to(self, framework_id: UUID, other_id: UUID) -> bool:
        """Whether one was replaced by the other, however many came in between."""
        framework: Any = CompetencyFramework
        first = select(framework.replaced_by_id.label("id")).where(
            framework.tenant_id == self.tx.actor.tenant_id, framework.id == framework_id
        )
        chain = first.cte("chain", recursive=True)
        chain = chain.union(
            select(framework.replaced_by_id).where(
                framework.tenant_id == self.tx.actor.tenant_id, framework.id == chain.c.id
            )
        )
        found = await self.session.scalar(
            select(exists().where(chain.c.id == other_id)), self.tx.parameters
        )
        return bool(found)


class Versions(Repository[FrameworkVersion]):
    entity = FrameworkVersion
    guard: ClassVar[Rule] = policy.may_read

    async def numbered(self, framework_id: UUID, number: int) -> FrameworkVersion | None:
        query = self.select().where(
            col(FrameworkVersion.framework_id) == framework_id,
            col(FrameworkVersion.number) == number,
        )
        return next(iter(await self.rows(query)), None)

    async def has(self, framework_id: UUID, number: int) -> bool:
        return await self.numbered(framework_id, number) is not None

    async def in_force_from(
        self, source_digest: str
    ) -> tuple[FrameworkVersion, CompetencyFramework] | None:
        """The version that was read from these very bytes, if everybody still goes by it and
        nothing is being prepared.
        """
        framework: Any = CompetencyFramework
        query = (
            self.select(framework)
            .join(
                framework,
                and_(
                    framework.tenant_id == col(FrameworkVersion.tenant_id),
                    framework.id == col(FrameworkVersion.framework_id),
                    framework.published_number == col(FrameworkVersion.number),
                    framework.draft_number.is_(None),
                ),
            )
            .where(col(FrameworkVersion.source_digest) == source_digest)
            .where(col(FrameworkVersion.status) == FrameworkVersionStatus.PUBLISHED)
        )
        found = (await self.session.execute(query, self.tx.parameters)).first()
        return None if found is None else (found[0], found[1])

    async def forget(self, framework_id: UUID, number: int) -> None:
        """A draft is thrown away."""
        gone = delete(FrameworkVersion).where(
            col(FrameworkVersion.tenant_id) == self.tx.actor.tenant_id,
            col(FrameworkVersion.framework_id) == framework_id,
            col(FrameworkVersion.number) == number,
        )
        await self.session.execute(gone)


class Competencies(Repository[Competency]):
    entity = Competency
    guard: ClassVar[Rule] = policy.may_read
