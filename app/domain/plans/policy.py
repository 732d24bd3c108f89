"""Who may do what with plans.

A rule is a clause over a row, so the same rule answers for one row and for a list.
"""

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me


def may_read(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person; their manager, their people partner, and who covers for one of these, while
    it is open; who was manager or people partner when it was closed, from then on. Machine
    clients, since a plan holds structure and no notes.
    """
    if not me.is_person:
        return ANYBODY
    return or_(plan.person_id == me.id, ties.is_mine(me, plan, *ties.CARES))


def may_shape(me: Me, plan: Any) -> ColumnElement[bool]:
    """The person and their manager, or who covers for the manager, agree on it. Machine clients
    and people partners only read.
    """
    if me.is_client:
        return NOBODY
    if me.is_system:
        return ANYBODY
    return or_(plan.person_id == me.id, ties.is_mine(me, plan, *ties.LEADS))


def may_read_milestone(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may read the plan, and the owner of the milestone."""
    return or_(may_read(me, milestone), milestone.owner_id == me.id)


def may_progress(me: Me, milestone: Any) -> ColumnElement[bool]:
    """The owner and the person whose plan it is."""
    if me.is_client:
        return NOBODY
    if me.is_system:
        return ANYBODY
    return or_(milestone.owner_id == me.id, milestone.person_id == me.id)


def may_change(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Whoever may shape the plan or works on the milestone."""
    return or_(may_shape(me, milestone), may_progress(me, milestone))
