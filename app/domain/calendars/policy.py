"""Who may do what with calendar feeds: each person with their own, and nobody else."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import ANYBODY, NOBODY, Me


def may_have(me: Me) -> bool:
    """People: a machine client has no calendar, and reads by the API."""
    return me.is_person


def may_read(me: Me, feed: Any) -> ColumnElement[bool]:
    """The person whose calendar it is. Never a machine client."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    mine: ColumnElement[bool] = feed.person_id == me.id
    return mine
