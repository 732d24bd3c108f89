"""Endpoints and their secrets, within a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.models import EndpointFormat, WebhookEndpoint, WebhookRetiredSecret

TENANTS_WITH_SECRETS: Final = "SELECT DISTINCT tenant_id FROM webhook_endpoint"

_BY_OTHERS: Final = "encode(substr({0}, 1, 8), 'hex') <> $2"
_SECRET, _HEADERS, _CREDENTIALS = (
    _BY_OTHERS.format(f"sealed_{name}") for name in ("secret", "headers", "credentials")
)
# Null in place of what is sealed by this key already. Also of endpoints that were removed: it is
# there until it is cleared away.
SEALED_BY_OTHERS: Final = f"""
SELECT id, CASE WHEN {_SECRET} THEN sealed_secret END AS secret,
  CASE WHEN {_HEADERS} THEN sealed_headers END AS headers,
  CASE WHEN {_CREDENTIALS} THEN sealed_credentials END AS credentials
FROM webhook_endpoint
WHERE tenant_id = $1 AND id > $3 AND ({_SECRET} OR {_HEADERS} OR {_CREDENTIALS})
ORDER BY id LIMIT $4 FOR UPDATE
"""  # noqa: S608 - our own words
# Nobody sees a difference, so it counts as no change of the endpoint.
PUT_SEALED: Final = """
UPDATE webhook_endpoint AS kept SET sealed_secret = coalesce(given.secret, kept.sealed_secret),
  sealed_headers = coalesce(given.headers, kept.sealed_headers),
  sealed_credentials = coalesce(given.credentials, kept.sealed_credentials)
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[])
  AS given (id, secret, headers, credentials)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""

RETIRED_SEALED_BY_OTHERS: Final = f"""
SELECT id, sealed_secret FROM webhook_retired_secret
WHERE tenant_id = $1 AND id > $3 AND {_SECRET} ORDER BY id LIMIT $4 FOR UPDATE
"""  # noqa: S608 - our own words
PUT_RETIRED_SEALED: Final = """
UPDATE webhook_retired_secret AS kept SET sealed_secret = given.sealed
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed)
WHERE kept.tenant_id = $1 AND kept.id = given.id
"""


# What it takes to reach them; `retired` are the secrets that sign beside the new one, the newest
# first.
REACHED: Final = """
SELECT endpoint.id, endpoint.url, endpoint.format, endpoint.sealed_secret, endpoint.sealed_headers,
  endpoint.credentials, endpoint.sealed_credentials, endpoint.max_per_minute, (
    SELECT array_agg((retired.id, retired.sealed_secret) ORDER BY retired.id DESC)
    FROM webhook_retired_secret AS retired
    WHERE retired.tenant_id = endpoint.tenant_id AND retired.endpoint_id = endpoint.id
      AND retired.expires_at > $3) AS retired
FROM webhook_endpoint AS endpoint
WHERE endpoint.tenant_id = $1 AND endpoint.id = any($2::uuid[]) AND endpoint.removed_at IS NULL
"""


class Endpoints(Repository[WebhookEndpoint]):
    entity = WebhookEndpoint
    guard: ClassVar[Rule] = policy.may_know_endpoint

    async def enabled(self, format: EndpointFormat | None = None) -> list[WebhookEndpoint]:
        query = self.select().where(col(WebhookEndpoint.enabled))
        if format is not None:
            query = query.where(col(WebhookEndpoint.format) == format)
        return await self.rows(query)

    async def these(self, ids: Iterable[UUID], *, lock: bool = False) -> list[WebhookEndpoint]:
        """In the order of their ids; with `lock`, nobody else can change them meanwhile."""
        query = self.select().where(col(WebhookEndpoint.id).in_([*ids]))
        query = query.order_by(col(WebhookEndpoint.id))
        return await self.rows(query.with_for_update() if lock else query)

    async def reached(self, ids: Iterable[UUID]) -> list[Any]:
        """Rows with what it takes to reach these endpoints: see `REACHED`."""
        tenant_id = self.tx.actor.tenant_id
        return list(await self.tx.connection.fetch(REACHED, tenant_id, [*ids], self.tx.now))

    async def count_for_one_more(self) -> int:
        """How many there are. Until we commit, nobody else makes one."""
        name = f"{self.tx.actor.tenant_id}:webhook-endpoints"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        counted = select(func.count()).select_from(self.select().subquery())
        return int((await self.session.execute(counted, self.tx.parameters)).scalar_one())

    async def sealed_by_others(self, key_id: str, after: UUID, limit: int) -> list[Any]:
        """Locked, each with its `secret`, `headers` and `credentials`, where they were sealed with
        another key.
        """
        tenant_id = self.tx.actor.tenant_id
        found = await self.tx.connection.fetch(SEALED_BY_OTHERS, tenant_id, key_id, after, limit)
        return list(found)

    async def put_sealed(self, sealed: Mapping[UUID, Sequence[bytes | None]]) -> None:
        """Secret, headers and credentials, by endpoint; None leaves what is there."""
        columns = [[parts[place] for parts in sealed.values()] for place in range(3)]
        await self.tx.connection.execute(PUT_SEALED, self.tx.actor.tenant_id, [*sealed], *columns)


class RetiredSecrets(Repository[WebhookRetiredSecret]):
    entity = WebhookRetiredSecret
    guard: ClassVar[Rule] = policy.may_read

    async def of(self, endpoint_id: UUID) -> list[WebhookRetiredSecret]:
        """All of one endpoint, also those that have expired."""
        return await self.rows(
            self.select().where(col(WebhookRetiredSecret.endpoint_id) == endpoint_id)
        )

    async def remove(self, secret: WebhookRetiredSecret) -> None:
        await self.session.delete(secret)

    async def sealed_by_others(self, key_id: str, after: UUID, limit: int) -> list[Any]:
        """Locked, each with its `sealed_secret`."""
        tenant_id = self.tx.actor.tenant_id
        found = await self.tx.connection.fetch(
            RETIRED_SEALED_BY_OTHERS, tenant_id, key_id, after, limit
        )
        return list(found)

    async def put_sealed(self, sealed: Mapping[UUID, bytes]) -> None:
        await self.tx.connection.execute(
            PUT_RETIRED_SEALED, self.tx.actor.tenant_id, [*sealed], [*sealed.values()]
        )
