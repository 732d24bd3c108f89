"""The SQL of reading whole versions, to have them written in a format of others.

Each statement is a transaction of its own and takes the organisation first. What is read of a
version are its rows as they held then; a competency that another one took the place of is read
along with the association that says so.
"""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from app.domain.competencies.repository.headings import scoped
from app.domain.competencies.writing.case import LightAssociation, LightItem
from app.domain.competencies.writing.stored import (
    Association,
    Competency,
    Framework,
    Leftover,
    Node,
)
from app.domain.transaction import Database

_IN_FORCE: Final = "{0}.since <= $4 AND ({0}.until IS NULL OR {0}.until > $4)"
_LIVING: Final = """
SELECT one.competency_id AS id, NULL::timestamptz AS retired_at, one.created_at AS said_at,
  {columns}
FROM competency_revision AS one
WHERE one.tenant_id = $2 AND one.framework_id = $3 AND scope.tenant_id = $1
  AND one.since <= $4 AND (one.until IS NULL OR one.until > $4) {wanted_revisions}
UNION ALL
SELECT one.id, NULL, one.created_at, {columns}
FROM competency AS one
WHERE one.tenant_id = $2 AND one.framework_id = $3 AND scope.tenant_id = $1
  AND one.status = 'active' {wanted}
  AND NOT {has_history}
"""
"""The competencies of a version; of one that has no history yet, those in force."""
_HAS_HISTORY: Final = """
EXISTS (
  SELECT FROM competency_framework_version AS said
  WHERE said.tenant_id = $2 AND said.framework_id = $3 AND said.number = $4
)
"""
# From the few links to the competencies, whatever PostgreSQL knows of how many there are.
_RETIRED: Final = f"""
SELECT one.id, coalesce((
    SELECT max(ended.published_at) FROM competency_revision AS old
    JOIN competency_framework_version AS ended ON ended.tenant_id = $2
      AND ended.framework_id = $3 AND ended.number = old.until
    WHERE old.tenant_id = $2 AND old.competency_id = one.id AND old.until <= $4
  ), one.created_at) AS retired_at, one.created_at, {{columns}}
FROM (
  SELECT DISTINCT unnest(ARRAY[link.origin_id, link.destination_id]) AS id
  FROM competency_association AS link
  WHERE link.tenant_id = $2 AND link.framework_id = $3 AND scope.tenant_id = $1
    AND link.type = 'replacedBy' AND {_IN_FORCE.format("link")}
  OFFSET 0
) AS named
CROSS JOIN LATERAL (
  SELECT * FROM competency AS known WHERE known.tenant_id = $2 AND known.id = named.id OFFSET 0
) AS one
WHERE one.framework_id = $3 {{wanted}}
  AND (one.status = 'retired' OR {_HAS_HISTORY})
  AND NOT EXISTS (
    SELECT FROM competency_revision AS old
    WHERE old.tenant_id = $2 AND old.competency_id = one.id AND {_IN_FORCE.format("old")}
  )
"""  # noqa: S608 - our own statement


def _competencies(columns: str, *, wanted: bool) -> str:
    revisions = "AND one.competency_id = ANY($5)" if wanted else ""
    rows = "AND one.id = ANY($5)" if wanted else ""
    living = _LIVING.format(
        columns=columns, wanted=rows, wanted_revisions=revisions, has_history=_HAS_HISTORY
    )
    return f"{living} UNION ALL {_RETIRED.format(columns=columns, wanted=rows)}"


