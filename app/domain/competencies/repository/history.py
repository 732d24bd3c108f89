"""The rows that versions are made of: begun, ended, thrown away, and made the ones in force.

A version that is published is what `competency` says, so publishing copies it there. Only what is
different is written, by a handful of statements, however large the model is.
"""

from typing import Any, Final
from uuid import UUID

from app.domain.competencies.repository.comparing import CONTENT, LEFTOVERS, LINKS
from app.domain.competencies.repository.patience import run
from app.domain.transaction import Transaction

_COLUMNS: Final = ", ".join(CONTENT)
_REVISION: Final = (
    f"tenant_id, id, version, created_at, framework_id, competency_id, since, {_COLUMNS}"
)

END_REVISIONS: Final = """
UPDATE competency_revision AS old SET until = $3
WHERE old.tenant_id = $1 AND old.framework_id = $2 AND old.until IS NULL AND (
  old.competency_id IN (SELECT id FROM declared_competency WHERE kind = 'updated')
  OR old.competency_id IN (SELECT id FROM retiring)
)
"""
BEGIN_REVISIONS: Final = f"""
INSERT INTO competency_revision ({_REVISION})
SELECT $1, uuidv7(), 1, $4, $2, declared.id, $3,
  {", ".join(f"declared.{one}" for one in CONTENT)}
FROM declared_competency AS declared WHERE declared.kind <> 'unchanged' ORDER BY declared.id
"""  # noqa: S608 - names of our own columns
END_ROWS: Final = """
UPDATE {table} AS old SET until = $3 WHERE old.tenant_id = $1 AND old.id IN ({gone})
"""
END_LINKS: Final = END_ROWS.format(table="competency_association", gone=LINKS[0])
END_LEFTOVERS: Final = END_ROWS.format(table="competency_leftover", gone=LEFTOVERS[0])
BEGIN_LINKS: Final = f"""
INSERT INTO competency_association (tenant_id, id, version, created_at, framework_id, since, key,
  type, origin_id, destination_id, outside_identifier, outside_uri, outside_title, identifier,
  position, extra)
SELECT $1, link.id, 1, $4, $2, $3, link.key,
  link.type, link.origin_id, link.destination_id, link.outside_identifier, link.outside_uri,
  link.outside_title, link.identifier, link.position, link.extra
FROM declared_association AS link WHERE link.id IN ({LINKS[1]})
"""  # noqa: S608 - our own statement
BEGIN_LEFTOVERS: Final = f"""
INSERT INTO competency_leftover (tenant_id, id, version, created_at, framework_id, since, key,
  kind, place, value)
SELECT $1, said.id, 1, $4, $2, $3, said.key, said.kind, said.place, said.value
FROM declared_leftover AS said WHERE said.id IN ({LEFTOVERS[1]})
"""  # noqa: S608 - our own statement

# What the previous version of the product synced has no history yet.
REMEMBER: Final = f"""
INSERT INTO competency_revision ({_REVISION})
SELECT known.tenant_id, gen_random_uuid(), 1, $4, known.framework_id, known.id, $3, {_COLUMNS}
FROM competency AS known
WHERE known.tenant_id = $1 AND known.framework_id = $2 AND known.status = 'active'
  AND NOT EXISTS (
    SELECT FROM competency_revision AS old
    WHERE old.tenant_id = $1 AND old.competency_id = known.id AND old.until IS NULL
  )
"""  # noqa: S608 - names of our own columns

