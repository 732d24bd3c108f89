"""What was taken of each budget, for all processes, and who has failed too often to try again.

One row for each holder of a budget, whatever it is: it is found by a keyed hash, so that no
address and no name is stored. A new window takes the place of the one before, and every
lease removes a few rows that nobody has touched for a while. Everything goes by the
clock of the database: the processes need not agree on the time.

The table is UNLOGGED: it costs no write-ahead log and no flush. Its rows are worth a minute; if
PostgreSQL crashes it begins empty, which gives everybody one new window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.domain.entity import Entity, Moment
from app.domain.share import Lease, Quota
from app.domain.statement import SCOPED
from app.domain.transaction import Database

NOBODY: Final = UUID(int=0)
"""The tenant of what belongs to none: addresses."""

Holder = tuple[UUID, bytes]
"""Whose budget: the tenant, and what tells the holder from others."""


class Budget(Entity, table=True):
    """`version` counts the leases, `created_at` is when the window began."""

    __tablename__ = "budget"
    __table_args__: ClassVar[Any] = (
        Index("budget_age_ix", "tenant_id", "created_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    spent: int
    blocked_until: datetime | None = Field(default=None, sa_type=Moment)


# What is stale is looked for after the tenant was set, and goes when the lease has been taken:
# a statement's changes that nothing reads are done last. Whoever meets a lock here passes on.
_TAKE: Final = """
WITH scope AS MATERIALIZED (
  SELECT set_config('app.tenant_id', $1::uuid::text, true)::uuid AS tenant_id,
    date_bin($3::interval, clock_timestamp(), 'epoch') AS began
), stale AS MATERIALIZED (
  SELECT old.id FROM scope CROSS JOIN LATERAL (
    SELECT budget.id FROM budget
    WHERE budget.tenant_id = scope.tenant_id AND budget.id <> $2
      AND budget.created_at < scope.began - interval '30 minutes'
    ORDER BY budget.created_at LIMIT 10 FOR UPDATE SKIP LOCKED
  ) AS old
), forgotten AS (
  DELETE FROM budget WHERE tenant_id = $1 AND id = ANY (ARRAY(SELECT id FROM stale))
)
INSERT INTO budget AS kept (tenant_id, id, version, created_at, spent)
SELECT tenant_id, $2, 1, began, least($4::int, $5::int) FROM scope
ON CONFLICT (tenant_id, id) DO UPDATE SET
  version = kept.version + 1,
  created_at = CASE WHEN {same} THEN kept.created_at ELSE excluded.created_at END,
  spent = CASE WHEN {same} THEN greatest(kept.spent, least(kept.spent + $4::int, $5::int))
    ELSE excluded.spent END
RETURNING
  extract(epoch FROM new.created_at)::bigint AS began,
  new.spent - CASE WHEN old.created_at = new.created_at THEN old.spent ELSE 0 END AS granted,
  greatest($5::int - new.spent, 0) AS unclaimed,
  extract(epoch FROM new.created_at + $3::interval - clock_timestamp())::float8 AS ends_in_s
"""
TAKE: Final = _TAKE.format(
    # Also a window that begins later: somebody else read the clock after us, and was first.
    same="kept.created_at BETWEEN excluded.created_at AND excluded.created_at + $3::interval"
)

WAIT: Final = SCOPED.format(
    tenant="$1::uuid",
    query="SELECT extract(epoch FROM blocked_until - clock_timestamp())::float8 AS seconds "
    "FROM budget WHERE tenant_id = scope.tenant_id::uuid AND id = $2",
)
# Failures add up until there was none for a whole window, counted from the first of them or
# from the end of the last wait. Each one beyond the limit doubles the wait.
_FAIL: Final = """
WITH scope AS MATERIALIZED (
  SELECT set_config('app.tenant_id', $1::uuid::text, true)::uuid AS tenant_id
)
INSERT INTO budget AS kept (tenant_id, id, version, created_at, spent, blocked_until)
SELECT tenant_id, $2, 1, clock_timestamp(), 1,
  CASE WHEN $4::int <= 1 THEN clock_timestamp() + $5::interval END
FROM scope
ON CONFLICT (tenant_id, id) DO UPDATE SET
  version = kept.version + 1,
  created_at = CASE WHEN {anew} OR {too_many} THEN excluded.created_at ELSE kept.created_at END,
  spent = CASE WHEN {anew} THEN 1 ELSE kept.spent + 1 END,
  blocked_until = CASE WHEN {anew} THEN excluded.blocked_until
    WHEN {too_many} THEN excluded.created_at
      + least($6::interval, $5::interval * power(2, least(kept.spent + 1 - $4::int, 20))) END
"""
FAIL: Final = _FAIL.format(
    anew="greatest(kept.created_at, kept.blocked_until) + $3::interval <= excluded.created_at",
    too_many="kept.spent + 1 >= $4::int",
)
FORGIVE: Final = """
WITH scope AS MATERIALIZED (
  SELECT set_config('app.tenant_id', $1::uuid::text, true)::uuid AS tenant_id
)
INSERT INTO budget AS kept (tenant_id, id, version, created_at, spent)
SELECT tenant_id, $2, 1, clock_timestamp(), 0 FROM scope
ON CONFLICT (tenant_id, id) DO UPDATE SET
  version = kept.version + 1, spent = 0, blocked_until = NULL
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are too many, and how long to wait then (seconds)."""

    failures: int
    window_s: int = 300
    first_wait_s: int = 30
    longest_wait_s: int = 900


@dataclass(frozen=True, slots=True)
class Ledger:
    """The counts that all processes share. Raises what `Database.fetch` raises."""

    database: Database
    fingerprint: Callable[[bytes], bytes]
    """16 bytes that only those who have our key can find again."""

    async def take(self, quota: Quota, holder: Holder, wanted: int) -> Lease:
        """Take up to `wanted` from what is unclaimed in the present window."""
        [row] = await self.database.fetch(
            TAKE,
            holder[0],
            self._id(quota.name, holder),
            _seconds(quota.window_s),
            wanted,
            quota.limit,
        )
        return Lease(row["began"], row["granted"], row["unclaimed"], row["ends_in_s"])

    async def wait_s(self, holder: Holder) -> float | None:
        """Seconds until this holder may try again, 0 if now; None if it never failed."""
        rows = await self.database.fetch(WAIT, holder[0], self._id(_FAILED, holder))
        return max(0.0, rows[0]["seconds"] or 0.0) if rows else None

    async def fail(self, holder: Holder, patience: Patience) -> None:
        """Count a failure; from the last one that is allowed on, each makes the holder wait."""
        await self.database.fetch(
            FAIL,
            holder[0],
            self._id(_FAILED, holder),
            _seconds(patience.window_s),
            patience.failures,
            _seconds(patience.first_wait_s),
            _seconds(patience.longest_wait_s),
        )

    async def forgive(self, holder: Holder) -> None:
        """Forget the failures."""
        await self.database.fetch(FORGIVE, holder[0], self._id(_FAILED, holder))

    def _id(self, kind: str, holder: Holder) -> UUID:
        plain = b"\0".join((kind.encode(), holder[0].bytes, holder[1]))
        return UUID(bytes=self.fingerprint(plain))


_FAILED: Final = "failed"


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)
