"""The SQL of deadlines: how they are moved, reckoned and told."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.actor import ActorKind
from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MoveDeadlines
from app.domain.plans.deadlines import Reckoned
from app.domain.plans.models import DeadlineChange, Milestone
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import DeadlineChangeView
from app.domain.plans.views.milestones import (
    is_near,
    is_open,
    is_past,
    local_day,
    told_day,
    zone_of_owner,
)
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import One, Statement
from app.domain.transaction import Transaction
from app.domain.workdays import Workdays

_OPEN: Final = "closed_on IS NULL AND status IN ('planned', 'in_progress', 'blocked')"
_AWAY: Final = """person.status = 'left' OR person.status = 'on_leave'
  AND (person.leave_ends_on IS NULL OR person.leave_ends_on > milestone.due_on)"""
_OWNER: Final = "person.tenant_id = milestone.tenant_id AND person.id = milestone.owner_id"

# All that the worker's own role may see: where there is something to tell or to reckon. It does
# not know where owners are, so it looks as far as anybody can be: where it is tomorrow already.
TENANTS_WITH_DEADLINES: Final = f"""
SELECT DISTINCT tenant_id FROM milestone
WHERE {_OPEN}
  AND (due_soon_told_at IS NULL AND soon_on <= $1 OR missed_told_at IS NULL AND ends_on < $1)
UNION
SELECT tenant_id FROM tenant WHERE calendar_changed_at IS NOT NULL
UNION
SELECT tenant_id FROM milestone
WHERE {_OPEN} AND owner_status = 'declined' AND owner_needed_told_at IS NULL
UNION
SELECT person.tenant_id FROM person
JOIN LATERAL (
  SELECT 1 FROM milestone WHERE {_OWNER} AND ({_AWAY}) AND {_OPEN} AND owner_needed_told_at IS NULL
  LIMIT 1
) AS owned ON true
WHERE person.status <> 'active'
UNION
SELECT tenant_id FROM milestone
WHERE owner_needed_told_at IS NOT NULL AND NOT ({_OPEN} AND (
  owner_status = 'declined' OR EXISTS (SELECT 1 FROM person WHERE {_OWNER} AND ({_AWAY}))
))
"""  # noqa: S608 - of our own words

RECKON: Final = """
UPDATE milestone AS stored SET grace_days = given.grace, ahead_days = given.ahead
FROM unnest($2::date[], $3::smallint[], $4::smallint[]) AS given (due_on, grace, ahead)
WHERE stored.tenant_id = $1 AND stored.due_on = given.due_on AND stored.closed_on IS NULL
  AND stored.status IN ('planned', 'in_progress', 'blocked')
  AND (stored.grace_days, stored.ahead_days) <> (given.grace, given.ahead)
"""

RECKONED: Final = """
UPDATE tenant SET calendar_changed_at = NULL WHERE tenant_id = $1 AND calendar_changed_at <= $2
"""


def deadline_change(deadline_change_id: UUID) -> One:
    return One(DeadlineChangeView, (col(DeadlineChange.id) == deadline_change_id,))


def calendar(me: Me, _row: Any) -> Sequence[ColumnElement[Any]]:
    """The working days of the organisation, to be read along with a row."""
    known = ties.calendar(me)
    return [known[name].label(name) for name in ("working_week", "days_off")]


def workdays(row: Any) -> Workdays:
    return Workdays(frozenset(row["working_week"]), frozenset(row["days_off"]))


def newest(_me: Me, milestone: Any) -> Sequence[ColumnElement[Any]]:
    """The newest change of a milestone's deadline, to be read along with it."""
    change: Any = aliased(DeadlineChange)
    found = (
        select(change.id)
        .where(change.tenant_id == milestone.tenant_id, change.milestone_id == milestone.id)
        .order_by(change.id.desc())
        .limit(1)
    )
    return [found.correlate_except(change).scalar_subquery().label("newest_id")]


class DeadlineChanges(Repository[DeadlineChange]):
    entity = DeadlineChange
    guard: ClassVar[Rule] = policy.may_read_of_milestone


async def working_days(tx: Transaction) -> Workdays:
    [row] = await tx.read(_calendar(tx.actor.kind), tx.parameters)
    return workdays(row)


async def changed_calendar(tx: Transaction) -> tuple[datetime | None, Workdays]:
    """Since when deadlines may not go by the working days, and these."""
    [row] = await tx.read(_calendar(tx.actor.kind), tx.parameters)
    return row["calendar_changed_at"], workdays(row)


async def calendar_reckoned(tx: Transaction, since: datetime) -> None:
    """Nothing is left of the calendars before the one that is there since then."""
    await tx.connection.execute(RECKONED, tx.actor.tenant_id, since)


