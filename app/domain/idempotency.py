"""The same request twice does the thing once, and is answered the same.

A key is kept in the transaction of what it did: it is there if, and only if, the thing
was done. Keys belong to the tenant, the caller and the use case.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity
from app.domain.errors import InProgress, KeyReused
from app.domain.sealed.marks import keys_needed, with_keys
from app.domain.transaction import Transaction

KEPT: Final = timedelta(hours=24)


class IdempotencyKey(Entity, table=True):
    __tablename__ = "idempotency_key"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "actor_id", "operation", "key"),
        Index("idempotency_key_age_ix", "tenant_id", "created_at"),
    )

    actor_id: UUID
    operation: str
    key: str = Field(max_length=255)
    fingerprint: str
    sealed_body: bytes = Field(sa_type=LargeBinary)
    row_id: UUID | None = None
    row_version: int | None = None
    mark: str | None = None
    """What the marks in the answer begin with, where texts are: their keys are not kept with it, so
    that what was erased meanwhile is not told again.
    """


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's wish that a request be done once."""

    key: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was answered the first time."""

    body: str
    row_id: UUID | None
    row_version: int | None
    mark: str = ""


# The lock ends with the transaction: whoever cannot have it knows that the first is still
# running. A snapshot is taken per statement, so the look-up comes after the lock.
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"
FIND: Final = """
SELECT fingerprint, sealed_body, row_id, row_version, mark FROM idempotency_key
WHERE tenant_id = $1 AND actor_id = $2 AND operation = $3 AND key = $4 AND created_at > $5
"""
# Every key that is kept makes room: a few that are too old go, so nobody has to tidy up.
KEEP: Final = """
WITH old AS MATERIALIZED (
  SELECT id FROM idempotency_key
  WHERE tenant_id = $1 AND created_at < $2::timestamptz - interval '24 hours'
    AND NOT (actor_id = $3 AND operation = $4 AND key = $5)
  ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED
), forgotten AS (
  DELETE FROM idempotency_key WHERE tenant_id = $1 AND id IN (SELECT id FROM old)
)
INSERT INTO idempotency_key
  (tenant_id, id, version, created_at, actor_id, operation, key, fingerprint, sealed_body, row_id,
   row_version, mark)
VALUES ($1, gen_random_uuid(), 1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (tenant_id, actor_id, operation, key) DO UPDATE SET
  created_at = excluded.created_at, fingerprint = excluded.fingerprint,
  sealed_body = excluded.sealed_body,
  row_id = excluded.row_id, row_version = excluded.row_version, mark = excluded.mark
"""
KEYS: Final = """
SELECT id, wrapped FROM person_key
WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND wrapped IS NOT NULL
"""


def fingerprint(*parts: object) -> str:
    """What makes two requests the same request."""
    plain = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


async def recall(tx: Transaction, operation: str, once: Once, print_: str) -> Remembered | None:
    """The first answer, if there was one; refuses a key of another or a running request."""
    connection, actor = tx.connection, tx.actor
    name = _name(tx, operation, once)
    if not await connection.fetchval(LOCK, name):
        raise InProgress
    found = await connection.fetchrow(
        FIND, actor.tenant_id, actor.id, operation, once.key, tx.now - KEPT
    )
    if found is None:
        return None
    if found["fingerprint"] != print_:
        raise KeyReused
    body = tx.tools.vault.open(found["sealed_body"], about=name.encode()).decode()
    mark = found["mark"] or ""
    if mark:
        keys = await connection.fetch(KEYS, actor.tenant_id, keys_needed(body, mark))
        body = with_keys(body, mark, {one["id"]: one["wrapped"] for one in keys})
    return Remembered(body, found["row_id"], found["row_version"], mark)


async def remember(
    tx: Transaction, operation: str, once: Once, print_: str, answer: Remembered
) -> None:
    """Keep the answer beside what was done, sealed: it may hold a note, or a secret shown once."""
    name = _name(tx, operation, once)
    await tx.connection.execute(
        KEEP,
        tx.actor.tenant_id,
        tx.now,
        tx.actor.id,
        operation,
        once.key,
        print_,
        tx.tools.vault.seal(answer.body.encode(), about=name.encode()),
        answer.row_id,
        answer.row_version,
        answer.mark or None,
    )


def _name(tx: Transaction, operation: str, once: Once) -> str:
    return f"{tx.actor.tenant_id}:{tx.actor.id}:{operation}:{once.key}"
