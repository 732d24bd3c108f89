"""How access refuses."""

from app.domain.errors import Conflict, Invalid, Unauthenticated


class ClientRefused(Unauthenticated):
    """There is no such client, what it proves itself with is wrong, or it is disabled."""

    code = "invalid_client"


class TooManySecrets(Conflict):
    """The client has ten secrets that are valid. Revoke one that nobody uses."""

    code = "too_many_secrets"


class KeyNotAllowed(Invalid):
    """A client proves itself with public keys for RS256 (2048 bits or more) or ES256, each with a
    `kid` of its own.
    """

    code = "key_not_allowed"
