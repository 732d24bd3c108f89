"""What became of competencies: each counts for whatever took its place, however often."""

from typing import Any, Final

from sqlalchemy import CTE, Integer, Uuid, cast, column, literal, select, table
from sqlalchemy import String as Text

from app.domain.policy import Me

REPLACED_BY: Final = "replacedBy"
MOST_STEPS: Final = 20

_LINK: Final = table(
    "competency_association",
    column("tenant_id", Uuid()),
    column("type", Text()),
    column("origin_id", Uuid()),
    column("destination_id", Uuid()),
)


def successors(me: Me, start: Any, name: str = "became") -> CTE:
    """Rows of `(origin_id, competency_id, steps)`: each competency of `start`, a query with one
    column `id`, and all that it was replaced by, directly or through others. A circle ends.
    """
    begun = start.subquery()
    link: Any = _LINK.alias()
    found = select(
        begun.c.id.label("origin_id"),
        begun.c.id.label("competency_id"),
        cast(literal(0), Integer).label("steps"),
    ).cte(name, recursive=True)
    further = select(found.c.origin_id, link.c.destination_id, found.c.steps + 1).where(
        link.c.tenant_id == me.tenant_id,
        link.c.origin_id == found.c.competency_id,
        link.c.type == REPLACED_BY,
        link.c.destination_id.is_not(None),
        link.c.destination_id != found.c.origin_id,
        found.c.steps < MOST_STEPS,
    )
    return found.union(further)
