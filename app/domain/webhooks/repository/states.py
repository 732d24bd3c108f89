"""How endpoints do, and what they permit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.models import WebhookEndpointState

# The limited endpoints among these, each with what its limit permitted when it was last asked;
# held, so that two workers do not take the same allowance.
LIMITED: Final = """
INSERT INTO webhook_endpoint_state AS kept
  (tenant_id, id, version, created_at, allowance, failures_in_row)
SELECT $1, endpoint.id, 1, $2, 0, 0 FROM webhook_endpoint AS endpoint
WHERE endpoint.tenant_id = $1 AND endpoint.id = any($3::uuid[])
  AND endpoint.max_per_minute IS NOT NULL
ORDER BY endpoint.id
ON CONFLICT (tenant_id, id) DO UPDATE SET version = kept.version + 1
RETURNING kept.id, kept.allowance, kept.allowance_at, (
  SELECT endpoint.max_per_minute FROM webhook_endpoint AS endpoint
  WHERE endpoint.tenant_id = kept.tenant_id AND endpoint.id = kept.id) AS max_per_minute
"""

ALLOW: Final = """
UPDATE webhook_endpoint_state AS kept
SET allowance = given.allowance, allowance_at = $2,
  paused_until = greatest(kept.paused_until, given.paused_until)
FROM unnest($3::uuid[], $4::float8[], $5::timestamptz[]) AS given (id, allowance, paused_until)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""

# What a batch of attempts says of each endpoint: how many succeeded in this hour, and what failed
# after the last that did.
NOTE: Final = """
WITH told AS (
  SELECT * FROM unnest($3::uuid[], $4::timestamptz[], $5::int[], $6::timestamptz[],
    $7::timestamptz[], $8::timestamptz[], $9::int[], $10::int[], $11::bigint[]) AS told
    (id, failing_since, failures, succeeded_at, failed_at, paused_until, succeeded, failed,
     duration_ms)
  ORDER BY id
), counted AS (
  INSERT INTO webhook_hour AS kept
    (tenant_id, id, version, created_at, endpoint_id, hour, succeeded, failed, duration_ms)
  SELECT $1, gen_random_uuid(), 1, $2, id, date_trunc('hour', $2, 'UTC'), succeeded, failed,
    duration_ms
  FROM told
  ON CONFLICT (tenant_id, endpoint_id, hour) DO UPDATE SET version = kept.version + 1,
    succeeded = kept.succeeded + excluded.succeeded, failed = kept.failed + excluded.failed,
    duration_ms = kept.duration_ms + excluded.duration_ms
)
INSERT INTO webhook_endpoint_state AS kept
  (tenant_id, id, version, created_at, allowance, failing_since, failures_in_row,
   last_succeeded_at, last_failed_at, paused_until)
SELECT $1, id, 1, $2, 0, failing_since, failures, succeeded_at, failed_at, paused_until FROM told
ON CONFLICT (tenant_id, id) DO UPDATE SET version = kept.version + 1,
  failing_since = CASE WHEN excluded.last_succeeded_at IS NOT NULL THEN excluded.failing_since
    ELSE coalesce(kept.failing_since, excluded.failing_since) END,
  failures_in_row = excluded.failures_in_row
    + CASE WHEN excluded.last_succeeded_at IS NOT NULL THEN 0 ELSE kept.failures_in_row END,
  last_succeeded_at = coalesce(excluded.last_succeeded_at, kept.last_succeeded_at),
  last_failed_at = coalesce(excluded.last_failed_at, kept.last_failed_at),
  paused_until = greatest(excluded.paused_until, kept.paused_until)
RETURNING kept.id, kept.failing_since
"""

BEGIN_ANEW: Final = """
UPDATE webhook_endpoint_state AS kept
SET failing_since = NULL, failures_in_row = 0, paused_until = NULL, version = kept.version + 1
WHERE kept.tenant_id = $1 AND kept.id = $2
"""


@dataclass(slots=True)
class Allowance:
    """What an endpoint's own limit permits: as much as passes in a second at the most, or one."""

    per_second: float
    left: float

    @classmethod
    def at(cls, row: Any, now: datetime) -> "Allowance":
        per_second = row["max_per_minute"] / 60
        most = max(1.0, per_second)
        if row["allowance_at"] is None:
            return cls(per_second, most)
        passed = max(0.0, (now - row["allowance_at"]).total_seconds())
        return cls(per_second, min(most, row["allowance"] + passed * per_second))

    def take(self) -> bool:
        if self.left < 1:
            return False
        self.left -= 1
        return True

    def next_at(self, now: datetime) -> datetime | None:
        """When it permits one again, if not now."""
        if self.left >= 1:
            return None
        return now + timedelta(seconds=(1 - self.left) / self.per_second)


@dataclass(slots=True)
class Tally:
    """What a batch of attempts, in their order, says of one endpoint."""

    succeeded: int = 0
    failed: int = 0
    duration_ms: int = 0
    failing_since: datetime | None = None
    failures: int = 0
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    paused_until: datetime | None = None

    def add(self, *, succeeded: bool, began_at: datetime, duration_ms: int) -> None:
        self.duration_ms += duration_ms
        if succeeded:
            self.succeeded += 1
            self.failing_since, self.failures, self.succeeded_at = None, 0, began_at
        else:
            self.failed += 1
            self.failing_since = self.failing_since or began_at
            self.failures += 1
            self.failed_at = began_at


class States(Repository[WebhookEndpointState]):
    entity = WebhookEndpointState
    guard: ClassVar[Rule] = policy.may_read

    async def allowances(self, endpoints: Iterable[UUID]) -> dict[UUID, Allowance]:
        """Of those that have a limit, by their ids; held until the end of the transaction."""
        rows = await self._fetch(LIMITED, [*endpoints])
        return {row["id"]: Allowance.at(row, self.tx.now) for row in rows}

    async def keep(self, allowances: Mapping[UUID, Allowance]) -> None:
        """What is left of them. An endpoint that has none left is not looked at until it has."""
        left = [*allowances.values()]
        await self.tx.connection.execute(
            ALLOW,
            self.tx.actor.tenant_id,
            self.tx.now,
            [*allowances],
            [one.left for one in left],
            [one.next_at(self.tx.now) for one in left],
        )

    async def note(self, tallies: Mapping[UUID, Tally]) -> dict[UUID, datetime | None]:
        """Since when nothing succeeded, by endpoint; None where something did."""
        told = [*tallies.values()]
        rows = await self._fetch(
            NOTE,
            [*tallies],
            [one.failing_since for one in told],
            [one.failures for one in told],
            [one.succeeded_at for one in told],
            [one.failed_at for one in told],
            [one.paused_until for one in told],
            [one.succeeded for one in told],
            [one.failed for one in told],
            [one.duration_ms for one in told],
        )
        return {row["id"]: row["failing_since"] for row in rows}

    async def begin_anew(self, endpoint_id: UUID) -> None:
        """Forget how it failed, and that it asked to be left alone."""
        await self.tx.connection.execute(BEGIN_ANEW, self.tx.actor.tenant_id, endpoint_id)

    async def _fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        rows: Sequence[Any] = await self.tx.connection.fetch(
            sql, self.tx.actor.tenant_id, self.tx.now, *values
        )
        return rows
