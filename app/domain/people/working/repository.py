"""The SQL of working calendars."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel import col

from app.domain.people.models import Person
from app.domain.people.working.commands import Whereabouts
from app.domain.people.working.models import WorkingCalendar
from app.domain.people.working.views import WorkingCalendarView
from app.domain.policy import anybody
from app.domain.repository import Repository
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.workdays import Workdays

WHEREABOUTS: Final = """
SELECT wanted.id, coalesce(own.working_week, tenant.working_week) AS week,
  tenant.days_off || coalesce(own.days_off, '{}') AS days_off,
  coalesce(person.time_zone, tenant.time_zone) AS zone
FROM unnest($2::uuid[]) AS wanted (id)
JOIN tenant ON tenant.tenant_id = $1
LEFT JOIN person ON person.tenant_id = $1 AND person.id = wanted.id
LEFT JOIN working_calendar AS own ON own.tenant_id = $1 AND own.person_id = wanted.id
"""


def working_calendar(person_id: UUID) -> One:
    return One(WorkingCalendarView, (col(Person.id) == person_id,))


class WorkingCalendars(Repository[WorkingCalendar]):
    entity = WorkingCalendar
    guard = anybody

    async def of(self, person_id: UUID) -> WorkingCalendar | None:
        query = self.select().where(col(WorkingCalendar.person_id) == person_id)
        return next(iter(await self.rows(query)), None)


async def whereabouts(tx: Transaction, person_ids: Collection[UUID]) -> dict[UUID, Whereabouts]:
    await tx.flush()
    wanted = sorted(set(person_ids))
    rows = await tx.connection.fetch(WHEREABOUTS, tx.actor.tenant_id, wanted)
    return {
        row["id"]: Whereabouts(
            Workdays(frozenset(row["week"]), frozenset(row["days_off"])), row["zone"]
        )
        for row in rows
    }
