"""Who may do what with plans.

A rule is a clause over a row, so the same rule answers for one row and for a list.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.lifecycle import Step
from app.domain.people import ties
from app.domain.plans.lifecycle import Who
from app.domain.plans.models import Milestone, MilestoneResource, OwnerStatus, Plan
from app.domain.policy import ANYBODY, NOBODY, Me, Rule


def may_read(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person; their manager, their people partner, and who covers for one of these, while
    it is open; who was manager or people partner when it was closed, from then on. Machine
    clients, since a plan holds structure and no notes.
    """
    if not me.is_person:
        return ANYBODY
    return or_(plan.person_id == me.id, ties.is_mine(me, plan, *ties.CARES))


def may_read_goal(me: Me, goal: Any) -> ColumnElement[bool]:
    """Whoever may read the plan; a private goal only the person whose it is."""
    return _unless_private(me, goal)


def may_read_milestone(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may read the plan, unless its goal is private; its owner, whom it is offered to,
    and who is asked to approve something of it.
    """
    return or_(_unless_private(me, milestone), _has_part(me, milestone))


def within_plan(me: Me, row: Any) -> ColumnElement[bool]:
    """Goals and milestones, for whoever may read the plan: all but the private ones, which are
    the person's.
    """
    if me.is_system:
        return ANYBODY
    return (
        not_(row.is_private) if me.is_client else or_(not_(row.is_private), row.person_id == me.id)
    )


def milestone_within_plan(me: Me, milestone: Any) -> ColumnElement[bool]:
    """The same, and what they own, are offered, or are asked to approve."""
    return or_(within_plan(me, milestone), _has_part(me, milestone))


def may_read_part(me: Me, part: Any) -> ColumnElement[bool]:
    """Whoever may read the milestone that it belongs to."""
    return _of_milestone(me, part, may_read_milestone)


def within_read(_me: Me, _part: Any) -> ColumnElement[bool]:
    """What belongs to a plan or a milestone alone, for whoever reads that: there is no more to
    ask.
    """
    return ANYBODY


def may_read_review(me: Me, review: Any) -> ColumnElement[bool]:
    """Whoever may read the plan."""
    plan: Any = aliased(Plan)
    found = select(plan.id).where(
        plan.tenant_id == me.tenant_id, plan.id == review.plan_id, may_read(me, plan)
    )
    return found.correlate_except(plan).exists()


def may_change_part(me: Me, part: Any) -> ColumnElement[bool]:
    """Whoever may change the milestone that it belongs to."""
    return _of_milestone(me, part, may_change)


def is_author(me: Me, row: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    clause: ColumnElement[bool] = row.author_id == me.id
    return clause if me.is_person else NOBODY


def is_approver(me: Me, resource: Any) -> ColumnElement[bool]:
    """Who is asked to approve it."""
    clause: ColumnElement[bool] = resource.approver_id == me.id
    return clause if me.is_person else NOBODY


def may_shape(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person and their manager, or who covers for the manager, agree on it. Machine clients
    and people partners only read.
    """
    if me.is_client:
        return NOBODY
    if me.is_system:
        return ANYBODY
    return or_(plan.person_id == me.id, ties.is_mine(me, plan, *ties.LEADS))


def may_answer(me: Me, plan: Any) -> ColumnElement[bool]:
    """The side to which a plan was proposed: the person, or their manager. While they have no
    manager, the person alone.
    """
    if not me.is_person:
        return may_shape(me, plan)
    alone = not_(ties.has_manager(me, plan.person_id))
    by_person = plan.proposed_by_id == plan.person_id
    return or_(
        and_(plan.person_id == me.id, or_(not_(by_person), alone)),
        and_(plan.person_id != me.id, by_person, may_shape(me, plan)),
    )


def may_reopen(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person; their manager, who was it already when the plan ended: whoever came later has
    no part in what was closed before.
    """
    if not me.is_person:
        return may_shape(me, plan)
    led = ties.is_mine(me, plan, *ties.LEADS)
    still = ties.is_mine_today(me, plan.person_id, *ties.LEADS)
    return or_(plan.person_id == me.id, and_(led, still))


def may_progress(me: Me, milestone: Any) -> ColumnElement[bool]:
    """The owner and the person whose plan it is."""
    if me.is_client:
        return NOBODY
    if me.is_system:
        return ANYBODY
    return or_(is_owner(me, milestone), milestone.person_id == me.id)


def may_change(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may shape the plan or works on the milestone."""
    return or_(may_shape(me, milestone), may_progress(me, milestone))


def is_owner(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Who owns it, and did not decline."""
    return and_(milestone.owner_id == me.id, milestone.owner_status != OwnerStatus.DECLINED)


def _has_part(me: Me, milestone: Any) -> ColumnElement[bool]:
    return or_(is_owner(me, milestone), _is_offered(me, milestone), _approves(me, milestone))


def _approves(me: Me, milestone: Any) -> ColumnElement[bool]:
    resource: Any = aliased(MilestoneResource)
    mine = select(resource.milestone_id).where(
        resource.tenant_id == me.tenant_id, resource.approver_id == me.id
    )
    clause: ColumnElement[bool] = milestone.id.in_(mine.correlate(None))
    return clause


def _of_milestone(me: Me, part: Any, rule: Rule) -> ColumnElement[bool]:
    milestone: Any = aliased(Milestone)
    found = select(milestone.id).where(
        milestone.tenant_id == me.tenant_id,
        milestone.id == part.milestone_id,
        rule(me, milestone),
    )
    return found.correlate_except(milestone).exists()


def _is_offered(me: Me, milestone: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = milestone.proposed_owner_id == me.id
    return clause


def _unless_private(me: Me, row: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return within_plan(me, row)
    return or_(row.person_id == me.id, and_(not_(row.is_private), may_read(me, row)))


RULES: Final[dict[Who, Rule]] = {
    Who.SIDES: may_shape,
    Who.OTHER_SIDE: may_answer,
    Who.BOTH_TIMES: may_reopen,
    Who.WORKERS: may_progress,
    Who.EITHER: may_change,
}


def may(step: Step[Any]) -> Rule:
    """The rule about who may take a step."""
    return RULES[Who(step.who)]
