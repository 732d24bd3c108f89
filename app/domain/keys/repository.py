"""The SQL of the keys of people, and of all columns that are sealed with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.sealed.marks import Place, about_key, key_of, open_sealed
from app.domain.sealing import key_in_use, sealed_text
from app.domain.tools import CannotOpen, WrappedKey
from app.domain.transaction import Transaction
from app.domain.view import View

# For the role of the worker, which sees rows of these tables while they are in plain, and no text.
TENANTS_WITH_PLAIN: Final = "SELECT DISTINCT tenant_id FROM {table}"
BY_MASTER: Final = """
SELECT tenant_id, master_key_id, count(*) AS keys FROM person_key
GROUP BY tenant_id, master_key_id ORDER BY tenant_id
"""

PLAIN: Final = """
SELECT id, {person} AS person_id, {column} AS text FROM {table}
WHERE tenant_id = $1 AND {column} IS NOT NULL ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
PLAIN_OF: Final = """
SELECT id, {person} AS person_id, {column} AS text FROM {table}
WHERE tenant_id = $1 AND {column} IS NOT NULL AND {person} = $2 ORDER BY id FOR UPDATE
"""
# Nobody sees a difference, so it counts as no change of the row.
SEAL: Final = """
UPDATE {table} AS kept SET {column} = NULL, sealed_{column} = given.sealed
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""
SEALED: Final = """
SELECT id, {person} AS person_id, sealed_{column} AS sealed FROM {table}
WHERE tenant_id = $1 AND sealed_{column} IS NOT NULL ORDER BY id LIMIT $2 FOR UPDATE
"""
KEYS_OF: Final = """
SELECT id, person_id, wrapped FROM person_key
WHERE tenant_id = $1 AND person_id = ANY($2::uuid[]) AND wrapped IS NOT NULL
"""
UNSEAL: Final = """
UPDATE {table} AS kept SET {column} = coalesce(kept.{column}, given.text), sealed_{column} = NULL
FROM unnest($2::uuid[], $3::text[]) AS given (id, text)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""

OLD: Final = """
SELECT id, person_id, wrapped FROM person_key
WHERE tenant_id = $1 AND wrapped IS NOT NULL AND master_key_id <> $2 AND id > $3
ORDER BY id LIMIT $4 FOR UPDATE
"""
WRAP: Final = """
UPDATE person_key AS kept SET wrapped = given.wrapped, version = kept.version + 1
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, wrapped)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""
ERASE: Final = """
UPDATE person_key SET wrapped = NULL, erased_at = $3, version = version + 1
WHERE tenant_id = $1 AND person_id = $2 AND erased_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Texts:
    """A column that is sealed."""

    table: str
    column: str
    person: str

    def sql(self, statement: str) -> str:
        """All three are names of our own tables and columns."""
        return statement.format(table=self.table, column=self.column, person=self.person)


def texts() -> list[Texts]:
    """Every column that a view says is sealed."""
    found = {
        Texts(str(view.table.__tablename__), column, person)
        for view in View.catalogue.values()
        for column, person in view.sealed.items()
    }
    return sorted(found, key=lambda one: (one.table, one.column))


async def seal_some(tx: Transaction, limit: int) -> int:
    """Seal texts that are in plain; whoever has one of them locked goes first."""
    done = 0
    for one in texts():
        rows = await tx.connection.fetch(one.sql(PLAIN), tx.actor.tenant_id, limit - done)
        done += await _seal(tx, one, rows)
        if done == limit:
            break
    return done


async def seal_all_of(tx: Transaction, person_id: UUID) -> None:
    for one in texts():
        rows = await tx.connection.fetch(one.sql(PLAIN_OF), tx.actor.tenant_id, person_id)
        await _seal(tx, one, rows)


async def _seal(tx: Transaction, where: Texts, rows: Sequence[Any]) -> int:
    people = sorted({row["person_id"] for row in rows})  # as everybody takes several keys
    keys = {person: await key_in_use(tx, person) for person in people}
    sealed = [
        sealed_text(tx, keys[row["person_id"]], _place(tx, where, row["id"]), row["text"])
        for row in rows
    ]
    if rows:
        ids = [row["id"] for row in rows]
        await tx.connection.execute(where.sql(SEAL), tx.actor.tenant_id, ids, sealed)
    return len(rows)


async def unseal_some(tx: Transaction, limit: int) -> int:
    """Put texts back in plain. One that was erased is empty."""
    done = 0
    for one in texts():
        rows = await tx.connection.fetch(one.sql(SEALED), tx.actor.tenant_id, limit - done)
        if rows:
            plain = await _opened(tx, one, rows)
            ids = [row["id"] for row in rows]
            await tx.connection.execute(one.sql(UNSEAL), tx.actor.tenant_id, ids, plain)
        done += len(rows)
        if done == limit:
            break
    return done


async def _opened(tx: Transaction, where: Texts, rows: Sequence[Any]) -> list[str]:
    people = list({row["person_id"] for row in rows})
    found = await tx.connection.fetch(KEYS_OF, tx.actor.tenant_id, people)
    keys = {(one["person_id"], one["id"]): one["wrapped"] for one in found}
    plain = []
    for row in rows:
        person, id = row["person_id"], key_of(row["sealed"])
        wrapped = keys.get((person, id))
        place = _place(tx, where, row["id"])
        plain.append(
            ""
            if wrapped is None
            else open_sealed(tx.tools.texts, place, person, (id, wrapped), row["sealed"])
        )
    return plain


def _place(tx: Transaction, where: Texts, row_id: UUID) -> Place:
    return Place(tx.actor.tenant_id, f"{where.table}.{where.column}", row_id)


async def wrap_some(tx: Transaction, after: UUID, limit: int) -> tuple[int, int, UUID | None]:
    """How many keys were wrapped anew, how many could not be, and the last of them."""
    tenant_id, tools = tx.actor.tenant_id, tx.tools
    rows = await tx.connection.fetch(OLD, tenant_id, tools.vault.key_id, after, limit)
    ids, wrapped = [], []
    for row in rows:
        about = about_key(tenant_id, row["person_id"], row["id"])
        try:
            key = tools.texts.wrap_anew(WrappedKey(row["wrapped"], about))
        except CannotOpen:  # counted, and told to whoever rotates
            continue
        ids.append(row["id"])
        wrapped.append(key.wrapped)
    if ids:
        await tx.connection.execute(WRAP, tenant_id, ids, wrapped)
    return len(ids), len(rows) - len(ids), rows[-1]["id"] if rows else None


async def erase_key(tx: Transaction, person_id: UUID, at: datetime) -> bool:
    """Whether there was one. Waits for those who are sealing with it."""
    return bool(await tx.connection.fetch(ERASE, tx.actor.tenant_id, person_id, at))
