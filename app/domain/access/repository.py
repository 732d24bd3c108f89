"""The SQL of access."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlmodel import col

from app.domain.access import policy
from app.domain.access.models import ApiClient, ApiClientSecret
from app.domain.access.views import ApiClientSecretView, ApiClientView
from app.domain.policy import Rule, anybody
from app.domain.repository import Repository
from app.domain.statement import SCOPED, Many, One

# Asked for every few requests, so in one round trip: the tenant is set in the same statement.
_ALLOWED: Final = "tenant_id = $2 AND id = $3 AND disabled_at IS NULL AND scope.tenant_id = $1"
STANDING: Final = SCOPED.format(
    tenant="$1",
    query=f"SELECT scopes, tokens_revoked_at FROM api_client WHERE {_ALLOWED} LIMIT 1",  # noqa: S608 - our own words
)
PUBLIC_KEYS: Final = SCOPED.format(
    tenant="$1",
    query=f"SELECT public_keys::text AS keys FROM api_client WHERE {_ALLOWED} LIMIT 1",  # noqa: S608 - our own words
)

# Not a change that anybody decided on, so it counts as no version. Once a minute is enough.
USED: Final = """
UPDATE api_client SET last_used_at = $3
WHERE tenant_id = $1 AND id = $2
  AND (last_used_at IS NULL OR last_used_at < $3::timestamptz - interval '1 minute')
"""

# The unique constraint decides who was first. Every one that is kept makes room: a few that
# nobody could show any more go, so nobody has to tidy up.
KEEP: Final = """
WITH old AS MATERIALIZED (
  SELECT id FROM client_assertion WHERE tenant_id = $1 AND expires_at < $5
  ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED
), forgotten AS (
  DELETE FROM client_assertion WHERE tenant_id = $1 AND id IN (SELECT id FROM old)
)
INSERT INTO client_assertion (tenant_id, id, version, created_at, api_client_id, jti, expires_at)
VALUES ($1, gen_random_uuid(), 1, $5, $2, $3, $4)
ON CONFLICT (tenant_id, api_client_id, jti) DO NOTHING
RETURNING id
"""


def client(api_client_id: UUID) -> One:
    return One(ApiClientView, (col(ApiClient.id) == api_client_id,))


def clients() -> Many:
    return Many(ApiClientView, ())


def secrets(api_client_id: UUID) -> Many:
    return Many(ApiClientSecretView, (col(ApiClientSecret.api_client_id) == api_client_id,))


class Clients(Repository[ApiClient]):
    entity = ApiClient
    guard: ClassVar[Rule] = policy.may_read

    async def find(self, id: UUID) -> ApiClient | None:
        return next(iter(await self.rows(self.select().where(col(ApiClient.id) == id))), None)

    async def used(self, client: ApiClient) -> None:
        await self.tx.connection.execute(USED, client.tenant_id, client.id, self.tx.now)


class Secrets(Repository[ApiClientSecret]):
    entity = ApiClientSecret
    guard: ClassVar[Rule] = anybody

    async def of(self, api_client_id: UUID) -> list[ApiClientSecret]:
        query = self.select().where(col(ApiClientSecret.api_client_id) == api_client_id)
        return await self.rows(query.order_by(col(ApiClientSecret.id)))

    async def add_after_client(self, secret: ApiClientSecret) -> None:
        """It points to its client, which has to be written before."""
        await self._flush()
        self.add(secret)

    async def remove(self, secret: ApiClientSecret) -> None:
        await self.session.delete(secret)

    async def keep_assertion(self, client: ApiClient, jti: str, expires_at: datetime) -> bool:
        """Whether the client shows this assertion for the first time."""
        kept = await self.tx.connection.fetchval(
            KEEP, client.tenant_id, client.id, jti, expires_at, self.tx.now
        )
        return kept is not None
