"""What can be done about access."""

from app.domain.access.commands import KnownClient, NewClient, RegisterClient
from app.domain.access.errors import ClientRefused
from app.domain.access.models import ApiClient, read_public_name
from app.domain.access.repository import Clients
from app.domain.actor import GRANTABLE, Scope
from app.domain.errors import Fault, Invalid
from app.domain.secret import hash_secret, new_client_secret
from app.domain.transaction import Transaction
from app.domain.use_case import action

tenant_and_client = read_public_name


@action(Scope.SYSTEM, NewClient, raises=(Invalid,))
async def register_client(tx: Transaction, command: RegisterClient) -> NewClient:
    """Let a machine in. Its secret is in the answer, and nowhere else."""
    if not set(command.scopes) <= GRANTABLE:
        raise Invalid(Fault("/scopes", "`system` is never granted"))
    secret = new_client_secret()
    scopes = [scope.value for scope in command.scopes]
    client = Clients(tx).add(
        ApiClient(name=command.name, scopes=scopes, secret_hashes=[hash_secret(secret)])
    )
    return NewClient(
        id=client.id,
        client_id=client.client_id,
        client_secret=secret,
        name=client.name,
        scopes=tuple(scopes),
    )


@action(Scope.SYSTEM, KnownClient, raises=(ClientRefused,), audited=False)
async def recognise_client(tx: Transaction, client_id: str, secret: str) -> KnownClient:
    """The client that this id and secret belong to."""
    named = read_public_name(client_id)
    client = await Clients(tx).find(named[1]) if named else None
    if client is None or not client.knows(secret) or client.disabled_at is not None:
        raise ClientRefused
    return KnownClient(id=client.id, client_id=client.client_id, scopes=tuple(client.scopes))
