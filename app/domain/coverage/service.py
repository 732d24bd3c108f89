"""What can be asked of coverage, and how it is counted."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.actor import Scope
from app.domain.coverage import repository
from app.domain.coverage.anonymity import told
from app.domain.coverage.commands import CoverageFilters, CoverageSummaryFilters
from app.domain.coverage.repository import CoverageGroups
from app.domain.coverage.states import MONTHS, CoverageWindow
from app.domain.coverage.views import CoverageGroupView, CoverageView
from app.domain.plans.service.clock import Told
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query

SETTLES_IN: Final = timedelta(days=3)
"""How long one waits for those who say a little later that they met."""


@query(Scope.CONVERSATIONS_METADATA, CoverageView)
def list_coverage(me: Me, filters: CoverageFilters) -> Many:
    """List when your people met their manager, and when they will: never what was said.

    Your people are who reports to you and whose people partner you are. Conversations with
    mentors, sponsors and peers are not in it. A machine client sees groups only.
    """
    return repository.coverage(me, filters)


@query(Scope.CONVERSATIONS_METADATA, CoverageGroupView)
def list_coverage_summary(_me: Me, filters: CoverageSummaryFilters) -> Many:
    """List how regularly people meet their managers, by department, location, team, or all.

    The numbers are the same for every reader and for a whole month, and single nobody out: a
    group that is small, or would tell of a small one, is left out.
    """
    return repository.summary(filters)


async def tenants_to_count(database: Database, now: datetime) -> list[UUID]:
    """Whose groups are not counted for this month. For the worker's role only."""
    found = await database.fetch(repository.TENANTS_TO_COUNT, _month(now))
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def count_coverage(tx: Transaction) -> Told:
    """Count all groups up to the beginning of the month, once for a month. Nothing is told."""
    groups, ends_on = CoverageGroups(tx), _month(tx.now)
    threshold = await groups.take_up(ends_on)
    if threshold is None:
        return Told(count=0)
    for window in CoverageWindow:
        days = (_months_before(ends_on, MONTHS[window]), ends_on)
        found = told(await repository.facts(tx, *days), threshold)
        rows = (repository.as_row(one, window, days, threshold) for one in found)
        await groups.add_all(groups.new(row) for row in rows)
    return Told(count=0)


def _month(now: datetime) -> date:
    """The first day of the month, once the month before has settled."""
    return (now - SETTLES_IN).date().replace(day=1)


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=years, month=month + 1)
