"""The SQL of competency models."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.competencies import policy
from app.domain.competencies.commands import CompetencyFilters
from app.domain.competencies.models import Competency, CompetencyFramework
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def framework(framework_id: UUID) -> One:
    return One(CompetencyFrameworkView, (col(CompetencyFramework.id) == framework_id,))


def frameworks() -> Many:
    return Many(CompetencyFrameworkView, ())


def competencies(filters: CompetencyFilters) -> Many:
    where: list[Any] = []
    if filters.framework_id is not None:
        where.append(col(Competency.framework_id) == filters.framework_id)
    if filters.code is not None:
        where.append(col(Competency.code) == filters.code)
    if filters.status is not None:
        where.append(col(Competency.status) == filters.status)
    return Many(CompetencyView, tuple(where))


class Frameworks(Repository[CompetencyFramework]):
    entity = CompetencyFramework
    guard: ClassVar[Rule] = policy.may_read

    async def named(self, code: str) -> CompetencyFramework | None:
        """Locked; a first sync of the same code by somebody else is waited for."""
        name = f"{self.tx.actor.tenant_id}:framework:{code}"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        query = self.select().where(col(CompetencyFramework.code) == code).with_for_update()
        return next(iter(await self.rows(query)), None)


class Competencies(Repository[Competency]):
    entity = Competency
    guard: ClassVar[Rule] = policy.may_read

    async def of(self, framework_id: UUID) -> list[Competency]:
        query = self.select().where(col(Competency.framework_id) == framework_id)
        return await self.rows(query.order_by(col(Competency.id)))
