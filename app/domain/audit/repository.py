"""The SQL of the audit."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import literal
from sqlmodel import col

from app.domain.audit import policy
from app.domain.audit.commands import AccessFilters, AuditFilters
from app.domain.audit.views import AuditEntryView
from app.domain.entity import first_id_at
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.trail import COVERED, AuditEntry

LATEST: Final = timedelta(days=1)
"""How long after it was so an entry may be written, and get its id: while no database is there."""


def accesses(me: Me, person_id: UUID, filters: AccessFilters) -> Many:
    where = [
        policy.may_see_accesses(me, person_id),
        policy.is_about(me, AuditEntry, person_id),
        col(AuditEntry.actor_id) != person_id,
        *_narrowed(filters),
    ]
    return Many(AuditEntryView, tuple(where), descending=True)


def entries(me: Me, filters: AuditFilters) -> Many:
    where = _narrowed(filters)
    if filters.person_id is not None:
        where.append(policy.is_about(me, AuditEntry, filters.person_id))
    if filters.actor_id is not None:
        where.append(col(AuditEntry.actor_id) == filters.actor_id)
    if filters.actor_kind is not None:
        where.append(col(AuditEntry.actor_kind) == filters.actor_kind)
    if filters.outcome is not None:
        where.append(col(AuditEntry.outcome) == filters.outcome)
    return Many(AuditEntryView, tuple(where), descending=True)


def _narrowed(filters: AccessFilters) -> list[Any]:
    where: list[Any] = []
    if filters.action is not None:
        where.append(col(AuditEntry.action) == filters.action)
    if filters.since is not None:
        where += [
            col(AuditEntry.id) >= first_id_at(filters.since),
            col(AuditEntry.created_at) >= filters.since,
        ]
    if filters.until is not None:
        where += [
            col(AuditEntry.id) < first_id_at(filters.until + literal(LATEST)),
            col(AuditEntry.created_at) < filters.until,
        ]
    return where


LANES: Final = "SELECT lane, sequence, hash FROM audit_lane WHERE tenant_id = $1 ORDER BY lane"

FOUND_LANES: Final = """
SELECT DISTINCT lane FROM audit_entry WHERE tenant_id = $1
EXCEPT SELECT lane FROM audit_lane WHERE tenant_id = $1
"""

# One statement, and so one moment: what is written meanwhile ends where its lane does.
OUTSIDE: Final = """
SELECT at.lane, at.sequence AS last, entry.sequence, entry.id
FROM audit_lane AS at CROSS JOIN LATERAL (
  (SELECT sequence, id FROM audit_entry
   WHERE tenant_id = $1 AND lane = at.lane AND sequence < 1 ORDER BY sequence LIMIT 100)
  UNION ALL
  (SELECT sequence, id FROM audit_entry
   WHERE tenant_id = $1 AND lane = at.lane AND sequence > at.sequence ORDER BY sequence LIMIT 1)
) AS entry
WHERE at.tenant_id = $1 ORDER BY at.lane, entry.sequence
"""

# The hash before is the one that is stored: one changed entry is one breach, not all that follow.
PART: Final = """
SELECT entry.sequence, entry.id, entry.hash,
  sha256(
    coalesce(lag(entry.hash) OVER (ORDER BY entry.sequence), $4)
    || convert_to(COVERED, 'UTF8')
  ) AS expected,
  (SELECT coalesce(array_agg(person_id ORDER BY person_id), '{}') FROM audit_subject
   WHERE tenant_id = $1 AND entry_id = entry.id)
  = (SELECT coalesce(array_agg(one ORDER BY one), '{}') FROM unnest(entry.subjects) AS one)
  AS names_the_same
FROM audit_entry AS entry
WHERE entry.tenant_id = $1 AND entry.lane = $2 AND entry.sequence > $3
  AND entry.sequence <= $5
ORDER BY entry.sequence LIMIT $6
""".replace("COVERED", COVERED.format("entry"))
