"""The SQL of coverage."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Subquery,
    and_,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations.states import AHEAD, ConversationStatus
from app.domain.conversations.views import ConversationView, missed
from app.domain.coverage import policy
from app.domain.coverage.anonymity import Group, Met
from app.domain.coverage.commands import CoverageFilters, CoverageSummaryFilters
from app.domain.coverage.models import CoverageGroup
from app.domain.coverage.states import CoverageWindow, GroupBy
from app.domain.coverage.views import CoverageGroupView, CoverageView
from app.domain.people import ties
from app.domain.people.views import PersonView, RelationshipView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many
from app.domain.transaction import Transaction

RECENT: Final = 90
YEAR: Final = 365
LEFT_OUT: Final = (ConversationStatus.SKIPPED, ConversationStatus.CANCELLED)


def coverage(me: Me, filters: CoverageFilters) -> Many:
    rows = _rows(me, filters)
    row = rows.c
    where: list[ColumnElement[bool]] = []
    if filters.manager_id is not None:
        where.append(row.manager_id == filters.manager_id)
    if filters.not_met_for_days is not None:
        since = me.today - filters.not_met_for_days
        where.append(or_(row.last_held_on.is_(None), row.last_held_on <= since))
    if filters.has_next is not None:
        none = row.next_on.is_(None)
        where.append(not_(none) if filters.has_next else none)
    return Many(CoverageView, tuple(where), rows=rows)


def _rows(me: Me, filters: CoverageFilters) -> Subquery:
    """Whoever has a manager today, with what the two did together: for each a look-up."""
    person: Any = aliased(PersonView.table)
    tie: Any = aliased(RelationshipView.table)
    talks = _of_the_two(me, tie)
    query = (
        select(
            person.tenant_id,
            person.id,
            person.id.label("person_id"),
            tie.related_id.label("manager_id"),
            tie.starts_on.label("manager_since"),
            (me.today - talks.c.last_held_on).label("days_since"),
            *talks.c,
        )
        .join_from(person, tie, ties.is_manager_of(me, tie, person.id))
        .join(talks, literal_column("true"))
        .where(person.tenant_id == me.tenant_id)
    )
    if filters.department is not None:
        query = query.where(person.department == filters.department)
    return query.subquery("coverage")


def _of_the_two(me: Me, tie: Any) -> Any:
    """One row, whatever there is."""
    talk: Any = aliased(ConversationView.table)
    held_on, due_on = _day(talk.held_at), _day(talk.scheduled_at)
    ahead = _in(talk, AHEAD)
    within = and_(due_on >= me.today - YEAR, due_on < me.today)

    def count(which: ColumnElement[bool], name: str) -> Any:
        return func.count().filter(which).label(name)

    return (
        select(
            func.max(held_on).label("last_held_on"),
            func.min(due_on).filter(and_(ahead, due_on >= me.today)).label("next_on"),
            count(held_on > me.today - RECENT, "held_in_90_days"),
            count(held_on > me.today - YEAR, "held_in_365_days"),
            count(and_(_in(talk, LEFT_OUT), within), "skipped_in_365_days"),
            count(and_(missed(me, talk), within), "missed_in_365_days"),
        )
        .where(
            talk.tenant_id == tie.tenant_id,
            talk.person_id == tie.person_id,
            talk.partner_id == tie.related_id,
            func.coalesce(held_on, due_on) >= tie.starts_on,
        )
        .lateral("talks")
    )


def _day(moment: Any) -> ColumnElement[date]:
    return cast(func.timezone(literal_column("'UTC'"), moment), Date)


def _in(talk: Any, states: Iterable[ConversationStatus]) -> ColumnElement[bool]:
    return or_(*(talk.status == status for status in states))


def summary(filters: CoverageSummaryFilters) -> Many:
    where: list[ColumnElement[bool]] = []
    if filters.group_by is not None:
        where.append(col(CoverageGroup.group_by) == filters.group_by)
    if filters.window is not None:
        where.append(col(CoverageGroup.window_kind) == filters.window)
    return Many(CoverageGroupView, tuple(where))


# All that the worker's own role may see: which organisations are not counted for this month.
TENANTS_TO_COUNT: Final = """
SELECT tenant_id FROM tenant WHERE coverage_counted_to IS NULL OR coverage_counted_to < $1
"""

# Of several who count at once, one finds it uncounted.
_TAKE_UP: Final = """
UPDATE tenant SET coverage_counted_to = $2
WHERE tenant_id = $1 AND (coverage_counted_to IS NULL OR coverage_counted_to < $2)
RETURNING anonymity_threshold
"""
_FORGET: Final = "DELETE FROM coverage_group WHERE tenant_id = $1"


# Whoever works here and had a manager on the last day ($3); and what they did from $2 on until
# then with whoever was their manager on the day of it.
_FACTS: Final = """
SELECT person.department, person.location, tie.related_id AS manager_id,
  talks.held, talks.first_on, talks.last_on, talks.dates, talks.in_time
