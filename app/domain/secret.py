"""Secrets that we give out: how they are made, and what is kept of those we need not read again."""

import base64
import hashlib
import hmac
import secrets


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
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
