"""What happens to API clients that other systems are told about. Never a secret, nor a key."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ApiClientDisabled(Event):
    """A client is let in no more, with whatever it shows."""

    name: ClassVar[str] = "api_client.disabled"


class ApiClientEnabled(Event):
    """A client is let in again, with the secrets and keys that it has."""

    name: ClassVar[str] = "api_client.enabled"


class ApiClientTokensRevoked(Event):
    """Every token that a client had is refused; it can get new ones."""

    name: ClassVar[str] = "api_client.tokens_revoked"


class ApiClientSecretRotated(Event):
    """A client has another secret, and those of before end."""

    name: ClassVar[str] = "api_client.secret_rotated"

    secret_id: UUID


class ApiClientSecretRevoked(Event):
    """A secret was taken from a client: it is refused from now on."""

    name: ClassVar[str] = "api_client.secret_revoked"

    secret_id: UUID


class ApiClientKeysReplaced(Event):
    """A client proves itself with other keys than before; `keys` says how many it has now."""

    name: ClassVar[str] = "api_client.keys_replaced"

    keys: int