_LIGHT: Final = (
    "one.code, one.edition, one.identifier, one.parent_code, one.position, one.category, "
    "one.levels <> '[]' AS is_described, "
    "one.extra #> '{isChildOf,identifier}' AS child_identifier, "
    "one.extra #> '{isChildOf,sequenceNumber}' AS child_number, "
    "jsonb_typeof(one.extra -> 'isChildOf') = 'object' AS has_child"
)
_FULL: Final = (
    "one.code, one.edition, one.identifier, one.parent_code, one.position, one.category, "
    "one.name, one.statement, one.levels, one.education_levels, one.translations, one.extra"
)
_OUTSIDE: Final = f"""
EXISTS (
  SELECT FROM competency_association AS link
  WHERE link.tenant_id = $2 AND link.origin_id = row.id AND link.type = 'isChildOf'
    AND link.framework_id = $3 AND link.destination_id IS NULL AND {_IN_FORCE.format("link")}
) AS is_outside
"""
LIGHT: Final = scoped(
    f"SELECT row.*, {_OUTSIDE} FROM ({_competencies(_LIGHT, wanted=False)}) AS row"  # noqa: S608
)
FULL: Final = scoped(
    f"SELECT row.*, {_OUTSIDE} FROM ({_competencies(_FULL, wanted=True)}) AS row"  # noqa: S608
)
LINK_NAMES: Final = scoped(
    f"""
SELECT link.id, link.key, link.identifier FROM competency_association AS link
WHERE link.tenant_id = $2 AND link.framework_id = $3 AND scope.tenant_id = $1
  AND {_IN_FORCE.format("link")}
ORDER BY link.id
"""  # noqa: S608 - our own statement
)


def _end(name: str) -> str:
    """The competency at an end of a link, as the version says it, else as it is now."""
    return f"""
LEFT JOIN competency AS {name} ON {name}.tenant_id = $2 AND {name}.id = link.{name}_id
LEFT JOIN competency_revision AS {name}_said ON {name}_said.tenant_id = $2
  AND {name}_said.competency_id = link.{name}_id AND {_IN_FORCE.format(f"{name}_said")}
"""


def _node(name: str) -> str:
    columns = [
        f"coalesce({name}_said.{one}, {name}.{one}) AS {name}_{one}"
        for one in ("code", "edition", "name")
    ]
    for one, what in (("identifier", "identifier"), ("uri", "extra ->> 'uri'")):
        columns.append(
            f"CASE WHEN {name}_said.id IS NULL THEN {name}.{what} ELSE {name}_said.{what} END "
            f"AS {name}_{one}"
        )
    return ", ".join(columns)


LINKS: Final = scoped(
    f"""
SELECT link.id, link.key, link.type, link.origin_id, link.destination_id, link.outside_identifier,
  link.outside_uri, link.outside_title, link.identifier, link.position, link.extra,
  link.created_at, {_node("origin")}, {_node("destination")},
  origin_said.id IS NULL AND origin.status = 'retired' AS begins_retired
FROM competency_association AS link {_end("origin")} {_end("destination")}
WHERE link.tenant_id = $2 AND link.framework_id = $3 AND scope.tenant_id = $1
  AND {_IN_FORCE.format("link")}
  AND ($5::uuid IS NULL OR link.id > $5)
  AND ($6::uuid IS NULL OR link.id = $6)
  AND ($7::uuid IS NULL OR link.origin_id = $7 OR link.destination_id = $7)
ORDER BY link.id LIMIT $8
"""  # noqa: S608 - our own statement
)
LEFTOVERS: Final = scoped(
    f"""
SELECT said.id, said.key, said.kind, said.place, said.value, said.created_at
FROM competency_leftover AS said
WHERE said.tenant_id = $2 AND said.framework_id = $3 AND scope.tenant_id = $1
  AND {_IN_FORCE.format("said")}
  AND ($5::uuid IS NULL OR said.id = $5) AND ($6::text IS NULL OR said.kind = $6)
ORDER BY said.id
"""  # noqa: S608 - our own statement
)
# Of rubrics and associations, an outline needs to know no more than what they are called.
LEFTOVER_NAMES: Final = scoped(
    f"""
SELECT said.id, said.key, said.kind, '' AS place, said.created_at,
  CASE WHEN said.kind IN ('CFRubric', 'CFAssociation')
    THEN jsonb_build_object('identifier', said.value -> 'identifier') ELSE said.value END AS value
FROM competency_leftover AS said
WHERE said.tenant_id = $2 AND said.framework_id = $3 AND scope.tenant_id = $1
  AND said.kind IN ('CFRubric', 'CFRubrics', 'CFAssociation', 'CFDefinitions')
  AND {_IN_FORCE.format("said")}
ORDER BY said.id
"""  # noqa: S608 - our own statement
)


def _of(framework: Framework) -> tuple[str, UUID, UUID, int]:
    return (str(framework.tenant_id), framework.tenant_id, framework.id, framework.number)


