"""What milestones wait for, as clauses."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.plans import policy
from app.domain.plans.models import OPEN, Milestone, MilestoneDependency
from app.domain.policy import Me


def waits_on(me: Me, milestone: Any) -> ColumnElement[tuple[UUID, ...]]:
    """What it depends on that is neither reached nor waived, as far as I may see it."""
    edge: Any = aliased(MilestoneDependency)
    before: Any = aliased(Milestone)
    ids = (
        select(before.id)
        .join_from(
            edge,
            before,
            and_(before.tenant_id == edge.tenant_id, before.id == edge.depends_on_id),
        )
        .where(
            edge.tenant_id == me.tenant_id,
            edge.milestone_id == milestone.id,
            or_(*(before.status == status for status in OPEN)),
            policy.may_read_milestone(me, before),
        )
        .order_by(before.id)
        .correlate_except(edge, before)
    )
    found: ColumnElement[Any] = func.array(ids.scalar_subquery())
    return found


def depends_on(_me: Me, milestone: Any, other: Any) -> ColumnElement[bool]:
    """`other` comes before `milestone`."""
    return _edge(milestone, other)


def needed_by(_me: Me, milestone: Any, other: Any) -> ColumnElement[bool]:
    """`other` comes after `milestone`."""
    edge: Any = aliased(MilestoneDependency)
    ids = select(edge.milestone_id).where(
        edge.tenant_id == milestone.tenant_id, edge.depends_on_id == milestone.id
    )
    clause: ColumnElement[bool] = other.id.in_(ids.correlate_except(edge))
    return clause


def _edge(milestone: Any, other: Any) -> ColumnElement[bool]:
    edge: Any = aliased(MilestoneDependency)
    ids = select(edge.depends_on_id).where(
        edge.tenant_id == milestone.tenant_id, edge.milestone_id == milestone.id
    )
    clause: ColumnElement[bool] = other.id.in_(ids.correlate_except(edge))
    return clause
