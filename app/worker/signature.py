"""Signs webhooks as Standard Webhooks 1.0 asks, so that any of its libraries can verify them."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

PREFIX: Final = "whsec_"
SHORTEST_KEY_BYTES: Final = 24
LONGEST_KEY_BYTES: Final = 64


def sign(secrets: Sequence[str], *, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one `v1,<base64>` for every live secret.

    While a secret is rotated both the new and the old one are live, and a receiver accepts
    whichever it knows. Raises ValueError without a secret, or for one that is not `whsec_`
    and the base64 of 24 to 64 bytes; the message never holds the secret.
    """
    if not secrets:
        raise ValueError("a webhook is signed with at least one secret")
    content = f"{id}.{timestamp}.".encode() + body
    return " ".join(_signature(_key(secret), content) for secret in secrets)


def _signature(key: bytes, content: bytes) -> str:
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise ValueError(f"a webhook secret starts with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a webhook secret is base64 after its prefix") from None
    if not SHORTEST_KEY_BYTES <= len(key) <= LONGEST_KEY_BYTES:
        raise ValueError(f"a webhook secret has {SHORTEST_KEY_BYTES} to {LONGEST_KEY_BYTES} bytes")
    return key
