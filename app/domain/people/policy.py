"""Who may do what with people."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.domain.people import ties
from app.domain.people.states import RelationshipKind
from app.domain.policy import ANYBODY, NOBODY, Me, anybody

may_read = anybody


def may_provision(me: Me) -> bool:
    """Machine clients: people come from the HRIS, never from each other."""
    return not me.is_person


def may_employ(me: Me, _person: Any) -> ColumnElement[bool]:
    """Machine clients: who works here is said by the HRIS."""
    return ANYBODY if may_provision(me) else NOBODY


def may_settle_work(me: Me, person: Any) -> ColumnElement[bool]:
    """The person themself, and machine clients: when somebody works is said by them or the HRIS."""
    if not me.is_person:
        return ANYBODY
    themself: ColumnElement[bool] = person.id == me.id
    return themself


def may_read_relationship(me: Me, tie: Any) -> ColumnElement[bool]:
    """Managers are the organisation chart: everybody. Other relations: the two people, the
    manager and the people partner of the person, and who covers for one of these; machine
    clients, without the reason.
    """
    if not me.is_person:
        return ANYBODY
    return or_(
        tie.kind == RelationshipKind.MANAGER,
        tie.person_id == me.id,
        tie.related_id == me.id,
        ties.is_mine_today(me, tie.person_id, *ties.CARES),
    )


def may_tie(me: Me, tie: Any) -> ColumnElement[bool]:
    """Machine clients. A person only says who covers for them, and until when."""
    if not me.is_person:
        return ANYBODY
    return and_(tie.kind == RelationshipKind.COVER, tie.person_id == me.id)
