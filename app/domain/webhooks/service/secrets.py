"""Secrets at rest, when the key that seals them changes."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.tools import CannotOpen
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import Resealed
from app.domain.webhooks.repository.endpoints import TENANTS_WITH_SECRETS, Endpoints
from app.domain.webhooks.sealing import about_endpoint


async def tenants_with_secrets(database: Database) -> list[UUID]:
    """Where endpoints are. For the worker's role only."""
    return [row["tenant_id"] for row in await database.fetch(TENANTS_WITH_SECRETS)]


@action(Scope.SYSTEM, Resealed, audited=False)
async def seal_secrets_anew(tx: Transaction, after: UUID, limit: int) -> Resealed:
    """Seal secrets with the first master key that another one sealed, in the order of their ids."""
    rows = await Endpoints(tx).sealed_by_others(tx.tools.vault.key_id, after, limit)
    ids, sealed = [], []
    for row in rows:
        about = about_endpoint(tx, row["id"])
        try:
            secret = tx.tools.vault.open(row["sealed_secret"], about=about)
        except CannotOpen:  # counted, and told to whoever rotates
            continue
        ids.append(row["id"])
        sealed.append(tx.tools.vault.seal(secret, about=about))
    await Endpoints(tx).put_sealed(ids, sealed)
    last = rows[-1]["id"] if rows else None
    return Resealed(count=len(ids), failed=len(rows) - len(ids), last=last)