async def light_items(database: Database, framework: Framework) -> list[LightItem]:
    is_case = framework.is_case
    return [
        LightItem(
            id=row["id"],
            code=row["code"],
            edition=row["edition"],
            identifier=row["identifier"],
            parent_code=row["parent_code"],
            position=row["position"],
            category=row["category"],
            is_described=row["is_described"],
            is_retired=row["retired_at"] is not None,
            is_outside=row["is_outside"],
            child=_child(row) if is_case and row["has_child"] else None,
        )
        for row in await database.fetch(LIGHT, *_of(framework))
    ]


def _child(row: Any) -> dict[str, Any]:
    given, number = row["child_identifier"], row["child_number"]
    return {
        "identifier": None if given is None else json.loads(given),
        "sequenceNumber": None if number is None else json.loads(number),
    }


async def light_associations(database: Database, framework: Framework) -> list[LightAssociation]:
    rows = await database.fetch(LINK_NAMES, *_of(framework))
    return [LightAssociation(*row) for row in rows]


async def light_leftovers(database: Database, framework: Framework) -> list[Leftover]:
    return [_leftover(row) for row in await database.fetch(LEFTOVER_NAMES, *_of(framework))]


async def competencies(
    database: Database, framework: Framework, places: Sequence[tuple[UUID, UUID | None]]
) -> list[Competency]:
    """Those with these ids, in this order; each id stands with that of the parent."""
    wanted = list({one for place in places for one in place if one is not None})
    rows = await database.fetch(FULL, *_of(framework), wanted)
    known = {row["id"]: row for row in rows}
    nodes = {id: _node_of(row) for id, row in known.items()}
    return [
        _competency(known[id], nodes.get(parent) if parent else None)
        for id, parent in places
        if id in known
    ]


def _node_of(row: Any) -> Node:
    uri = json.loads(row["extra"]).get("uri")
    return Node(
        row["id"],
        row["code"],
        row["edition"],
        row["name"],
        row["identifier"],
        uri if isinstance(uri, str) else None,
    )


def _competency(row: Any, parent: Node | None) -> Competency:
    return Competency(
        id=row["id"],
        code=row["code"],
        edition=row["edition"],
        name=row["name"],
        statement=row["statement"],
        said_at=row["said_at"],
        identifier=row["identifier"],
        parent_code=row["parent_code"],
        parent=parent,
        category=row["category"],
        position=row["position"],
        levels=json.loads(row["levels"]),
        education_levels=json.loads(row["education_levels"]),
        translations=json.loads(row["translations"]),
        extra=json.loads(row["extra"]),
        is_outside=row["is_outside"],
        retired_at=row["retired_at"],
    )


async def associations(
    database: Database,
    framework: Framework,
    most: int,
    *,
    after: UUID | None = None,
    id: UUID | None = None,
    of: UUID | None = None,
) -> list[Association]:
    """The links of a version in their order: all, one, or those from or to one competency."""
    rows = await database.fetch(LINKS, *_of(framework), after, id, of, most)
    return [_association(row) for row in rows]


def _association(row: Any) -> Association:
    leads_here = row["destination_id"] is not None
    return Association(
        id=row["id"],
        key=row["key"],
        type=row["type"],
        origin=_end_of(row, "origin"),
        said_at=row["created_at"],
        destination=_end_of(row, "destination") if leads_here else None,
        outside_identifier=row["outside_identifier"],
        outside_uri=row["outside_uri"],
        outside_title=row["outside_title"],
        identifier=row["identifier"],
        position=row["position"],
        extra=json.loads(row["extra"]),
        begins_retired=row["begins_retired"],
    )


def _end_of(row: Any, name: str) -> Node:
    parts = (row[f"{name}_{one}"] for one in ("id", "code", "edition", "name", "identifier", "uri"))
    return Node(*parts)


async def leftovers(
    database: Database, framework: Framework, id: UUID | None = None, *, kind: str | None = None
) -> list[Leftover]:
    """What the source of a version said besides, in its order: all, one, or that of one kind."""
    rows = await database.fetch(LEFTOVERS, *_of(framework), id, kind)
    return [_leftover(row) for row in rows]


def _leftover(row: Any) -> Leftover:
    return Leftover(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        place=row["place"],
        value=json.loads(row["value"]),
        said_at=row["created_at"],
    )
