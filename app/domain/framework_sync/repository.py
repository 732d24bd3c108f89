"""The SQL of what a sync concerns: plans, people and role profiles that go by competencies."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.domain.people import ties
from app.domain.transaction import Transaction

OPEN: Final = "goal.status IN ('planned', 'active') AND goal.closed_on IS NULL"
OF_GOALS: Final = f"""
SELECT
  count(DISTINCT goal.plan_id) FILTER (WHERE NOT goal.is_private) AS shown,
  count(DISTINCT goal.plan_id) FILTER (WHERE goal.is_private) AS hidden,
  count(DISTINCT goal.person_id) FILTER (WHERE goal.is_private) AS people
FROM goal_competency AS link
JOIN goal ON goal.tenant_id = link.tenant_id AND goal.id = link.goal_id
WHERE link.tenant_id = $1 AND link.competency_id = one.id AND {OPEN}
"""  # noqa: S608 - our own condition
CONCERNED: Final = f"""
SELECT * FROM (
  SELECT one.code, one.is_replaced, one.is_retired,
    goals.shown + CASE WHEN goals.people >= $2 THEN goals.hidden ELSE 0 END AS open_plans,
    goals.shown + goals.hidden > 0 AS is_planned,
    0::bigint AS assessed, ARRAY[]::text[] AS role_profiles
  FROM ({{those}}) AS one
  CROSS JOIN LATERAL ({OF_GOALS}) AS goals
) AS found
WHERE found.is_planned OR found.assessed > 0 OR found.role_profiles <> '{{{{}}}}'
ORDER BY found.is_retired DESC, found.code COLLATE "C"
LIMIT $3
"""  # noqa: S608 - our own statement
GONE: Final = "SELECT id, code, is_replaced, true AS is_retired FROM retiring"
DIFFERENT: Final = f"""
{GONE} UNION ALL
SELECT id, code, false, false FROM declared_competency WHERE kind = 'updated'
"""
OF_LEVELS: Final = f"""
SELECT lost.code FROM unnest($3::text[]) AS lost (code)
WHERE EXISTS (
  SELECT FROM goal_competency AS link
  JOIN goal ON goal.tenant_id = link.tenant_id AND goal.id = link.goal_id
  JOIN competency AS known ON known.tenant_id = link.tenant_id AND known.id = link.competency_id
  WHERE link.tenant_id = $1 AND known.framework_id = $2 AND {OPEN}
    AND lost.code IN (link.from_level, link.to_level)
)
"""  # noqa: S608 - our own condition


async def concerned(tx: Transaction, most: int, *, only_retired: bool = False) -> Sequence[Any]:
    """What goes by the competencies that are different or retired: see `comparing`."""
    threshold = await tx.session.scalar(
        select(ties.anonymity_threshold(tx.me)), tx.parameters
    )
    statement = CONCERNED.format(those=GONE if only_retired else DIFFERENT)
    rows: Sequence[Any] = await tx.connection.fetch(
        statement, tx.actor.tenant_id, threshold, most
    )
    return rows


async def levels_in_use(tx: Transaction, framework_id: UUID, codes: Sequence[str]) -> list[str]:
    """Which of these levels anybody goes by."""
    if not codes:
        return []
    rows = await tx.connection.fetch(OF_LEVELS, tx.actor.tenant_id, framework_id, list(codes))
    return [row["code"] for row in rows]
