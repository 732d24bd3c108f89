"""The SQL of changes of managers and mentors: who took whose place."""

from typing import Any, Final

from app.domain.transaction import Transaction

# What began in the last month and takes the place of what ended before, whichever way the HRIS
# said so, and has no handoff yet. Of managers, the one before; of mentors, of whom there may be
# several, the last who ended within a quarter of it and gave way to nobody else. What was over
# before it began never was.
_CHANGES: Final = """
FROM relationship AS begun
JOIN LATERAL (
  SELECT former.id, former.related_id FROM relationship AS former
  WHERE former.tenant_id = begun.tenant_id AND former.person_id = begun.person_id
    AND former.kind = begun.kind AND former.ends_on > former.starts_on
    AND former.ends_on <= begun.starts_on
    AND (former.kind = 'manager' OR former.ends_on >= begun.starts_on - 92
      AND former.related_id <> begun.related_id
      AND NOT EXISTS (
        SELECT 1 FROM handoff AS other JOIN relationship AS tie
          ON tie.tenant_id = other.tenant_id AND tie.id = other.relationship_id
        WHERE other.tenant_id = former.tenant_id AND other.former_relationship_id = former.id
          AND (tie.ends_on IS NULL OR tie.ends_on > tie.starts_on)))
  ORDER BY former.ends_on DESC, former.id DESC LIMIT 1
) AS former ON former.related_id <> begun.related_id
WHERE begun.kind IN ('manager', 'mentor')
  AND begun.starts_on <= $1 AND begun.starts_on > $1 - 31
  AND (begun.ends_on IS NULL OR begun.ends_on > $1)
  AND NOT EXISTS (SELECT 1 FROM handoff
    WHERE handoff.tenant_id = begun.tenant_id AND handoff.relationship_id = begun.id)
"""

TENANTS_WITH_CHANGES: Final = f"SELECT DISTINCT begun.tenant_id {_CHANGES}"

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_CHANGED: Final = f"""
SELECT begun.person_id, begun.kind, begun.id AS relationship_id, begun.related_id AS to_id,
  former.id AS former_relationship_id, former.related_id AS from_id
{_CHANGES}
  AND begun.tenant_id = $2 ORDER BY begun.starts_on, begun.id LIMIT $3
"""


async def changes(tx: Transaction, limit: int) -> list[dict[str, Any]]:
    """The fields of each handoff that is to be opened. Until we commit, nobody else looks."""
    tenant_id = tx.actor.tenant_id
    await tx.connection.execute(_LOCK, f"{tenant_id}:handoffs")
    rows = await tx.connection.fetch(_CHANGED, tx.now.date(), tenant_id, limit)
    return [dict(row) for row in rows]