# From the rows of a version to what is in force. A code is free before it is taken.
DISPLACE: Final = """
UPDATE competency AS known SET code = known.code || '~' || known.id,
  version = known.version + CASE WHEN known.status = 'retired' THEN 1 ELSE 0 END
FROM competency_revision AS taker
WHERE known.tenant_id = $1 AND known.framework_id = $2
  AND taker.tenant_id = $1 AND taker.framework_id = $2 AND taker.since = $3
  AND taker.code = known.code AND taker.competency_id <> known.id
"""
REVISE: Final = f"""
UPDATE competency AS known SET version = known.version + 1, status = 'active',
  {", ".join(f"{one} = now.{one}" for one in CONTENT)}
FROM competency_revision AS now
WHERE known.tenant_id = $1 AND known.id = now.competency_id
  AND now.tenant_id = $1 AND now.framework_id = $2 AND now.since = $3
"""  # noqa: S608 - names of our own columns
RETIRE: Final = """
UPDATE competency AS known SET version = known.version + 1, status = 'retired'
FROM competency_revision AS old
WHERE known.tenant_id = $1 AND known.id = old.competency_id
  AND old.tenant_id = $1 AND old.framework_id = $2 AND old.until = $3
  AND NOT EXISTS (
    SELECT FROM competency_revision AS now
    WHERE now.tenant_id = $1 AND now.framework_id = $2 AND now.since = $3
      AND now.competency_id = old.competency_id
  )
"""
ADD: Final = f"""
INSERT INTO competency (tenant_id, id, version, created_at, framework_id, status, {_COLUMNS})
SELECT $1, now.competency_id, 1, $4, $2, 'active', {_COLUMNS}
FROM competency_revision AS now
WHERE now.tenant_id = $1 AND now.framework_id = $2 AND now.since = $3
  AND NOT EXISTS (
    SELECT FROM competency AS known WHERE known.tenant_id = $1 AND known.id = now.competency_id
  )
"""  # noqa: S608 - names of our own columns
# The rows of a draft, in place of what is staged: what publishing it would retire.
RETIRING: Final = """
CREATE TEMPORARY TABLE retiring (
  id uuid NOT NULL, code text NOT NULL, is_replaced boolean NOT NULL
) ON COMMIT DROP
"""
RETIRED_BY: Final = """
INSERT INTO retiring (id, code, is_replaced)
SELECT old.competency_id, old.code, EXISTS (
  SELECT FROM competency_association AS link
  WHERE link.tenant_id = $1 AND link.origin_id = old.competency_id AND link.type = 'replacedBy'
    AND link.until IS NULL
)
FROM competency_revision AS old
WHERE old.tenant_id = $1 AND old.framework_id = $2 AND old.until = $3
  AND NOT EXISTS (
    SELECT FROM competency_revision AS now
    WHERE now.tenant_id = $1 AND now.framework_id = $2 AND now.since = $3
      AND now.competency_id = old.competency_id
  )
"""
TABLES: Final = ("competency_revision", "competency_association", "competency_leftover")


async def write(tx: Transaction, framework_id: UUID, number: int, *, is_first: bool) -> None:
    """Have a version say what is staged."""
    tenant_id = tx.actor.tenant_id
    if not is_first:
        for ending in (END_REVISIONS, END_LINKS, END_LEFTOVERS):
            await run(tx, ending, tenant_id, framework_id, number)
    for beginning in (BEGIN_REVISIONS, BEGIN_LINKS, BEGIN_LEFTOVERS):
        await run(tx, beginning, tenant_id, framework_id, number, tx.now)


async def bring_into_force(
    tx: Transaction, framework_id: UUID, number: int, *, is_first: bool
) -> tuple[int, int, int]:
    """Have everybody go by a version: how many are new, different and retired."""
    tenant_id = tx.actor.tenant_id
    revised = retired = "UPDATE 0"
    if not is_first:
        await run(tx, DISPLACE, tenant_id, framework_id, number)
        revised = await run(tx, REVISE, tenant_id, framework_id, number)
        retired = await run(tx, RETIRE, tenant_id, framework_id, number)
    added = await run(tx, ADD, tenant_id, framework_id, number, tx.now)
    return _rows(added), _rows(revised), _rows(retired)


async def throw_away(tx: Transaction, framework_id: UUID, number: int) -> None:
    """Have it as if this draft had never been."""
    for table in TABLES:
        await run(
            tx,
            f"DELETE FROM {table} WHERE tenant_id = $1 AND framework_id = $2 AND since = $3",  # noqa: S608 - our own
            tx.actor.tenant_id,
            framework_id,
            number,
        )
        await run(
            tx,
            f"UPDATE {table} SET until = NULL "  # noqa: S608 - the same
            "WHERE tenant_id = $1 AND framework_id = $2 AND until = $3",
            tx.actor.tenant_id,
            framework_id,
            number,
        )


async def remember(tx: Transaction, framework_id: UUID, number: int) -> None:
    """Take into the history what is in force and not there yet."""
    await run(tx, REMEMBER, tx.actor.tenant_id, framework_id, number, tx.now)


async def retired_by(tx: Transaction, framework_id: UUID, number: int) -> None:
    """Say which competencies a draft no longer names."""
    await run(tx, RETIRING)
    await run(tx, RETIRED_BY, tx.actor.tenant_id, framework_id, number)


def _rows(done: Any) -> int:
    return int(str(done).rpartition(" ")[2])
