"""What became of competencies: each counts for whatever took its place, however often."""

from typing import Any, Final

from sqlalchemy import CTE, Integer, cast, literal, select
from sqlalchemy.orm import aliased

from app.domain.competencies.states import REPLACED_BY
from app.domain.competencies.views import CompetencyAssociationView, in_force
from app.domain.policy import Me

MOST_STEPS: Final = 20


def successors(me: Me, start: Any, name: str = "became") -> CTE:
    """Rows of `(origin_id, competency_id, steps)`: each competency of `start`, a query with one
    column `id`, and all that it was replaced by, directly or through others. A circle ends.
    """
    begun = start.subquery()
    link: Any = aliased(CompetencyAssociationView.table)
    found = select(
        begun.c.id.label("origin_id"),
        begun.c.id.label("competency_id"),
        cast(literal(0), Integer).label("steps"),
    ).cte(name, recursive=True)
    further = select(found.c.origin_id, link.destination_id, found.c.steps + 1).where(
        link.tenant_id == me.tenant_id,
        link.origin_id == found.c.competency_id,
        link.type == REPLACED_BY,
        link.destination_id.is_not(None),
        link.destination_id != found.c.origin_id,
        in_force(link),
        found.c.steps < MOST_STEPS,
    )
    return found.union(further)
