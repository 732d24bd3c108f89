"""Endpoints and their secrets, within a transaction."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlmodel import col

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.webhooks import policy
from app.domain.webhooks.models import EndpointFormat, WebhookEndpoint, WebhookRetiredSecret

TENANTS_WITH_SECRETS: Final = "SELECT DISTINCT tenant_id FROM webhook_endpoint"
SEALED_BY_OTHERS: Final = """
SELECT id, sealed_secret FROM webhook_endpoint
WHERE tenant_id = $1 AND encode(substr(sealed_secret, 1, 8), 'hex') <> $2 AND id > $3
ORDER BY id LIMIT $4 FOR UPDATE
"""
# Nobody sees a difference, so it counts as no change of the endpoint.
PUT_SEALED: Final = """
UPDATE webhook_endpoint AS kept SET sealed_secret = given.sealed
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed)
WHERE kept.tenant_id = $1 AND kept.id = given.id
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

    async def sealed_by_others(self, key_id: str, after: UUID, limit: int) -> list[Any]:
        """Locked, each with its `sealed_secret`."""
        tenant_id = self.tx.actor.tenant_id
        found = await self.tx.connection.fetch(SEALED_BY_OTHERS, tenant_id, key_id, after, limit)
        return list(found)

    async def put_sealed(self, ids: list[UUID], sealed: list[bytes]) -> None:
        await self.tx.connection.execute(PUT_SEALED, self.tx.actor.tenant_id, ids, sealed)


class RetiredSecrets(Repository[WebhookRetiredSecret]):
    entity = WebhookRetiredSecret
    guard: ClassVar[Rule] = policy.may_read

    async def living(self, endpoints: Iterable[UUID]) -> dict[UUID, list[WebhookRetiredSecret]]:
        """Those that still sign, by endpoint, the newest first."""
        secret = WebhookRetiredSecret
        query = self.select().where(
            col(secret.endpoint_id).in_([*endpoints]), col(secret.expires_at) > self.tx.now
        )
        found: dict[UUID, list[WebhookRetiredSecret]] = {}
        for one in await self.rows(query.order_by(col(secret.id).desc())):
            found.setdefault(one.endpoint_id, []).append(one)
        return found
