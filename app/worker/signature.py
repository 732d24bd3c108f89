"""Signs webhooks as Standard Webhooks 1.0 asks, so that any of its libraries can verify them."""

import base64
import hmac
from collections.abc import Sequence

from app.domain.secret import read_webhook_secret


def sign(secrets: Sequence[str], *, id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one `v1,<base64>` for every live secret.

    While a secret is rotated both the new and the old one are live, and a receiver accepts
    whichever it knows. Raises ValueError without a secret, or for one that is not `whsec_`
    and the base64 of 24 to 64 bytes; the message never holds the secret.
    """
    if not secrets:
        raise ValueError("a webhook is signed with at least one secret")
    content = f"{id}.{timestamp}.".encode() + body
    return " ".join(_signature(read_webhook_secret(secret), content) for secret in secrets)


def _signature(key: bytes, content: bytes) -> str:
    digest = hmac.digest(key, content, "sha256")
    return "v1," + base64.b64encode(digest).decode("ascii")
