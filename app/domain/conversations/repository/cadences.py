"""The SQL of cadence settings."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import CadenceFilters, SetCadence
from app.domain.conversations.models import CadenceSetting
from app.domain.conversations.views import CadenceSettingView, EffectiveCadenceView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def cadence_setting(cadence_setting_id: UUID) -> One:
    return One(CadenceSettingView, (col(CadenceSetting.id) == cadence_setting_id,))


def cadence_settings(filters: CadenceFilters) -> Many:
    where: list[Any] = []
    if filters.level is not None:
        where.append(col(CadenceSetting.level) == func.any(filters.level))
    return Many(CadenceSettingView, tuple(where))


def effective_cadence(person_id: UUID) -> One:
    person: Any = EffectiveCadenceView.table
    return One(EffectiveCadenceView, (person.id == person_id,))


class CadenceSettings(Repository[CadenceSetting]):
    entity = CadenceSetting
    guard: ClassVar[Rule] = policy.may_read_cadence_setting

    async def lock(self) -> None:
        """One at a time is set: no two make the first one of a level."""
        name = f"{self.tx.actor.tenant_id}:cadence"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )

    async def named(self, command: SetCadence) -> CadenceSetting | None:
        """What is set there, whoever may read it."""
        row = CadenceSetting
        query = select(row).where(
            col(row.tenant_id) == self.tx.actor.tenant_id,
            col(row.level) == command.level,
            col(row.manager_id).is_not_distinct_from(command.manager_id),
            col(row.person_id).is_not_distinct_from(command.person_id),
        )
        return next(iter(await self.rows(query.with_for_update())), None)

    async def remove(self, setting: CadenceSetting) -> None:
        await self.session.delete(setting)
        await self.session.flush()
