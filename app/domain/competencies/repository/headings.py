"""The SQL of what frameworks say of themselves in their versions, to have them written.

Each statement is a transaction of its own and takes the organisation first.
"""

import json
from typing import Any, Final
from uuid import UUID

from app.domain.competencies.writing.stored import Framework
from app.domain.statement import SCOPED
from app.domain.transaction import Database

_HEAD: Final = (
    "title",
    "description",
    "language",
    "version_label",
    "source",
    "source_identifier",
    "scale",
    "translations",
    "extra",
    "content_hash",
)


def scoped(query: str) -> str:
    return SCOPED.format(tenant="$1", query=query)


_said = ", ".join(
    f"CASE WHEN said.id IS NULL THEN framework.{one} ELSE said.{one} END AS {one}" for one in _HEAD
)
HEADS: Final = scoped(
    f"""
SELECT framework.id, framework.code, framework.status, organisation.name AS organisation,
  coalesce(said.number, framework.published_number) AS number,
  coalesce(said.number, framework.published_number) = framework.published_number AS is_in_force,
  coalesce(said.published_at, framework.created_at) AS said_at, {_said}
FROM competency_framework AS framework
JOIN tenant AS organisation ON organisation.tenant_id = $2 AND organisation.id = $2
LEFT JOIN competency_framework_version AS said ON said.tenant_id = $2
  AND said.framework_id = framework.id AND said.status = 'published'
  AND said.number = coalesce($4, framework.published_number)
WHERE framework.tenant_id = $2 AND scope.tenant_id = $1
  AND framework.published_number IS NOT NULL
  AND ($3::uuid IS NULL OR framework.id = $3)
  AND ($4::integer IS NULL OR $4 = framework.published_number OR said.id IS NOT NULL)
ORDER BY framework.created_at, framework.id
"""  # noqa: S608 - names of our own columns
)


async def heads(
    database: Database, tenant_id: UUID, framework_id: UUID | None = None, number: int | None = None
) -> list[Framework]:
    """The published frameworks, the oldest first; or one of them in one of its versions."""
    tenant = (str(tenant_id), tenant_id)
    rows = await database.fetch(HEADS, *tenant, framework_id, number)
    seen: set[str] = set()
    found = []
    for row in rows:
        named = (row["source_identifier"] or "").strip().casefold()
        found.append(_framework(tenant_id, row, is_shadowed=bool(named) and named in seen))
        seen.add(named)
    return found


def _framework(tenant_id: UUID, row: Any, *, is_shadowed: bool) -> Framework:
    return Framework(
        tenant_id=tenant_id,
        id=row["id"],
        organisation=row["organisation"],
        code=row["code"],
        title=row["title"],
        language=row["language"],
        source=row["source"],
        number=row["number"],
        status=row["status"],
        is_in_force=row["is_in_force"],
        said_at=row["said_at"],
        description=row["description"],
        version_label=row["version_label"],
        source_identifier=row["source_identifier"],
        scale=json.loads(row["scale"]),
        translations=json.loads(row["translations"]),
        extra=json.loads(row["extra"]),
        content_hash=row["content_hash"],
        is_shadowed=is_shadowed,
    )
