"""How plans go by competencies: goals that are open are about them."""

from typing import Final

from app.domain.competencies.concerns import THRESHOLD, Concern

_OPEN: Final = "goal.status IN ('planned', 'active') AND goal.closed_on IS NULL"
_ABOUT: Final = """
FROM goal_competency AS link
JOIN goal ON goal.tenant_id = link.tenant_id AND goal.id = link.goal_id
"""
_THIS: Final = f"WHERE link.tenant_id = $1 AND link.competency_id = one.id AND {_OPEN}"
_NUMBER: Final = f"""
SELECT count(DISTINCT goal.plan_id) FILTER (WHERE NOT goal.is_private) + CASE
  WHEN count(DISTINCT goal.person_id) FILTER (WHERE goal.is_private) >= {THRESHOLD}
  THEN count(DISTINCT goal.plan_id) FILTER (WHERE goal.is_private) ELSE 0 END
{_ABOUT} {_THIS}
"""
_OF_LEVEL: Final = f"""
EXISTS (
  SELECT {_ABOUT}
  JOIN competency AS known ON known.tenant_id = link.tenant_id AND known.id = link.competency_id
  WHERE link.tenant_id = $1 AND known.framework_id = $2 AND {_OPEN}
    AND lost.code IN (link.from_level, link.to_level)
)
"""

Concern(
    name="open_plans",
    number=_NUMBER,
    exists=f"EXISTS (SELECT {_ABOUT} {_THIS})",
    of_level=_OF_LEVEL,
    holds=True,
).register()
