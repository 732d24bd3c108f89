"""Secrets that sign: another one in their place, and what seals them at rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Invalid, NotFound
from app.domain.secret import new_webhook_secret
from app.domain.tools import CannotOpen, Vault
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.domain.webhooks.commands import NewWebhookSecret, Resealed, RotateWebhookSecret
from app.domain.webhooks.errors import TooManyWebhookSecrets
from app.domain.webhooks.events import WebhookEndpointSecretRotated
from app.domain.webhooks.models import MOST_RETIRED, WebhookEndpoint, WebhookRetiredSecret
from app.domain.webhooks.repository.endpoints import (
    TENANTS_WITH_SECRETS,
    Endpoints,
    RetiredSecrets,
)
from app.domain.webhooks.sealing import about_credentials, about_endpoint, about_headers


@action(
    Scope.WEBHOOKS_WRITE,
    NewWebhookSecret,
    raises=(NotFound, Invalid, TooManyWebhookSecrets),
    versioned=True,
    sensitive=True,
)
async def rotate_webhook_secret(
    tx: Transaction, endpoint_id: UUID, command: RotateWebhookSecret
) -> NewWebhookSecret:
    """Give an endpoint another signing secret. The answer holds it, and is the only one that does.

    The secrets before sign beside it for the overlap, 24 hours unless told otherwise, so that
    receivers can learn the new one meanwhile. With an overlap of 0 they end at once: for one that
    others have come to know.
    """
    endpoint = await Endpoints(tx).get(endpoint_id, lock=True)
    before = _opened(tx, endpoint)
    if command.secret is not None and command.secret == before:
        raise Invalid(Fault("/secret", "is the one that signs already"))
    until = tx.now + timedelta(hours=command.overlap_hours)
    retired = await _ended_by(tx, endpoint_id, until)
    if before is not None and until > tx.now:
        if len(retired) >= MOST_RETIRED:
            raise TooManyWebhookSecrets
        kept = WebhookRetiredSecret(endpoint_id=endpoint_id, sealed_secret=b"", expires_at=until)
        kept.sealed_secret = _sealed(tx, before, kept.id)
        retired.append(RetiredSecrets(tx).add(kept))
    secret = command.secret or new_webhook_secret()
    endpoint.sealed_secret = _sealed(tx, secret, endpoint_id)
    endpoint.advance()
    others_until = max((one.expires_at for one in retired), default=None)
    tx.record(
        WebhookEndpointSecretRotated(
            id=endpoint_id, version=endpoint.version, others_until=others_until
        )
    )
    return NewWebhookSecret(
        id=endpoint_id, version=endpoint.version, secret=secret, others_until=others_until
    )


async def _ended_by(
    tx: Transaction, endpoint_id: UUID, until: datetime
) -> list[WebhookRetiredSecret]:
    """Those that still sign, none of them longer than that; the others are removed."""
    living = []
    for one in await RetiredSecrets(tx).of(endpoint_id):
        one.end_by(until)
        if one.expires_at > tx.now:
            living.append(one)
        else:
            await RetiredSecrets(tx).remove(one)
    return living


def _opened(tx: Transaction, endpoint: WebhookEndpoint) -> str | None:
    """The secret that signs; None if nobody can open it any more: it signs nothing then."""
    try:
        about = about_endpoint(tx, endpoint.id)
        return tx.tools.vault.open(endpoint.sealed_secret, about=about).decode()
    except CannotOpen:
        return None


def _sealed(tx: Transaction, secret: str, about: UUID) -> bytes:
    return tx.tools.vault.seal(secret.encode(), about=about_endpoint(tx, about))


async def tenants_with_secrets(database: Database) -> list[UUID]:
    """Where endpoints are. For the worker's role only."""
    return [row["tenant_id"] for row in await database.fetch(TENANTS_WITH_SECRETS)]


@action(Scope.SYSTEM, Resealed, audited=False)
async def seal_secrets_anew(tx: Transaction, after: UUID, limit: int) -> Resealed:
    """Seal what is kept of endpoints with the first master key, where another one sealed it:
    secrets, headers and credentials, in the order of the ids of the endpoints.
    """
    rows = await Endpoints(tx).sealed_by_others(tx.tools.vault.key_id, after, limit)
    sealing, sealed = _Sealing(tx.tools.vault), {}
    for row in rows:
        sealed[row["id"]] = (
            sealing.anew(row["secret"], about_endpoint(tx, row["id"])),
            sealing.anew(row["headers"], about_headers(tx, row["id"])),
            sealing.anew(row["credentials"], about_credentials(tx, row["id"])),
        )
    await Endpoints(tx).put_sealed(sealed)
    return sealing.told(rows)


@action(Scope.SYSTEM, Resealed, audited=False)
async def seal_retired_secrets_anew(tx: Transaction, after: UUID, limit: int) -> Resealed:
    """The same with secrets that were rotated away, in the order of their own ids."""
    rows = await RetiredSecrets(tx).sealed_by_others(tx.tools.vault.key_id, after, limit)
    sealing, sealed = _Sealing(tx.tools.vault), {}
    for row in rows:
        anew = sealing.anew(row["sealed_secret"], about_endpoint(tx, row["id"]))
        if anew is not None:
            sealed[row["id"]] = anew
    await RetiredSecrets(tx).put_sealed(sealed)
    return sealing.told(rows)


@dataclass(slots=True)
class _Sealing:
    vault: Vault
    done: int = 0
    failed: int = 0

    def anew(self, sealed: bytes | None, about: bytes) -> bytes | None:
        """Sealed with the first key; None if there is nothing to do, or it cannot be opened, which
        is counted and told to whoever rotates.
        """
        if sealed is None:
            return None
        try:
            plain = self.vault.open(sealed, about=about)
        except CannotOpen:
            self.failed += 1
            return None
        self.done += 1
        return self.vault.seal(plain, about=about)

    def told(self, rows: Sequence[Any]) -> Resealed:
        last = rows[-1]["id"] if rows else None
        return Resealed(count=self.done, failed=self.failed, last=last)
