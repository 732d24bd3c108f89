"""What became of competencies: each counts for whatever took its place, however often.

The other way round only where the two are the same competency, under another code or id: somebody
who stands at a level of what is new has shown nothing of what is gone, unless it means the same. It
does where the framework says `exactMatchOf` between the two, and where their statements are word
for word the same while neither edition nor id of the source tells them apart. Both are of one
framework, so that the scale is the same one, too.
"""

from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    and_,
    cast,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from app.domain.competencies.states import EXACT_MATCH, REPLACED_BY
from app.domain.competencies.views import CompetencyAssociationView, CompetencyView, in_force
from app.domain.policy import Me

MOST_STEPS: Final = 20


def successors(me: Me, start: Any, name: str = "became") -> CTE:
    """Rows of `(origin_id, competency_id, steps)`: each competency of `start`, a query with one
    column `id`, all that it was replaced by, directly or through others, and all that is the same
    as one of these and was replaced by it. A circle ends.
    """
    begun = start.subquery()
    found = select(
        begun.c.id.label("origin_id"),
        begun.c.id.label("competency_id"),
        cast(literal(0), Integer).label("steps"),
    ).cte(name, recursive=True)
    next_one = _next_to(me, found.c.competency_id)
    further = (
        select(found.c.origin_id, next_one.c.id, found.c.steps + 1)
        .join_from(found, next_one, true())
        .where(next_one.c.id != found.c.origin_id, found.c.steps < MOST_STEPS)
    )
    return found.union(further)


def _next_to(me: Me, competency_id: Any) -> Any:
    """What took the place of a competency, and what it took the place of and is the same as."""
    later: Any = aliased(CompetencyAssociationView.table)
    earlier: Any = aliased(CompetencyAssociationView.table)
    after = select(later.destination_id.label("id")).where(
        *_replaces(me, later), later.origin_id == competency_id
    )
    before = select(earlier.origin_id).where(
        *_replaces(me, earlier), earlier.destination_id == competency_id, _is_same(me, earlier)
    )
    both = (after.correlate_except(later), before.correlate_except(earlier))
    return union_all(*both).lateral("next_one")


def _replaces(me: Me, link: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        link.tenant_id == me.tenant_id,
        link.type == REPLACED_BY,
        link.destination_id.is_not(None),
        in_force(link),
    )


def _is_same(me: Me, link: Any) -> ColumnElement[bool]:
    old: Any = aliased(CompetencyView.table)
    new: Any = aliased(CompetencyView.table)
    match: Any = aliased(CompetencyAssociationView.table)
    matched = select(match.id).where(
        match.tenant_id == me.tenant_id,
        match.type == EXACT_MATCH,
        or_(
            and_(match.origin_id == old.id, match.destination_id == new.id),
            and_(match.origin_id == new.id, match.destination_id == old.id),
        ),
        in_force(match),
    )
    pair = select(old.id).where(
        old.tenant_id == me.tenant_id,
        old.id == link.origin_id,
        new.tenant_id == me.tenant_id,
        new.id == link.destination_id,
        old.framework_id == new.framework_id,
        or_(
            and_(
                old.statement == new.statement,
                old.edition == new.edition,
                or_(old.identifier.is_(None), new.identifier.is_(None)),
            ),
            matched.correlate_except(match).exists(),
        ),
    )
    return pair.correlate_except(old, new).exists()
