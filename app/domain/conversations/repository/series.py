"""The SQL of series: reading them, and what the clock has to know of those that are due."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Integer,
    Uuid,
    and_,
    bindparam,
    case,
    false,
    func,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy import column as sql_column
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import SeriesFilters
from app.domain.conversations.models import AHEAD, MET, Conversation, Series
from app.domain.conversations.models.grace import Reminders
from app.domain.conversations.models.occurrences import Taken
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.states import BROKEN
from app.domain.conversations.views import SeriesView
from app.domain.conversations.views.cadences import effective
from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Many, One, Statement

# All that the worker's own role may see: where there is something to look at.
TENANTS_WITH_SERIES: Final = """
SELECT DISTINCT tenant_id FROM series WHERE look_at <= $1
"""
LOOKED: Final = """
UPDATE series AS stored SET look_at = given.look_at
FROM unnest($2::uuid[], $3::timestamptz[]) AS given (id, look_at)
WHERE stored.tenant_id = $1 AND stored.id = given.id
"""
LOOK_AGAIN: Final = """
UPDATE series SET look_at = $3 WHERE tenant_id = $1 AND id = $2 AND look_at > $3
"""
GOING_ON: Final = """
SELECT person_id, partner_id FROM series
WHERE tenant_id = $1 AND kind = 'manager' AND status <> 'ended'
  AND (person_id, partner_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
"""


ON_ITS_DATE: Final = timedelta(hours=24)


def one_series(series_id: UUID) -> One:
    return One(SeriesView, (col(Series.id) == series_id,))


def series(filters: SeriesFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Series.person_id) == filters.person_id)
    if filters.partner_id is not None:
        where.append(col(Series.partner_id) == filters.partner_id)
    if filters.kind is not None:
        where.append(col(Series.kind) == func.any(filters.kind))
    if filters.status is not None:
        where.append(col(Series.status) == func.any(filters.status))
    return Many(SeriesView, tuple(where))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one of the two stands today."""

    id: UUID
    has_left: bool
    is_away: bool
    leave_ends_on: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """A series at which somebody has to look, and what it goes by today."""

    series: Series
    people: tuple[Standing, Standing]
    manager_id: UUID | None
    met_at: datetime | None
    """When they met last, if that was not on its date."""
    rule: str
    zone: str
    at: str
    duration_minutes: int
    grace_days: int
    reminders: Reminders
    lookahead: int
    starts_by_itself: bool


class AllSeries(Repository[Series]):
    entity = Series
    guard: ClassVar[Rule] = policy.may_read
    takers = policy.TAKERS

    async def due(self, limit: int, series_id: UUID | None = None) -> list[Due]:
        """Those whose time has come, or the one that somebody is at, locked; what another
        transaction is at, is left to it.
        """
        statement = _due(self.tx.me, is_one=series_id is not None)
        given = {"limit": limit, "series_id": series_id}
        return [_as_due(one, row) for one, row in await self.read_beside(statement, given)]

    async def looked(self, again: Mapping[UUID, datetime | None]) -> None:
        """Nobody sees when the clock looks again, so this is no change that a version counts."""
        await self.tx.connection.execute(
            LOOKED, self.tx.actor.tenant_id, list(again), list(again.values())
        )

    async def look_again(self, conversation: Conversation) -> None:
        """What became of one occurrence may move the next ones: have the clock look soon."""
        if conversation.series_id is not None:
            await self.tx.flush()
            await self.tx.connection.execute(
                LOOK_AGAIN, self.tx.actor.tenant_id, conversation.series_id, self.tx.now
            )

    async def with_manager(self, pairs: Collection[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
        """Those of the pairs of person and manager that have a series already."""
        people, managers = [one for one, _ in pairs], [other for _, other in pairs]
        tenant_id = self.tx.actor.tenant_id
        rows = await self.tx.connection.fetch(GOING_ON, tenant_id, people, managers)
        return {(row["person_id"], row["partner_id"]) for row in rows}

    async def standings(self, people: Collection[UUID]) -> dict[UUID, bool]:
        """Which of these people there are, and whether they left."""
        rows = await self.tx.read(_standings(self.tx.me), {**self.tx.parameters, "ids": [*people]})
        return {row["id"]: row["left"] for row in rows}

    async def manager_of(self, person_id: UUID) -> UUID | None:
        given = self.tx.parameters | {"person_id": person_id}
        [row] = await self.tx.read(_manager(self.tx.me), given)
        found: UUID | None = row["manager_id"]
        return found


class Occurrences(Conversations):
    """The conversations of series."""

    async def ahead(self, series: Collection[UUID]) -> list[Conversation]:
        """Those to come, locked; what another transaction is at, is left to it."""
        return await self.read_all(_ahead(self.tx.me), {"series": list(series)})

    async def taken(self, series: Collection[UUID]) -> dict[UUID, list[tuple[UUID, Taken]]]:
        """All slots to come that have an occurrence, and all occurrences to come, by series. What
        was left out for a leave or a pause is none: that may be over earlier.
        """
        given = self.tx.parameters | {"series": list(series)}
        found: dict[UUID, list[tuple[UUID, Taken]]] = defaultdict(list)
        for row in await self.tx.read(_taken(self.tx.me), given):
            one = Taken(row["slot_at"], row["scheduled_at"], row["is_ahead"], row["is_moved"])
            found[row["series_id"]].append((row["id"], one))
        return found


def _as_due(series: Series, row: Any) -> Due:
    def standing(name: str, id: UUID) -> Standing:
        status = row[f"{name}_status"]
        return Standing(id, status == "left", status == "on_leave", row[f"{name}_leave_ends_on"])

    return Due(
        series,
        (standing("person", series.person_id), standing("partner", series.partner_id)),
        row["manager_id"],
        row["met_at"],
        row["effective_rule"],
        series.zone or row["person_zone"],
        row["effective_at"],
        row["effective_duration"],
        row["grace_days"],
        row["reminders"],
        row["lookahead"],
        row["starts_by_itself"],
    )


@cache
def _due(me: Me, *, is_one: bool) -> Statement:
    row: Any = Series
    person: Any = aliased(PersonView.table)
    partner: Any = aliased(PersonView.table)
    met: Any = aliased(Conversation)
    on_its_date = and_(
        met.rescheduled_count == 0,
        met.held_at.between(met.scheduled_at - ON_ITS_DATE, met.scheduled_at + ON_ITS_DATE),
    )
    last = (
        select(case((on_its_date, null()), else_=met.held_at))
        .where(
            met.tenant_id == me.tenant_id,
            met.series_id == row.id,
            or_(*(met.status == status for status in MET)),
        )
        .order_by(met.held_at.desc())
        .limit(1)
    )

    def said(name: str) -> Any:
        return effective(me, name, me.tenant_id, row.person_id)

    which = row.id == bindparam("series_id", type_=Uuid()) if is_one else row.look_at <= me.now
    query = (
        select(
            *columns_of(Series),
            person.status.label("person_status"),
            person.leave_ends_on.label("person_leave_ends_on"),
            person.time_zone.label("person_zone"),
            partner.status.label("partner_status"),
            partner.leave_ends_on.label("partner_leave_ends_on"),
            ties.manager_id_of(me, row.person_id).label("manager_id"),
            last.correlate_except(met).scalar_subquery().label("met_at"),
            func.coalesce(row.rule, said("rule")).label("effective_rule"),
            func.coalesce(row.at, said("at")).label("effective_at"),
            func.coalesce(row.duration_minutes, said("duration_minutes")).label(
                "effective_duration"
            ),
            said("grace_days").label("grace_days"),
            said("reminders").label("reminders"),
            said("lookahead").label("lookahead"),
            said("starts_by_itself").label("starts_by_itself"),
        )
        .join(person, and_(person.tenant_id == row.tenant_id, person.id == row.person_id))
        .join(partner, and_(partner.tenant_id == row.tenant_id, partner.id == row.partner_id))
        .where(row.tenant_id == me.tenant_id, which)
        .order_by(row.look_at)
        .limit(bindparam("limit", type_=Integer()))
    )
    return rows_statement(query.with_for_update(of=row, skip_locked=not is_one))


@cache
def _ahead(me: Me) -> Statement:
    row: Any = Conversation
    query = (
        select(*columns_of(Conversation))
        .join(_given("series"), row.series_id == _given("series").c.id)
        .where(
            row.tenant_id == me.tenant_id,
            or_(*(row.status == status for status in AHEAD)),
            row.scheduled_at > me.now,
        )
        .order_by(row.slot_at)
    )
    return rows_statement(query.with_for_update(of=row, skip_locked=True))


@cache
def _taken(me: Me) -> Statement:
    row: Any = Conversation
    is_ahead = or_(*(row.status == status for status in AHEAD))
    gives_back = or_(*(row.ended_because == because for because in BROKEN))
    query = (
        select(
            row.id,
            row.series_id,
            row.slot_at,
            row.scheduled_at,
            is_ahead.label("is_ahead"),
            (row.rescheduled_count > 0).label("is_moved"),
        )
        .join(_given("series"), row.series_id == _given("series").c.id)
        .where(
            row.tenant_id == me.tenant_id,
            or_(row.slot_at > me.now, and_(is_ahead, row.scheduled_at > me.now)),
            not_(func.coalesce(gives_back, false())),
        )
    )
    return rows_statement(query)


@cache
def _given(name: str) -> Any:
    """A list of ids, to be joined: compared with `= ANY`, it may be gone through for every row."""
    ids = func.unnest(bindparam(name, type_=ARRAY(Uuid())))
    return ids.table_valued(sql_column("id", Uuid())).render_derived("given")


@cache
def _standings(me: Me) -> Statement:
    return rows_statement(ties.standings(me, bindparam("ids", type_=ARRAY(Uuid()))))


@cache
def _manager(me: Me) -> Statement:
    person_id = bindparam("person_id", type_=Uuid())
    return rows_statement(select(ties.manager_id_of(me, person_id).label("manager_id")))