FROM person
JOIN relationship AS tie ON tie.tenant_id = person.tenant_id AND tie.person_id = person.id
  AND tie.kind = 'manager' AND tie.starts_on <= $3 AND (tie.ends_on IS NULL OR tie.ends_on > $3)
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE held_on BETWEEN $2 AND $3) AS held,
    min(held_on) FILTER (WHERE held_on BETWEEN $2 AND $3) AS first_on,
    max(held_on) FILTER (WHERE held_on BETWEEN $2 AND $3) AS last_on,
    count(*) FILTER (WHERE due_on BETWEEN $2 AND $3) AS dates,
    count(*) FILTER (WHERE due_on BETWEEN $2 AND $3 AND held_on <= due_on) AS in_time
  FROM (
    SELECT (held_at AT TIME ZONE 'UTC')::date AS held_on,
      (scheduled_at AT TIME ZONE 'UTC')::date AS due_on, partner_id
    FROM conversation
    WHERE conversation.tenant_id = person.tenant_id AND conversation.person_id = person.id
      AND conversation.status NOT IN ('skipped', 'cancelled')
  ) AS talk
  WHERE EXISTS (
    SELECT 1 FROM relationship AS led
    WHERE led.tenant_id = person.tenant_id AND led.person_id = person.id
      AND led.kind = 'manager' AND led.related_id = talk.partner_id
      AND led.starts_on <= coalesce(held_on, due_on)
      AND (led.ends_on IS NULL OR led.ends_on > coalesce(held_on, due_on)))
) AS talks
WHERE person.tenant_id = $1 AND person.status = 'active'
"""


class CoverageGroups(Repository[CoverageGroup]):
    entity = CoverageGroup
    guard: ClassVar[Rule] = policy.may_read_group

    async def take_up(self, ends_on: date) -> int | None:
        """The threshold, if nobody has counted up to this day; what was counted before is gone."""
        tenant_id = self.tx.actor.tenant_id
        threshold: int | None = await self.tx.connection.fetchval(_TAKE_UP, tenant_id, ends_on)
        if threshold is not None:
            await self.tx.connection.execute(_FORGET, tenant_id)
        return threshold


async def facts(tx: Transaction, starts_on: date, ends_on: date) -> list[Met]:
    last_on = ends_on - timedelta(days=1)
    rows = await tx.connection.fetch(_FACTS, tx.actor.tenant_id, starts_on, last_on)
    return [_met(row) for row in rows]


def _met(row: Any) -> Met:
    spans = row["held"] - 1
    between = (row["last_on"] - row["first_on"]).days / spans if spans > 0 else None
    return Met(
        keys={
            GroupBy.ORGANISATION: "",
            GroupBy.DEPARTMENT: row["department"],
            GroupBy.LOCATION: row["location"],
            GroupBy.MANAGER: row["manager_id"],
        },
        met=row["held"] > 0,
        days_between=between,
        had_a_date=row["dates"] > 0,
        in_time=0 < row["dates"] == row["in_time"],
    )


def as_row(group: Group, window: CoverageWindow, days: tuple[date, date], threshold: int) -> Any:
    """The fields of what is stored of a group."""
    is_named = group.by in (GroupBy.DEPARTMENT, GroupBy.LOCATION)
    is_team = group.by is GroupBy.MANAGER
    return {
        "window_kind": window,
        "group_by": group.by,
        "name": group.key if is_named else None,
        "manager_id": group.key if is_team else None,
        "starts_on": days[0],
        "ends_on": days[1],
        "threshold": threshold,
        "people": group.people,
        "met_share": group.met_share,
        "in_time_share": group.in_time_share,
        "median_days": group.median_days,
    }
