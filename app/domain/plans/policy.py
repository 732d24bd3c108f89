"""Who may do what with plans.

A rule is a clause over a row, so the same rule answers for one row and for a list.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Uuid, and_, not_, or_
from sqlalchemy.dialects.postgresql import array

from app.domain.lifecycle import Step
from app.domain.people import ties
from app.domain.plans.lifecycle import Who
from app.domain.plans.models import OwnerStatus
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
    return (*ways_to_person(me), Way("owner_id", mine), Way("proposed_owner_id", mine))


def may_read_goal(me: Me, goal: Any) -> ColumnElement[bool]:
    """Whoever may read the plan; a private goal only the person whose it is."""
    return _unless_private(me, goal)


def may_read_milestone(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may read the plan, unless its goal is private; its owner, and whom it is offered
    to.
    """
    return or_(_unless_private(me, milestone), _is_offered(me, milestone), is_owner(me, milestone))


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
    """The same, and what they own or are offered."""
    mine = or_(is_owner(me, milestone), _is_offered(me, milestone))
    return or_(within_plan(me, milestone), mine)


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
