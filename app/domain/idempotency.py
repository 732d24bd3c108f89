"""The same request twice does the thing once, and is answered the same.

A key is kept in the transaction of what it did: it is there if, and only if, the thing
was done. Keys belong to the tenant, the caller and the use case.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.domain.actor import Actor
from app.domain.entity import Entity
from app.domain.errors import InProgress, KeyReused

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
    body: str
    row_id: UUID | None = None
    row_version: int | None = None


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


# The lock ends with the transaction: whoever cannot have it knows that the first is still
# running. A snapshot is taken per statement, so the look-up comes after the lock.
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"
FIND: Final = """
SELECT fingerprint, body, row_id, row_version FROM idempotency_key
WHERE tenant_id = $1 AND actor_id = $2 AND operation = $3 AND key = $4 AND created_at > $5
"""
KEEP: Final = """
INSERT INTO idempotency_key
  (tenant_id, id, version, created_at, actor_id, operation, key, fingerprint, body, row_id,
   row_version)
VALUES ($1, gen_random_uuid(), 1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (tenant_id, actor_id, operation, key) DO UPDATE SET
  created_at = excluded.created_at, fingerprint = excluded.fingerprint, body = excluded.body,
  row_id = excluded.row_id, row_version = excluded.row_version
"""


def fingerprint(*parts: object) -> str:
    """What makes two requests the same request."""
    plain = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


async def recall(
    connection: Any, actor: Actor, operation: str, once: Once, print_: str, now: datetime
) -> Remembered | None:
    """The first answer, if there was one; refuses a key of another or a running request."""
    name = f"{actor.tenant_id}:{actor.id}:{operation}:{once.key}"
    if not await connection.fetchval(LOCK, name):
        raise InProgress
    found = await connection.fetchrow(
        FIND, actor.tenant_id, actor.id, operation, once.key, now - KEPT
    )
    if found is None:
        return None
    if found["fingerprint"] != print_:
        raise KeyReused
    return Remembered(found["body"], found["row_id"], found["row_version"])


async def remember(
    connection: Any,
    actor: Actor,
    operation: str,
    once: Once,
    print_: str,
    answer: Remembered,
    now: datetime,
) -> None:
    """Keep the answer beside what was done."""
    await connection.execute(
        KEEP,
        actor.tenant_id,
        now,
        actor.id,
        operation,
        once.key,
        print_,
        answer.body,
        answer.row_id,
        answer.row_version,
    )
