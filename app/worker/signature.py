"""Signs webhooks as Standard Webhooks 1.0 asks, so that any of its libraries can verify them."""

import base64
import hmac
from collections.abc import Sequence

from app.domain.secret import read_webhook_secret


class Signer:
    """Signs with every live secret of an endpoint, which it has read once.

    While a secret is rotated both the new and the old one are live, and a receiver accepts
    whichever it knows. Raises ValueError without a secret, or for one that is not `whsec_`
    and the base64 of 24 to 64 bytes; the message never holds the secret.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("a webhook is signed with at least one secret")
        keys = [read_webhook_secret(secret) for secret in secrets]
        self._begun = [hmac.new(key, digestmod="sha256") for key in keys]

    def sign(self, *, id: str, timestamp: int, body: bytes) -> str:
        """The value of `webhook-signature`: one `v1,<base64>` for every secret."""
        content = f"{id}.{timestamp}.".encode() + body
        return " ".join([_signature(begun.copy(), content) for begun in self._begun])


def _signature(begun: hmac.HMAC, content: bytes) -> str:
    begun.update(content)
    return "v1," + base64.b64encode(begun.digest()).decode("ascii")
