"""The SQL of milestones."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, not_
from sqlmodel import col

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.commands import MilestoneFilters, MilestoneOrder
from app.domain.plans.models import OPEN, Milestone
from app.domain.plans.views import MilestoneView, overdue
from app.domain.policy import Me, Rule, Way
from app.domain.repository import Repository
from app.domain.statement import Many, One


def milestone(milestone_id: UUID) -> One:
    return One(MilestoneView, (col(Milestone.id) == milestone_id,))


EQUAL: Final = ("person_id", "owner_id", "plan_id", "goal_id", "kind")
"""Filters that are a column of their own."""


def milestones(me: Me, filters: MilestoneFilters) -> Many:
    return Many(
        MilestoneView,
        tuple(_narrowed(me, filters)),
        order=("due_on", "id") if _by_due(filters) else ("id",),
        descending=filters.sort is MilestoneOrder.DUE_LAST,
        ways=_ways(me, filters),
    )


def _narrowed(me: Me, filters: MilestoneFilters) -> Iterator[ColumnElement[bool]]:
    row: Any = Milestone
    for name in EQUAL:
        if getattr(filters, name) is not None:
            yield getattr(row, name) == getattr(filters, name)
    if filters.status is not None:
        yield row.status == func.any(filters.status)
    if filters.open is not None:
        yield is_open(row) if filters.open else not_(is_open(row))
    if filters.overdue is not None:
        late = overdue(me, row)
        yield late if filters.overdue else not_(late)
    if filters.of_my_reports:
        yield ties.reports_to_me(me, row.person_id)
    if filters.due_before is not None:
        yield row.due_on < filters.due_before
    if filters.due_from is not None:
        yield row.due_on >= filters.due_from


def _ways(me: Me, filters: MilestoneFilters) -> tuple[Way, ...]:
    """What is of one person, owner, plan or goal is few anyway, and has an index. A machine client
    may read nearly all, so it is what it asks for that narrows its list.
    """
    few = (filters.person_id, filters.owner_id, filters.plan_id, filters.goal_id)
    if any(one is not None for one in few):
        return ()
    if filters.of_my_reports:
        return (Way("person_id", ties.reports_today(me)),)
    if me.is_person:
        return policy.ways_to_milestone(me)
    if filters.status is not None and _by_due(filters):
        return (Way("status", filters.status),)
    return ()


def _by_due(filters: MilestoneFilters) -> bool:
    return filters.sort in (MilestoneOrder.DUE_FIRST, MilestoneOrder.DUE_LAST)


def is_open(milestone: Any) -> ColumnElement[bool]:
    """There is something to do, in a plan that is open. In the words of the index: it is found by
    these and not by parameters.
    """
    words: list[Any] = [literal_column(f"'{status.value}'") for status in OPEN]
    return and_(milestone.closed_on.is_(None), milestone.status.in_(words))


class Milestones(Repository[Milestone]):
    entity = Milestone
    guard: ClassVar[Rule] = policy.may_read_milestone
