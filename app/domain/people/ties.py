"""Who stands in which relation to whom today, as clauses: what policies are made of."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.people.models import Relationship, RelationshipKind
from app.domain.policy import Me

LEADS: Final = (RelationshipKind.MANAGER,)
CARES: Final = (RelationshipKind.MANAGER, RelationshipKind.PEOPLE_PARTNER)


def current(me: Me, tie: Any) -> ColumnElement[bool]:
    """The relation holds today."""
    return and_(tie.starts_on <= me.today, or_(tie.ends_on.is_(None), tie.ends_on > me.today))


def is_mine(me: Me, person_id: Any, *kinds: RelationshipKind) -> ColumnElement[bool]:
    """I am the manager (or another of these kinds) of this person."""
    tie: Any = aliased(Relationship)
    mine: Select[tuple[UUID]] = select(tie.person_id).where(
        tie.tenant_id == me.tenant_id,
        tie.related_id == me.id,
        or_(*(tie.kind == kind for kind in kinds)),
        current(me, tie),
    )
    clause: ColumnElement[bool] = person_id.in_(mine.correlate(None))
    return clause


def manager_of(me: Me, person: Any, other: Any) -> ColumnElement[bool]:
    """`other` is the manager of `person`."""
    return _tied(me, other.id, of=person.id)


def reports_of(me: Me, person: Any, other: Any) -> ColumnElement[bool]:
    """`other` reports to `person`."""
    tie: Any = aliased(Relationship)
    ids = select(tie.person_id).where(
        tie.tenant_id == me.tenant_id,
        tie.related_id == person.id,
        tie.kind == RelationshipKind.MANAGER,
        current(me, tie),
    )
    clause: ColumnElement[bool] = other.id.in_(ids.correlate_except(tie))
    return clause


def _tied(me: Me, related_id: Any, *, of: Any) -> ColumnElement[bool]:
    tie: Any = aliased(Relationship)
    ids = select(tie.related_id).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == of,
        tie.kind == RelationshipKind.MANAGER,
        current(me, tie),
    )
    clause: ColumnElement[bool] = related_id.in_(ids.correlate_except(tie))
    return clause
