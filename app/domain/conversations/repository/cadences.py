"""The SQL of cadence settings."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy import column as sql_column
from sqlmodel import col

from app.domain.actor import ActorKind
from app.domain.conversations import policy
from app.domain.conversations.commands import CadenceFilters, SetCadence
from app.domain.conversations.models import CadenceSetting
from app.domain.conversations.models.grace import Reminders
from app.domain.conversations.views import CadenceSettingView, EffectiveCadenceView
from app.domain.conversations.views.cadences import effective
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement
from app.domain.transaction import Transaction


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
        await self.tx.flush()


@dataclass(frozen=True, slots=True)
class Declared:
    """What the settings say for conversations about a person's career."""

    grace_days: int
    reminders: Reminders


async def declared_for(tx: Transaction, people: Collection[UUID]) -> dict[UUID, Declared]:
    """What holds for each of these people, as `get_effective_cadence` says."""
    given = tx.parameters | {"people": list(people)}
    return {
        row["id"]: Declared(row["grace_days"], row["reminders"])
        for row in await tx.read(_declared(tx.actor.kind), given)
    }


@cache
def _declared(kind: ActorKind) -> Statement:
    me = Me(kind)
    ids = func.unnest(bindparam("people", type_=ARRAY(Uuid())))
    person = ids.table_valued(sql_column("id", Uuid())).render_derived("given")

    def said(name: str) -> Any:
        return effective(me, name, me.tenant_id, person.c.id).label(name)

    return rows_statement(select(person.c.id, said("grace_days"), said("reminders")))
