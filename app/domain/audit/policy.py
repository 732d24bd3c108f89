"""Who may read the audit."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.domain.policy import ANYBODY, NOBODY, Me
from app.domain.trail import AuditSubject


def may_read(me: Me, entry: Any) -> ColumnElement[bool]:
    """Those whom an entry is about, and whoever did it; machine clients, since it holds facts and
    no text.
    """
    if not me.is_person:
        return ANYBODY
    return or_(entry.actor_id == me.id, is_about(me, entry, me.id))


def is_about(me: Me, entry: Any, person_id: Any) -> ColumnElement[bool]:
    """The entry names this person."""
    named: Any = aliased(AuditSubject)
    entries = select(named.entry_id).where(
        named.tenant_id == me.tenant_id, named.person_id == person_id
    )
    clause: ColumnElement[bool] = entry.id.in_(entries.correlate_except(named))
    return clause


def may_see_accesses(me: Me, person_id: Any) -> ColumnElement[bool]:
    """The person whose data it was. Nobody else: whom others look at is not for anybody to see."""
    return person_id == me.id if me.is_person else NOBODY
