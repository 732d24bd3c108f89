"""Makes access tokens with our own key."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.security.keys import Signer
from app.security.tokens import mint


@dataclass(frozen=True, slots=True)
class Issuer:
    keyring: Signer
    url: str
    lifetime_s: int

    def token(self, tenant_id: UUID, subject: UUID, client_id: str, scopes: Iterable[str]) -> str:
        """An access token (RFC 9068) for our own API, valid from now on."""
        return mint(
            self.keyring,
            tenant_id=tenant_id,
            subject=subject,
            client_id=client_id,
            scopes=sorted(scopes),
            lifetime_s=self.lifetime_s,
            issuer=self.url,
            audience=self.url,
            now=int(time.time()),
        )
