"""Who sees and sets how often people talk."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.domain.conversations.states import CadenceLevel
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me


def may_read_cadence_setting(me: Me, setting: Any) -> ColumnElement[bool]:
    """What holds for the organisation: everybody. Of a team: the manager, and whoever reports to
    them today. Of a person: that person and their manager. Machine clients: all of it.
    """
    if not me.is_person:
        return ANYBODY
    return or_(
        setting.level == CadenceLevel.ORGANISATION,
        setting.manager_id == me.id,
        setting.manager_id == ties.manager_id_of(me, me.id),
        setting.person_id == me.id,
        ties.reports_to_me(me, setting.person_id),
    )


def may_set_cadence(me: Me, setting: Any) -> ColumnElement[bool]:
    """Of a team: its manager. Of a person: that person and their manager. What holds for the
    organisation, and for any team, also whoever has the scope `admin`, which no rule knows of.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(
        setting.manager_id == me.id,
        setting.person_id == me.id,
        ties.reports_to_me(me, setting.person_id),
    )


def may_read_cadence_of(me: Me, person: Any) -> ColumnElement[bool]:
    """The person and their manager; machine clients."""
    if not me.is_person:
        return ANYBODY
    return or_(person.id == me.id, ties.reports_to_me(me, person.id))
