"""The SQL of what milestones wait for."""

from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy import Integer as Whole
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.models import Milestone, MilestoneDependency, Plan
from app.domain.plans.views import SequencedMilestoneView, is_open
from app.domain.policy import Me, Rule, anybody
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, Statement

MOST_WAVES = 1000
"""Deeper than any plan is; a query must end whatever is stored."""


def sequence(me: Me, plan_id: UUID) -> Many:
    return Many(
        SequencedMilestoneView,
        (),
        order=("wave", "due_on", "id"),
        along=_waves(me, plan_id),
    )


def _waves(me: Me, plan_id: UUID) -> CTE:
    """Each milestone with the highest wave that a way leads to it in. What I may not see counts
    for nothing here, so that a wave tells nothing of it. UNION keeps each `(id, wave)` once,
    however many ways there are.
    """
    row, edge = aliased(Milestone), aliased(MilestoneDependency)
    seen = (
        select(col(row.id).label("id"), col(row.due_on).label("due_on"))
        .where(
            row.tenant_id == me.tenant_id,  # type: ignore[arg-type]
            row.plan_id == plan_id,  # type: ignore[arg-type]
            policy.may_read_milestone(me, row),
        )
        .cte("seen_of_plan")
    )
    waves = select(seen.c.id, cast(literal(1), Whole).label("wave")).cte("waves", recursive=True)
    after = seen.alias("after")
    waves = waves.union(
        select(after.c.id, waves.c.wave + 1)
        .select_from(waves)
        .join(
            edge,
            and_(
                col(edge.tenant_id) == me.tenant_id,
                col(edge.depends_on_id) == waves.c.id,
            ),
        )
        .join(after, after.c.id == edge.milestone_id)
        .where(waves.c.wave < MOST_WAVES)
    )
    return (
        select(seen.c.id, seen.c.due_on, func.max(waves.c.wave).label("wave"))
        .join_from(seen, waves, waves.c.id == seen.c.id)
        .group_by(seen.c.id, seen.c.due_on)
        .cte("sequence")
    )


def ahead_of(_me: Me, milestone: Any) -> Sequence[ColumnElement[Any]]:
    """What a milestone depends on that is open, but for what is private; to be read along with
    it.
    """
    edge: Any = aliased(MilestoneDependency)
    before: Any = aliased(Milestone)
    found = (
        select(before.id)
        .where(
            edge.tenant_id == milestone.tenant_id,
            edge.milestone_id == milestone.id,
            before.tenant_id == edge.tenant_id,
            before.id == edge.depends_on_id,
            is_open(before),
            not_(before.is_private),
        )
        .order_by(before.id)
    )
    return [func.array(found.correlate_except(edge, before).scalar_subquery()).label("ahead_of")]


class PlansOfMilestones(Repository[Plan]):
    """Plans for whoever was let in by a milestone of theirs, which they may be no side of."""

    entity = Plan
    guard: ClassVar[Rule] = anybody


class Dependencies(Repository[MilestoneDependency]):
    entity = MilestoneDependency
    guard: ClassVar[Rule] = policy.may_read_of_milestone

    async def of_plan(self, plan_id: UUID, other_id: UUID) -> list[Any]:
        """Rows of `(milestone_id, depends_on_id, seen, is_private)`: all edges of the plan, and
        one without `milestone_id` for the other milestone, if it is in there. The last two are
        about what is waited for.
        """
        statement = _edges_of_plan(self.tx.me)
        values = {"plan_id": plan_id, "other_id": other_id}
        return list(await self.tx.read(statement, {**self.tx.parameters, **values}))

    async def between(
        self, milestone_id: UUID, depends_on_id: UUID
    ) -> tuple[MilestoneDependency, bool] | None:
        """The edge, if I may read both its ends, and whether what is waited for is private."""
        other: Any = aliased(Milestone)
        query = self.select(other.is_private).where(
            col(MilestoneDependency.milestone_id) == milestone_id,
            col(MilestoneDependency.depends_on_id) == depends_on_id,
            other.tenant_id == col(MilestoneDependency.tenant_id),
            other.id == depends_on_id,
            policy.may_read_milestone(self.tx.me, other),
        )
        found = await self.session.execute(query, self.tx.parameters)
        row = found.first()
        return None if row is None else (row[0], row[1])

    async def remove(self, edge: MilestoneDependency) -> None:
        await self.session.delete(edge)


@cache
def _edges_of_plan(me: Me) -> Statement:
    edge, before, other = aliased(MilestoneDependency), aliased(Milestone), aliased(Milestone)
    edges: Any = (
        select(
            col(edge.milestone_id).label("milestone_id"),
            col(edge.depends_on_id).label("depends_on_id"),
            policy.may_read_milestone(me, before).label("seen"),
            col(before.is_private).label("is_private"),
        )
        .join_from(
            edge,
            before,
            and_(
                col(before.tenant_id) == edge.tenant_id,
                col(before.id) == edge.depends_on_id,
            ),
        )
        .where(
            col(edge.tenant_id) == me.tenant_id,
            col(edge.plan_id) == bindparam("plan_id", type_=Uuid()),
        )
    )
    target = select(
        cast(null(), Uuid()),
        col(other.id),
        policy.may_read_milestone(me, other),
        col(other.is_private),
    ).where(
        col(other.tenant_id) == me.tenant_id,
        col(other.id) == bindparam("other_id", type_=Uuid()),
        col(other.plan_id) == bindparam("plan_id", type_=Uuid()),
    )
    return rows_statement(union_all(edges, target))
