"""What was kept long enough goes, a bounded part of it at a time."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.transaction import Transaction

# Ids begin with the millisecond in which they were made, so the oldest come first along the
# primary key, and nobody has to look for them.
ATTEMPTS: Final = """
DELETE FROM webhook_attempt WHERE tenant_id = $1 AND id IN (
  SELECT id FROM webhook_attempt WHERE tenant_id = $1 AND id < $2 ORDER BY id LIMIT $3)
"""

DELIVERIES: Final = """
DELETE FROM webhook_delivery WHERE tenant_id = $1 AND id IN (
  SELECT id FROM webhook_delivery
  WHERE tenant_id = $1 AND id < $2 AND status <> 'pending' ORDER BY id LIMIT $3)
"""

# From the beginning of the feed on, as far as all are old enough: it has no holes. Where a subject
# is in its counting is remembered: the next event goes on from there.
EVENTS: Final = """
WITH first AS (
  SELECT id, position, created_at < $2 AS is_old FROM outbox_event
  WHERE tenant_id = $1 AND position IS NOT NULL ORDER BY position LIMIT $3
), gone AS (
  DELETE FROM outbox_event WHERE tenant_id = $1 AND id IN (
    SELECT id FROM first WHERE position < coalesce(
      (SELECT min(position) FROM first WHERE NOT is_old), (SELECT max(position) + 1 FROM first)))
  RETURNING subject_id, sequence, created_at
), marked AS (
  INSERT INTO outbox_mark AS kept (tenant_id, id, version, created_at, sequence, told_at)
  SELECT $1, subject_id, 1, now(), max(sequence), max(created_at) FROM gone
  GROUP BY subject_id ORDER BY subject_id
  ON CONFLICT (tenant_id, id) DO UPDATE SET version = kept.version + 1,
    sequence = greatest(kept.sequence, excluded.sequence),
    told_at = greatest(kept.told_at, excluded.told_at)
)
SELECT count(*) FROM gone
"""

SECRETS: Final = "DELETE FROM webhook_retired_secret WHERE tenant_id = $1 AND expires_at <= $2"
HOURS: Final = "DELETE FROM webhook_hour WHERE tenant_id = $1 AND hour < $2"
REDELIVERIES: Final = """
DELETE FROM webhook_redelivery WHERE tenant_id = $1 AND status <> 'running' AND ended_at < $2
"""

TRIED_AT_REMOVED: Final = """
DELETE FROM webhook_attempt WHERE tenant_id = $1 AND id IN (
  SELECT tried.id FROM webhook_endpoint AS endpoint JOIN webhook_attempt AS tried
    ON tried.tenant_id = endpoint.tenant_id AND tried.endpoint_id = endpoint.id
  WHERE endpoint.tenant_id = $1 AND endpoint.removed_at < $2 LIMIT $3)
"""
OF_REMOVED: Final = """
DELETE FROM webhook_delivery WHERE tenant_id = $1 AND id IN (
  SELECT owed.id FROM webhook_endpoint AS endpoint JOIN webhook_delivery AS owed
    ON owed.tenant_id = endpoint.tenant_id AND owed.endpoint_id = endpoint.id
  WHERE endpoint.tenant_id = $1 AND endpoint.removed_at < $2 LIMIT $3)
"""
REMOVED: Final = """
DELETE FROM webhook_endpoint AS endpoint WHERE tenant_id = $1 AND removed_at < $2 AND NOT EXISTS (
  SELECT FROM webhook_delivery AS owed
  WHERE owed.tenant_id = endpoint.tenant_id AND owed.endpoint_id = endpoint.id
) AND NOT EXISTS (
  SELECT FROM webhook_attempt AS tried
  WHERE tried.tenant_id = endpoint.tenant_id AND tried.endpoint_id = endpoint.id)
"""

# Whatever ends a delivery lets the next one go; this is for what an accident left behind.
LEFT_WAITING: Final = """
UPDATE webhook_delivery AS later SET waits = false, version = later.version + 1
WHERE later.tenant_id = $1 AND later.id IN (
  SELECT waiting.id FROM webhook_delivery AS waiting
  WHERE waiting.tenant_id = $1 AND waiting.status = 'pending' AND waiting.waits AND NOT EXISTS (
    SELECT FROM webhook_delivery AS first
    WHERE first.tenant_id = $1 AND first.endpoint_id = waiting.endpoint_id
      AND first.subject_id = waiting.subject_id AND first.sequence < waiting.sequence
      AND first.status = 'pending')
  LIMIT $2 FOR UPDATE SKIP LOCKED)
"""


def first_id_at(at: datetime) -> UUID:
    """Ids that are made from then on are greater: a UUIDv7 with nothing but the time."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62)


class Clearing:
    """The steps of clearing one tenant; each says how much it removed, at most `limit`."""

    def __init__(self, tx: Transaction, limit: int) -> None:
        self.tx = tx
        self.limit = limit

    async def attempts(self, before: datetime) -> int:
        return await self._run(ATTEMPTS, first_id_at(before), self.limit)

    async def deliveries(self, before: datetime) -> int:
        return await self._run(DELIVERIES, first_id_at(before), self.limit)

    async def events(self, before: datetime) -> int:
        tenant_id = self.tx.actor.tenant_id
        count: int = await self.tx.connection.fetchval(EVENTS, tenant_id, before, self.limit)
        return count

    async def of_removed_endpoints(self, before: datetime) -> int:
        """What was owed to endpoints that were removed, and tried there; then these themselves."""
        count = await self._run(TRIED_AT_REMOVED, before, self.limit)
        count += await self._run(OF_REMOVED, before, self.limit)
        return count + await self._run(REMOVED, before)

    async def beside(self, before: datetime) -> None:
        """The few rows of other tables."""
        await self._run(SECRETS, self.tx.now)
        await self._run(HOURS, before)
        await self._run(REDELIVERIES, before)

    async def left_waiting(self) -> int:
        """Let go what waits for nothing."""
        return await self._run(LEFT_WAITING, self.limit)

    async def _run(self, sql: str, *values: Any) -> int:
        done: str = await self.tx.connection.execute(sql, self.tx.actor.tenant_id, *values)
        return int(done.rsplit(maxsplit=1)[-1])
