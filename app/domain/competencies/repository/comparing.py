"""What is staged against the version that is published: found again, different, new, gone.

A competency finds itself again by the source's own id, else by its code, and only within the same
edition: another edition is another meaning, and so is another id under the same code. Where another
one has the code by now, whoever had it last is found again.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pydantic.alias_generators import to_camel

from app.domain.competencies.repository.patience import rows_of, run
from app.domain.transaction import Transaction

CONTENT: Final = (
    "code",
    "name",
    "statement",
    "identifier",
    "parent_code",
    "category",
    "position",
    "levels",
    "education_levels",
    "edition",
    "translations",
    "extra",
)
SHOWN: Final = 300
"""Characters of a text that a difference shows."""


def _told(column: str) -> str:
    """When the source touched it last is kept, but is no difference."""
    return f"{column} - 'lastChangeDateTime'" if column.endswith(".extra") else column


FIND: Final = """
UPDATE declared_competency AS declared SET known_id = known.id
FROM competency AS known
WHERE known.tenant_id = $1 AND known.framework_id = $2
  AND known.identifier = declared.identifier AND known.edition = declared.edition
"""
FIND_BY_CODE: Final = """
UPDATE declared_competency AS declared SET known_id = known.id
FROM competency AS known
WHERE known.tenant_id = $1 AND known.framework_id = $2
  AND known.code = declared.code AND known.edition = declared.edition
  AND declared.known_id IS NULL
  AND (declared.identifier IS NULL OR known.identifier IS NULL)
  AND NOT EXISTS (SELECT FROM declared_competency AS other WHERE other.known_id = known.id)
"""
# Publishing gives those another code whose code was taken: see DISPLACE in `history`.
FIND_DISPLACED: Final = """
UPDATE declared_competency AS declared SET known_id = found.id
FROM (
  SELECT DISTINCT ON (had.code, had.edition) had.code, had.edition, known.id
  FROM declared_competency AS had
  JOIN competency AS known ON left(known.code, -37) = had.code AND known.edition = had.edition
  WHERE known.tenant_id = $1 AND known.framework_id = $2 AND known.status = 'retired'
    AND known.code = had.code || '~' || known.id AND had.known_id IS NULL
    AND (had.identifier IS NULL OR known.identifier IS NULL)
    AND NOT EXISTS (SELECT FROM declared_competency AS other WHERE other.known_id = known.id)
  ORDER BY had.code, had.edition, known.created_at DESC, known.id DESC
) AS found
WHERE declared.code = found.code AND declared.known_id IS NULL
"""
JUDGE: Final = f"""
UPDATE declared_competency AS declared
SET id = known.id, is_back = known.status = 'retired', kind = CASE
  WHEN known.status = 'active'
    AND ({", ".join(_told(f"known.{one}") for one in CONTENT)})
      IS NOT DISTINCT FROM ({", ".join(_told(f"declared.{one}") for one in CONTENT)})
  THEN 'unchanged' ELSE 'updated' END
FROM competency AS known
WHERE known.tenant_id = $1 AND known.id = declared.known_id
"""  # noqa: S608 - names of our own columns
RETIRING: Final = """
INSERT INTO retiring (id, code)
SELECT known.id, known.code FROM competency AS known
WHERE known.tenant_id = $1 AND known.framework_id = $2 AND known.status = 'active'
  AND NOT EXISTS (SELECT FROM declared_competency AS declared WHERE declared.known_id = known.id)
"""
# Nobody is replaced who is still there. Whoever comes back takes a place as a new one does.
REPLACING: Final = """
INSERT INTO replacing (origin_id, destination_id)
SELECT DISTINCT known.id AS origin_id, declared.id AS destination_id
FROM declared_competency AS declared
CROSS JOIN LATERAL (
  SELECT code FROM jsonb_array_elements_text(declared.replaces) AS named (code)
  UNION
  SELECT declared.code WHERE declared.known_id IS NULL OR declared.is_back
) AS named
JOIN competency AS known ON known.tenant_id = $1 AND known.framework_id = $2
  AND known.code = named.code AND known.id <> declared.id
WHERE EXISTS (SELECT FROM retiring WHERE retiring.id = known.id) OR (
  named.code <> declared.code
  AND NOT EXISTS (SELECT FROM declared_competency AS still WHERE still.known_id = known.id)
)
"""
JOIN: Final = """
UPDATE declared_association AS link SET origin_id = origin.id, destination_id = (
  SELECT destination.id FROM declared_competency AS destination
  WHERE destination.code = link.destination
)
FROM declared_competency AS origin WHERE origin.code = link.origin
"""
SAME: Final = """
md5(concat({0}.origin_id, chr(31), {0}.type, chr(31), {0}.destination_id, chr(31),
  {0}.outside_identifier, chr(31), {0}.outside_uri, chr(31), {0}.outside_title, chr(31),
  {0}.identifier, chr(31), {0}.position, chr(31), {0}.extra - 'lastChangeDateTime'))::uuid