@cache
def _calendar(kind: ActorKind) -> Statement:
    known = ties.calendar(Me(kind))
    return rows_statement(select(*(one.label(name) for name, one in known.items())))


class Deadlines(Milestones):
    """Milestones by their deadlines, many at once."""

    async def chosen(self, command: MoveDeadlines, limit: int) -> list[tuple[Milestone, bool]]:
        """Those that a command names, locked, the earliest deadline first; and for each whether
        this actor may move it.
        """
        values = {
            "people": command.person_ids,
            "ids": command.milestone_ids,
            "due_from": command.due_from,
            "due_before": command.due_before,
        }
        given = {name: value for name, value in values.items() if value is not None}
        statement = _chosen(self.tx.actor.kind, frozenset(given))
        found = await self.read_beside(statement, given | {"limit": limit})
        return [(milestone, row["allowed"]) for milestone, row in found]

    async def told(self, limit: int) -> list[tuple[Milestone, bool]]:
        """Whatever is to be told now, and marked as told; for each, whether it is missed, or else
        due soon. What another transaction is at, is left to it.
        """
        statement = _told(self.tx.actor.kind)
        found = await self.read_beside(statement, self.tx.parameters | {"limit": limit})
        return [(milestone, row["is_missed"]) for milestone, row in found]

    async def deadlines(self) -> list[date]:
        """All days on which something open is due."""
        rows = await self.tx.read(_days(self.tx.actor.kind), self.tx.parameters)
        return [row["due_on"] for row in rows]

    async def reckon(self, found: dict[date, Reckoned]) -> None:
        """Write how far the last days are from these deadlines. Nobody sees these numbers, so
        this is no change of a milestone that a version would count.
        """
        await self.tx.connection.execute(
            RECKON,
            self.tx.actor.tenant_id,
            list(found),
            [one.grace_days for one in found.values()],
            [one.ahead_days for one in found.values()],
        )


@cache
def _chosen(kind: ActorKind, given: frozenset[str]) -> Statement:
    me = Me(kind)
    where: list[Any] = []
    if "ids" in given:
        where.append(col(Milestone.id) == func.any(bindparam("ids", type_=ARRAY(Uuid()))))
    else:
        where.append(is_open(Milestone))
        people = func.any(bindparam("people", type_=ARRAY(Uuid())))
        mine = ties.reports_to_me(me, col(Milestone.person_id))
        where.append(col(Milestone.person_id) == people if "people" in given else mine)
    if "due_from" in given:
        where.append(col(Milestone.due_on) >= bindparam("due_from", type_=Date()))
    if "due_before" in given:
        where.append(col(Milestone.due_on) < bindparam("due_before", type_=Date()))
    query = (
        select(*columns_of(Milestone), policy.may_change(me, Milestone).label("allowed"))
        .where(
            col(Milestone.tenant_id) == me.tenant_id,
            policy.may_read_milestone(me, Milestone),
            *where,
        )
        .order_by(col(Milestone.due_on), col(Milestone.id))
        .limit(bindparam("limit", type_=Integer()))
    )
    return rows_statement(query.with_for_update(of=Milestone))


@cache
def _told(kind: ActorKind) -> Statement:
    """One statement finds, locks, marks and shows them, so that nothing is told twice."""
    me = Me(kind)
    row: Any = aliased(Milestone)
    zone = zone_of_owner(row)
    is_missed = and_(row.missed_told_at.is_(None), is_past(me, row, told_day(me, zone)))
    is_soon = and_(
        row.due_soon_told_at.is_(None),
        is_near(me, row, local_day(me, zone)),
        row.soon_on <= told_day(me, zone),
    )
    due = (
        select(row.id, is_missed.label("is_missed"))
        .where(row.tenant_id == me.tenant_id, is_open(row), or_(is_missed, is_soon))
        .order_by(row.ends_on, row.id)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(of=row, skip_locked=True)
        .cte("due")
    )
    told = case((due.c.is_missed, me.now), else_=col(Milestone.missed_told_at))
    return rows_statement(
        update(Milestone)
        .where(col(Milestone.tenant_id) == me.tenant_id, col(Milestone.id) == due.c.id)
        .values(due_soon_told_at=me.now, missed_told_at=told)
        .returning(*columns_of(Milestone), due.c.is_missed)
    )


@cache
def _days(kind: ActorKind) -> Statement:
    me = Me(kind)
    return rows_statement(
        select(col(Milestone.due_on))
        .where(col(Milestone.tenant_id) == me.tenant_id, is_open(Milestone))
        .distinct()
    )
