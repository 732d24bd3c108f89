"""Who may read what learning systems report."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import ANYBODY, Me


def may_read(me: Me, record: Any) -> ColumnElement[bool]:
    """The person whom it is about, and machine clients. Nobody else: what of it matters to a
    manager stands at the milestone.
    """
    if not me.is_person:
        return ANYBODY
    clause: ColumnElement[bool] = record.person_id == me.id
    return clause
