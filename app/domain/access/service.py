"""What can be done about access."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.domain.access import repository
from app.domain.access.commands import (
    ChangeClient,
    ClientStanding,
    KnownClient,
    NewClient,
    NewClientSecret,
    RegisterClient,
    ReplaceKeys,
    RevokedSecret,
    RotateSecret,
)
from app.domain.access.errors import ClientRefused, KeyNotAllowed, TooManySecrets
from app.domain.access.events import ApiClientSecretRevoked, ApiClientSecretRotated
from app.domain.access.models import (
    MOST_SECRETS,
    ApiClient,
    ApiClientSecret,
    knows,
    read_public_name,
)
from app.domain.access.repository import Clients, Secrets
from app.domain.access.views import ApiClientSecretView, ApiClientView
from app.domain.actor import Scope
from app.domain.errors import Fault, Invalid, NotFound
from app.domain.policy import Me
from app.domain.secret import hash_secret, new_client_secret
from app.domain.statement import Many, One
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query

tenant_and_client = read_public_name
KEY_MEMBERS: Final = ("kty", "n", "e", "crv", "x", "y", "kid", "alg", "use")


@query(Scope.ADMIN, ApiClientView)
def get_client(_me: Me, api_client_id: UUID) -> One:
    """Read one API client."""
    return repository.client(api_client_id)


@query(Scope.ADMIN, ApiClientView)
def list_clients(_me: Me) -> Many:
    """List the API clients of the organisation, the oldest first."""
    return repository.clients()


@query(Scope.ADMIN, ApiClientSecretView)
def list_client_secrets(_me: Me, api_client_id: UUID) -> Many:
    """List the secrets of a client, the oldest first, without what they are."""
    return repository.secrets(api_client_id)


@action(Scope.ADMIN, NewClient, raises=(Invalid,), creates=True, sensitive=True)
async def register_client(tx: Transaction, command: RegisterClient) -> NewClient:
    """Let a machine in.

    The answer holds its secret, and is the only one that does.
    """
    secret = new_client_secret()
    scopes = sorted(set(command.scopes))
    hashed = hash_secret(secret)
    client = Clients(tx).add(ApiClient(name=command.name, scopes=scopes, secret_hashes=[hashed]))
    kept = ApiClientSecret(api_client_id=client.id, hash=hashed)
    await Secrets(tx).add_after_client(kept)
    return NewClient(
        id=client.id,
        version=client.version,
        client_id=client.client_id,
        client_secret=secret,
        secret_id=kept.id,
        name=client.name,
        scopes=tuple(scopes),
    )


@action(Scope.ADMIN, ApiClientView, raises=(NotFound, Invalid), versioned=True)
async def change_client(tx: Transaction, api_client_id: UUID, command: ChangeClient) -> ApiClient:
    """Change what a client is called, or what it may do.

    Within seconds its tokens can do no more than that, those issued before included.
    """
    client = await Clients(tx).get(api_client_id, lock=True)
    given = command.given()
    if "name" in given:
        client.name = command.name
    if "scopes" in given:
        client.scopes = sorted(set(command.scopes))
    return client


@action(Scope.ADMIN, ApiClientView, raises=(NotFound,), versioned=True)
async def disable_client(tx: Transaction, api_client_id: UUID) -> ApiClient:
    """Let a client in no more. Its tokens are refused within seconds."""
    client = await Clients(tx).get(api_client_id, lock=True)
    tx.record(*client.disable(tx.now))
    return client


@action(Scope.ADMIN, ApiClientView, raises=(NotFound,), versioned=True)
async def enable_client(tx: Transaction, api_client_id: UUID) -> ApiClient:
    """Let a client in again, with the secrets and keys that it had."""
    client = await Clients(tx).get(api_client_id, lock=True)
    tx.record(*client.enable())
    return client


@action(Scope.ADMIN, ApiClientView, raises=(NotFound,), versioned=True)
async def revoke_client_tokens(tx: Transaction, api_client_id: UUID) -> ApiClient:
    """Refuse every token that a client has now, within seconds. It can get new ones."""
    client = await Clients(tx).get(api_client_id, lock=True)
    tx.record(*client.revoke_tokens(tx.now))
    return client


@action(
    Scope.ADMIN,
    NewClientSecret,
    raises=(NotFound, Invalid, TooManySecrets),
    versioned=True,
    sensitive=True,
)
async def rotate_client_secret(
    tx: Transaction, api_client_id: UUID, command: RotateSecret
) -> NewClientSecret:
    """Give a client another secret. The answer holds it, and is the only one that does.

    Its other secrets stay valid for the overlap: 24 hours unless told otherwise, so that the
    new one can be brought to where it is used.
    """
    client = await Clients(tx).get(api_client_id, lock=True)
    if command.expires_at is not None and command.expires_at <= tx.now:
        raise Invalid(Fault("/expiresAt", "is not ahead"))
    valid = await _valid_secrets(tx, client)
    if command.overlap_hours is not None:
        until = tx.now + timedelta(hours=command.overlap_hours)
        for one in valid:
            one.end_by(until)
        valid = [one for one in valid if one.is_valid(tx.now)]
    if len(valid) >= MOST_SECRETS:
        raise TooManySecrets
    secret = new_client_secret()
    kept = ApiClientSecret(
        api_client_id=client.id, hash=hash_secret(secret), expires_at=command.expires_at
    )
    await Secrets(tx).add_after_client(kept)
    client.has_secrets([*valid, kept])
    tx.record(ApiClientSecretRotated(id=client.id, version=client.version, secret_id=kept.id))
    return NewClientSecret(
        id=kept.id, version=client.version, client_secret=secret, expires_at=kept.expires_at
    )


@action(Scope.ADMIN, RevokedSecret, raises=(NotFound,), versioned=True)
async def revoke_client_secret(
    tx: Transaction, api_client_id: UUID, secret_id: UUID
) -> RevokedSecret:
    """Take a secret from a client: it is refused at once. Tokens that it got live on."""
    client = await Clients(tx).get(api_client_id, lock=True)
    secret = await Secrets(tx).get(secret_id)
    if secret.api_client_id != client.id:
        raise NotFound
    await Secrets(tx).remove(secret)
    client.has_secrets([one for one in await _valid_secrets(tx, client) if one.id != secret.id])
    tx.record(ApiClientSecretRevoked(id=client.id, version=client.version, secret_id=secret_id))
    return RevokedSecret(id=secret_id, version=client.version)


@action(Scope.ADMIN, ApiClientView, raises=(NotFound, KeyNotAllowed), versioned=True)
async def replace_client_keys(
    tx: Transaction, api_client_id: UUID, command: ReplaceKeys
) -> ApiClient:
    """Say with which keys of its own a client proves itself (`private_key_jwt`).

    These are all: a key that is not named is not accepted any more. None: secrets only.
    """
    client = await Clients(tx).get(api_client_id, lock=True)
    faults = []
    seen: set[Any] = set()
    for number, key in enumerate(command.keys):
        reason = tx.tools.keys.refusal(key)
        if reason is None and key["kid"] in seen:
            reason = "has the kid of another one"
        if reason is not None:
            faults.append(Fault(f"/keys/{number}", reason))
        else:
            seen.add(key["kid"])
    if faults:
        raise KeyNotAllowed(*faults)
    tx.record(*client.replace_keys([_told(key) for key in command.keys]))
    return client


def _told(key: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a key: what is known of keys, and nothing else."""
    return {name: key[name] for name in KEY_MEMBERS if name in key}


