"""What of plans waits for whom, as clauses over rows: what an inbox is made of.

Each clause names the people as a list that does not depend on the row, so that the rows are
found by the indexes on their persons and owners. Each lets in only what its reader may read.
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, not_, or_

from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.models import OwnerStatus, PlanStatus
from app.domain.plans.views.milestones import is_open, owner_needed
from app.domain.policy import Me

REVIEW_AHEAD: Final = timedelta(days=14)


def to_do(me: Me, milestone: Any) -> ColumnElement[bool]:
    """I own it, took it on, and it is open."""
    return and_(milestone.owner_id == me.id, _is_taken_on(milestone))


def to_accept(me: Me, milestone: Any) -> ColumnElement[bool]:
    """It was offered to me, and I did not answer yet."""
    offered = and_(milestone.owner_id == me.id, milestone.owner_status == OwnerStatus.PROPOSED)
    return and_(or_(offered, milestone.proposed_owner_id == me.id), is_open(milestone))


def to_answer(me: Me, plan: Any) -> ColumnElement[bool]:
    """It was proposed, and my answer is what it waits for."""
    return and_(
        _is_of(plan, _us(me)), plan.status == PlanStatus.PROPOSED, policy.may_answer(me, plan)
    )


def to_review(me: Me, plan: Any) -> ColumnElement[bool]:
    """It is in review, or should be within two weeks; I am the person or their manager."""
    return and_(_is_of(plan, _us(me)), _is_under_review(me, plan))


def to_find_owner(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Nobody sees to it at the moment; it is of my own plan, or of somebody who reports to me."""
    return and_(
        _is_of(milestone, _us(me)),
        or_(not_(milestone.is_private), milestone.person_id == me.id),
        owner_needed(me, milestone),
    )


def theirs_to_do(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Somebody who reports to me owns it, and I may read it."""
    owned = milestone.owner_id == func.any(ties.reports_today(me))
    return and_(owned, _is_taken_on(milestone), _is_shared(me, milestone))


def theirs_to_accept(me: Me, milestone: Any) -> ColumnElement[bool]:
    """It was offered to somebody who reports to me, and I may read it."""
    proposed = and_(
        milestone.owner_id == func.any(ties.reports_today(me)),
        milestone.owner_status == OwnerStatus.PROPOSED,
    )
    offered = or_(proposed, milestone.proposed_owner_id == func.any(ties.reports_today(me)))
    return and_(offered, is_open(milestone), _is_shared(me, milestone))


def theirs_to_answer(me: Me, plan: Any) -> ColumnElement[bool]:
    """It was proposed to somebody who reports to me."""
    return and_(
        _is_of(plan, ties.reports_today(me)),
        plan.status == PlanStatus.PROPOSED,
        plan.proposed_by_id != plan.person_id,
    )


def theirs_to_review(me: Me, plan: Any) -> ColumnElement[bool]:
    """The plan of somebody who reports to me is in review, or should be within two weeks."""
    return and_(_is_of(plan, ties.reports_today(me)), _is_under_review(me, plan))


def theirs_to_find_owner(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Nobody sees to it at the moment; it is of somebody who reports to me."""
    return and_(
        _is_of(milestone, ties.reports_today(me)),
        not_(milestone.is_private),
        owner_needed(me, milestone),
    )


def _us(me: Me) -> ColumnElement[Any]:
    """I, and whoever reports to me or to whom I cover for."""
    return func.array_append(ties.mine_today(me, *ties.LEADS), me.id)


def _is_of(row: Any, people: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(row.person_id == func.any(people), row.closed_on.is_(None))


def _is_taken_on(milestone: Any) -> ColumnElement[bool]:
    return and_(milestone.owner_status == OwnerStatus.ACCEPTED, is_open(milestone))


def _is_shared(me: Me, milestone: Any) -> ColumnElement[bool]:
    return and_(not_(milestone.is_private), policy.may_read_milestone(me, milestone))


def _is_under_review(me: Me, plan: Any) -> ColumnElement[bool]:
    soon = plan.next_review_on <= me.today + REVIEW_AHEAD
    active = and_(plan.status == PlanStatus.ACTIVE, soon)
    return or_(plan.status == PlanStatus.IN_REVIEW, active)
