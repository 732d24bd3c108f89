"""Who sees how far somebody is from a role."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me, anybody

may_read_helped = anybody


def may_read(me: Me, row: Any) -> ColumnElement[bool]:
    """The person, and their manager today, each by the assessments that they may read. No people
    partner, nobody who only covers for the manager, and no machine client.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(row.person_id == me.id, ties.reports_to_me(me, row.person_id))
