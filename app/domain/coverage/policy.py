"""Who sees how regularly people meet. Nobody reads here what was said."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

from app.domain.coverage.states import GroupBy
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me


def may_read_coverage(me: Me, row: Any) -> ColumnElement[bool]:
    """The manager and the people partner of the person, today. Nobody who only covers for them,
    and no machine client: these see groups.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    clause: ColumnElement[bool] = row.person_id == func.any(ties.mine_myself(me, *ties.CARES))
    return clause


def may_read_group(me: Me, group: Any) -> ColumnElement[bool]:
    """Machine clients, and whoever is a manager or a people partner today: all see the same
    numbers. Those of a team: its manager, people partners and machine clients. Nobody, once the
    organisation asks for larger groups than it did when they were counted.
    """
    enough: ColumnElement[bool] = group.threshold >= ties.anonymity_threshold(me)
    if not me.is_person:
        return enough
    of_team = group.group_by == GroupBy.MANAGER
    return or_(
        and_(enough, _has_any(ties.mine_myself(me, *ties.ADVISES))),
        and_(enough, of_team, group.manager_id == me.id),
        and_(enough, not_(of_team), _has_any(ties.mine_myself(me, *ties.CARES))),
    )


def _has_any(people: ColumnElement[Any]) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = func.cardinality(people) > 0
    return clause