"""
"""What two links have in common that say the same, whenever the source touched them."""
_UNTOUCHED: Final = """regexp_replace(value::text, '"lastChangeDateTime": "[^"]*"', '', 'g')"""
REPLACED: Final = f"""
INSERT INTO declared_association (id, origin, type, destination, origin_id, destination_id, extra)
SELECT gen_random_uuid(), '', 'replacedBy', '', pair.origin_id, pair.destination_id, '{{}}'
FROM replacing AS pair
WHERE NOT EXISTS (
  SELECT FROM declared_association AS said WHERE said.type = 'replacedBy'
    AND said.origin_id = pair.origin_id AND said.destination_id = pair.destination_id
);
UPDATE declared_association AS link SET key = {SAME.format("link")};
UPDATE declared_leftover SET key = md5(kind || chr(31) || {_UNTOUCHED})::uuid;
UPDATE retiring SET is_replaced = true
WHERE EXISTS (
  SELECT FROM declared_association AS link
  WHERE link.type = 'replacedBy' AND link.origin_id = retiring.id
)
"""  # noqa: S608 - our own expression
# Whoever was replaced stays so, though the source, which no longer names them, forgets it.
GONE: Final = """
SELECT stored.id FROM {table} AS stored
WHERE stored.tenant_id = $1 AND stored.framework_id = $2 AND stored.until IS NULL
  AND NOT EXISTS (SELECT FROM declared_{short} AS said WHERE said.key = stored.key)
"""
KEPT_LINKS: Final = """
  AND NOT (stored.type = 'replacedBy' AND EXISTS (
    SELECT FROM competency AS origin
    WHERE origin.tenant_id = $1 AND origin.id = stored.origin_id AND (
      origin.status = 'retired' OR EXISTS (SELECT FROM retiring WHERE retiring.id = origin.id)
    ) AND NOT EXISTS (
      SELECT FROM declared_competency AS declared WHERE declared.known_id = origin.id
    )
  ))
"""
NEW: Final = """
SELECT DISTINCT ON (said.key) said.id FROM declared_{short} AS said
WHERE NOT EXISTS (
  SELECT FROM {table} AS stored
  WHERE stored.tenant_id = $1 AND stored.framework_id = $2 AND stored.until IS NULL
    AND stored.key = said.key
)
"""
LINKS: Final = (
    GONE.format(table="competency_association", short="association") + KEPT_LINKS,
    NEW.format(table="competency_association", short="association"),
)
LEFTOVERS: Final = (
    GONE.format(table="competency_leftover", short="leftover"),
    NEW.format(table="competency_leftover", short="leftover"),
)
COUNT: Final = f"""
SELECT
  (SELECT count(*) FROM declared_competency WHERE kind = 'created') AS created,
  (SELECT count(*) FROM declared_competency WHERE kind = 'updated') AS updated,
  (SELECT count(*) FROM declared_competency WHERE kind = 'unchanged') AS unchanged,
  (SELECT count(*) FROM retiring) AS retired,
  (SELECT count(*) FROM ({LINKS[1]}) AS new) AS linked,
  (SELECT count(*) FROM ({LINKS[0]}) AS gone) AS unlinked,
  (SELECT count(*) FROM ({LEFTOVERS[1]}) AS new)
    + (SELECT count(*) FROM ({LEFTOVERS[0]}) AS gone) AS leftovers
"""  # noqa: S608 - our own statements


def _pair(column: str) -> str:
    """The text of a column before and after, as a difference shows it."""
    before, after = _told(f"known.{column}"), _told(f"declared.{column}")
    return (
        f"CASE WHEN {before} IS DISTINCT FROM {after} THEN jsonb_build_object("
        f"'field', '{to_camel(column)}', 'before', left(({before})::text, {SHOWN}), "
        f"'after', left(({after})::text, {SHOWN})) END"
    )


CHANGES: Final = f"""
SELECT declared.kind, declared.code, declared.name, declared.place, known.status AS was,
  CASE WHEN known.id IS NULL THEN '[]'
    ELSE to_jsonb(array_remove(ARRAY[{", ".join(_pair(one) for one in CONTENT)}], NULL))
  END AS fields,
  ARRAY(
    SELECT origin.code FROM replacing AS pair
    JOIN competency AS origin ON origin.tenant_id = $1 AND origin.id = pair.origin_id
    WHERE pair.destination_id = declared.id ORDER BY origin.code
  ) AS replaces
FROM declared_competency AS declared
LEFT JOIN competency AS known ON known.tenant_id = $1 AND known.id = declared.known_id
WHERE declared.kind <> 'unchanged'
ORDER BY declared.kind, declared.code COLLATE "C"
LIMIT $2
"""  # noqa: S608 - names of our own columns
RETIRED: Final = """
SELECT retiring.code, known.name, retiring.is_replaced FROM retiring
JOIN competency AS known ON known.tenant_id = $1 AND known.id = retiring.id
ORDER BY retiring.code COLLATE "C"
LIMIT $2
"""


async def compare(tx: Transaction, framework_id: UUID | None) -> Any:
    """Say of everything staged what it is, and count; nothing that is stored changes."""
    tenant_id = tx.actor.tenant_id
    if framework_id is not None:
        for statement in (FIND, FIND_BY_CODE, FIND_DISPLACED):
            await run(tx, statement, tenant_id, framework_id)
        await run(tx, JUDGE, tenant_id)
    await run(tx, "UPDATE declared_competency SET kind = 'created' WHERE kind IS NULL")
    await run(tx, RETIRING, tenant_id, framework_id)
    await run(tx, REPLACING, tenant_id, framework_id)
    await run(tx, JOIN)
    await run(tx, REPLACED)
    return (await rows_of(tx, COUNT, tenant_id, framework_id))[0]


async def changes(tx: Transaction, most: int) -> Sequence[Any]:
    """The competencies that are new or different, by kind and code."""
    return await rows_of(tx, CHANGES, tx.actor.tenant_id, most)


async def retiring(tx: Transaction, most: int) -> Sequence[Any]:
    """The competencies that are no longer named, by code."""
    return await rows_of(tx, RETIRED, tx.actor.tenant_id, most)
