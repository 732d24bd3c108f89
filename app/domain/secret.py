"""Secrets that we give out: how they are made, and what is kept of those we need not read again."""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

WEBHOOK_PREFIX: Final = "whsec_"
SHORTEST_KEY_BYTES: Final = 24
LONGEST_KEY_BYTES: Final = 64


def new_client_secret() -> str:
    """A secret for an API client, to be shown once."""
    return "ccs_" + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is stored of a client secret."""
    # SHA-256, not a slow hash: nobody can guess 256 random bits, however fast the guesses.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_matches(secret: str, hashed: str) -> bool:
    """Whether this is the secret behind the hash, in a time that tells nothing."""
    return hmac.compare_digest(hash_secret(secret).encode(), hashed.encode())


def new_webhook_secret() -> str:
    """A secret that signs webhooks, in the notation of Standard Webhooks."""
    return WEBHOOK_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def read_webhook_secret(secret: str) -> bytes:
    """The key in a secret that signs webhooks. ValueError, which does not hold the secret, if it is
    not `whsec_` and the base64 of 24 to 64 bytes.
    """
    if not secret.startswith(WEBHOOK_PREFIX):
        raise ValueError(f"a webhook secret starts with {WEBHOOK_PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(WEBHOOK_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a webhook secret is base64 after its prefix") from None
    if not SHORTEST_KEY_BYTES <= len(key) <= LONGEST_KEY_BYTES:
        raise ValueError(f"a webhook secret has {SHORTEST_KEY_BYTES} to {LONGEST_KEY_BYTES} bytes")
    return key