async def _valid_secrets(tx: Transaction, client: ApiClient) -> list[ApiClientSecret]:
    """Those that count; what has ended is removed on the way."""
    valid = []
    for one in await Secrets(tx).of(client.id):
        if one.is_valid(tx.now):
            valid.append(one)
        else:
            await Secrets(tx).remove(one)
    return valid


@action(Scope.SYSTEM, KnownClient, raises=(ClientRefused,), audited=False)
async def recognise_client(tx: Transaction, client_id: str, secret: str) -> KnownClient:
    """The client that this id and secret belong to."""
    named = read_public_name(client_id)
    if named is None:
        raise ClientRefused
    client = await Clients(tx).find(named[1])
    is_known = knows(secret, await Secrets(tx).of(named[1]), tx.now)
    if client is None or not is_known or client.is_disabled:
        raise ClientRefused
    return await _let_in(tx, client)


@action(Scope.SYSTEM, KnownClient, raises=(ClientRefused,), audited=False)
async def recognise_assertion(
    tx: Transaction, client_id: str, jti: str, expires_at: datetime
) -> KnownClient:
    """The client that signed an assertion, which its signature proves; each is good once."""
    named = read_public_name(client_id)
    client = await Clients(tx).find(named[1]) if named else None
    if client is None or client.is_disabled:
        raise ClientRefused
    if not await Secrets(tx).keep_assertion(client, jti, expires_at):
        raise ClientRefused
    return await _let_in(tx, client)


async def _let_in(tx: Transaction, client: ApiClient) -> KnownClient:
    await Clients(tx).used(client)
    return KnownClient(id=client.id, client_id=client.client_id, scopes=tuple(client.scopes))


async def client_keys(database: Database, tenant_id: UUID, id: UUID) -> Sequence[Mapping[str, Any]]:
    """The public keys of a client; none if there is no such client, or it is disabled."""
    rows = await database.fetch(repository.PUBLIC_KEYS, str(tenant_id), tenant_id, id)
    keys: list[dict[str, Any]] = json.loads(rows[0]["keys"] or "[]") if rows else []
    return keys


async def client_standing(database: Database, tenant_id: UUID, id: UUID) -> ClientStanding | None:
    """What a client may do now; None if there is no such client, or it is disabled."""
    rows = await database.fetch(repository.STANDING, str(tenant_id), tenant_id, id)
    if not rows:
        return None
    return ClientStanding(frozenset(rows[0]["scopes"]), rows[0]["tokens_revoked_at"])
