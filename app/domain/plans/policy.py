"""Who may do what with plans.

A rule is a clause over a row, so the same rule answers for one row and for a list.
"""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Uuid, and_, func, not_, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.domain.people import ties
from app.domain.plans.lifecycle import Who
from app.domain.plans.models import (
    Goal,
    Milestone,
    MilestoneResource,
    MilestoneSupporter,
    OwnerStatus,
    Plan,
)
from app.domain.policy import ANYBODY, NOBODY, Me, Rule, Way


def may_read(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person; their manager, their people partner, and who covers for one of these, while
    it is open; who was manager or people partner when it was closed, from then on. Machine
    clients, since a plan holds structure and no notes.
    """
    if not me.is_person:
        return ANYBODY
    return or_(plan.person_id == me.id, ties.is_mine(me, plan, *ties.CARES))


def ways_to_person(me: Me) -> tuple[Way, ...]:
    """By which indexes a person finds the plans and goals that they may read, and no others."""
    return (Way("person_id", ties.ever_mine(me, *ties.CARES)),) if me.is_person else ()


def ways_to_milestone(me: Me) -> tuple[Way, ...]:
    """The same of milestones."""
    if not me.is_person:
        return ()
    mine: ColumnElement[Any] = array([me.id], type_=Uuid())
    return (
        *ways_to_person(me),
        Way("owner_id", mine),
        Way("proposed_owner_id", mine),
        Way("id", _parts(me, MilestoneSupporter, "supporter_id")),
        Way("id", _parts(me, MilestoneResource, "approver_id")),
    )


def _parts(me: Me, of: Any, person: str) -> ColumnElement[Any]:
    """The milestones of which I have this part, as an array."""
    part: Any = aliased(of)
    found = select(part.milestone_id).where(
        part.tenant_id == me.tenant_id, getattr(part, person) == me.id
    )
    return func.array(found.correlate(None).scalar_subquery())


def may_read_goal(me: Me, goal: Any) -> ColumnElement[bool]:
    """Whoever may read the plan; a private goal only the person whose it is."""
    return _unless_private(me, goal)


def may_read_of_goal(me: Me, row: Any) -> ColumnElement[bool]:
    """Whoever may read the goal that this is a part of."""
    goal: Any = aliased(Goal)
    found = select(goal.id).where(
        goal.tenant_id == row.tenant_id, goal.id == row.goal_id, may_read_goal(me, goal)
    )
    return found.correlate_except(goal).exists()


def may_read_milestone(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may read the plan, unless its goal is private; its owner, whom it is offered to,
    its supporters, and who is asked to approve something of it.
    """
    return or_(_unless_private(me, milestone), _takes_part(me, milestone))


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
    """The same, and what they own, are offered, support, or are asked to approve."""
    return or_(within_plan(me, milestone), _takes_part(me, milestone))


def may_read_review(me: Me, review: Any) -> ColumnElement[bool]:
    """Whoever may read the plan."""
    plan: Any = aliased(Plan)
    found = select(plan.id).where(
        plan.tenant_id == me.tenant_id, plan.id == review.plan_id, may_read(me, plan)
    )
    return found.correlate_except(plan).exists()


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


def may_end(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person and their manager, who was it when the plan ended, too: to end it, and to go on
    with it. Who covers for the manager has no part in what is closed, so they close nothing.
    """
    if not me.is_person:
        return may_shape(me, plan)
    leads = and_(may_shape(me, plan), ties.reports_to_me(me, plan.person_id))
    return or_(plan.person_id == me.id, leads)


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


def may_agree_to_deadline(me: Me, change: Any) -> ColumnElement[bool]:
    """The other side of who moved it: the person, or, if they or the owner moved it, their
    manager. Nobody agrees with themself.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY

    def is_other_side(me: Me, milestone: Any) -> ColumnElement[bool]:
        theirs = change.moved_by_id.in_([milestone.person_id, milestone.owner_id])
        return or_(milestone.person_id == me.id, and_(theirs, may_shape(me, milestone)))

    return and_(change.moved_by_id != me.id, _of_milestone(me, change, is_other_side))


def may_change_template(me: Me, template: Any) -> ColumnElement[bool]:
    """Who wrote it, and machine clients, which keep what the organisation has."""
    if not me.is_person:
        return ANYBODY
    mine: ColumnElement[bool] = template.author_id == me.id
    return mine


def is_owner(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Who owns it, and did not decline."""
    return and_(milestone.owner_id == me.id, milestone.owner_status != OwnerStatus.DECLINED)


def may_hand_over(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may shape the plan, and the owner who took it on."""
    took_it_on = and_(milestone.owner_id == me.id, milestone.owner_status == OwnerStatus.ACCEPTED)
    return or_(may_shape(me, milestone), took_it_on)


def may_answer_offer(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whom it is offered to, and an owner who was named and has not answered yet."""
    asked = and_(milestone.owner_id == me.id, milestone.owner_status == OwnerStatus.PROPOSED)
    return or_(_is_offered(me, milestone), asked)


def may_invite(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Supporters are chosen by the owner, the person and their manager; for a private goal not
    by the manager.
    """
    if me.is_system:
        return ANYBODY
    by_sides = and_(not_(milestone.is_private), may_shape(me, milestone))
    return or_(may_progress(me, milestone), by_sides)


def may_show(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may change the milestone, and its supporters: they saw how it went."""
    if not me.is_person:
        return may_change(me, milestone)
    return or_(may_change(me, milestone), _supports(me, milestone))


def may_help(me: Me, _milestone: Any) -> ColumnElement[bool]:
    """Any person who may read the milestone. A machine client has no help to offer."""
    return NOBODY if me.is_client else ANYBODY


def may_read_of_milestone(me: Me, row: Any) -> ColumnElement[bool]:
    """Whoever may read the milestone that it belongs to."""
    return _of_milestone(me, row, may_read_milestone)


def may_settle(me: Me, row: Any) -> ColumnElement[bool]:
    """Whoever may change the milestone that it belongs to."""
    return _of_milestone(me, row, may_change)


def may_end_support(me: Me, supporter: Any) -> ColumnElement[bool]:
    """The supporter, and whoever may choose supporters of the milestone."""
    return or_(supporter.supporter_id == me.id, _of_milestone(me, supporter, may_invite))


def within_read(_me: Me, _row: Any) -> ColumnElement[bool]:
    """All that belongs to a plan or a milestone alone, for whoever may read that."""
    return ANYBODY


def _of_milestone(me: Me, row: Any, rule: Rule) -> ColumnElement[bool]:
    milestone: Any = aliased(Milestone)
    found = select(milestone.id).where(
        milestone.tenant_id == me.tenant_id,
        milestone.id == row.milestone_id,
        rule(me, milestone),
    )
    return found.correlate_except(milestone).exists()


def _takes_part(me: Me, milestone: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return NOBODY
    return or_(
        is_owner(me, milestone),
        _is_offered(me, milestone),
        _supports(me, milestone),
        _approves(me, milestone),
    )


def _approves(me: Me, milestone: Any) -> ColumnElement[bool]:
    resource: Any = aliased(MilestoneResource)
    mine = select(resource.milestone_id).where(
        resource.tenant_id == me.tenant_id, resource.approver_id == me.id
    )
    clause: ColumnElement[bool] = milestone.id.in_(mine.correlate(None))
    return clause


def _supports(me: Me, milestone: Any) -> ColumnElement[bool]:
    supporter: Any = aliased(MilestoneSupporter)
    mine = select(supporter.milestone_id).where(
        supporter.tenant_id == me.tenant_id, supporter.supporter_id == me.id
    )
    clause: ColumnElement[bool] = milestone.id.in_(mine.correlate(None))
    return clause


def _is_offered(me: Me, milestone: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = milestone.proposed_owner_id == me.id
    return clause


def _unless_private(me: Me, row: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return within_plan(me, row)
    return or_(row.person_id == me.id, and_(not_(row.is_private), may_read(me, row)))


TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.SIDES: may_shape,
    Who.OTHER_SIDE: may_answer,
    Who.ENDERS: may_end,
    Who.WORKERS: may_progress,
    Who.EITHER: may_change,
    Who.HANDS: may_hand_over,
    Who.OFFERED: may_answer_offer,
    Who.READERS: may_help,
}
