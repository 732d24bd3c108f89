"""From an `Authorization` header to an actor's way to the use cases, for both doors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from app.domain.access.service import tenant_and_client
from app.domain.actor import GRANTABLE, Actor, ActorKind, Scope
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.errors import Unauthenticated
from app.domain.transaction import Database
from app.security.issuers import TrustedIssuers
from app.security.standing import Standing
from app.security.tokens import Claims, TokenReader, TokenRefused

_KNOWN: Final = {scope.value: scope for scope in GRANTABLE}
_SCHEME: Final = b"bearer "


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was let in, and until when their token says so (seconds since 1970)."""

    context: Context
    expires_at: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a request in as the actor that its token names, or refuses."""

    reader: TokenReader
    standing: Standing
    database: Database
    clock: Callable[[], datetime] = utc_now
    issuers: TrustedIssuers | None = None

    async def context(self, authorization: bytes | None) -> Context:
        """Raises `Unauthenticated`; whether a token was presented decides what is answered."""
        return (await self.admit(authorization)).context

    async def admit(self, authorization: bytes | None, *, known: UUID | None = None) -> Admission:
        """The same, for who means to stay. `known` is who the same token named before: it is not
        looked for again whom another issuer means by it, only whether they may still come in.
        """
        claims = await self._claims(authorization, known)
        actor = _actor(claims, None)
        admitted = await self.standing.of(actor.tenant_id, actor.id, actor.kind)
        if admitted is None or claims.issued_at < admitted.issued_since:
            raise Unauthenticated(presented=True, reason="standing")
        if admitted.scopes is not None:
            actor = _actor(claims, admitted.scopes)
        return Admission(Context(actor, self.database, self.clock), claims.expires_at)

    async def _claims(self, authorization: bytes | None, known: UUID | None) -> Claims:
        if authorization is None:
            raise Unauthenticated(detail="Send an access token: `Authorization: Bearer ...`.")
        if authorization[: len(_SCHEME)].lower() != _SCHEME:
            raise Unauthenticated(detail="Send the access token as `Authorization: Bearer ...`.")
        try:
            return await self._read(authorization[len(_SCHEME) :].strip(), known)
        except TokenRefused as refused:
            raise Unauthenticated(presented=True, reason=refused.reason) from refused

    async def _read(self, token: bytes, known: UUID | None) -> Claims:
        """Read our own tokens first, and those of others once it is clear that we did not sign."""
        if self.issuers is not None and self.issuers.knows(token):
            return await self.issuers.read(token, known)
        try:
            return self.reader.read(token)
        except TokenRefused as refused:
            if refused.reason != "unknown_key" or self.issuers is None:
                raise
        return await self.issuers.read(token, known)


@lru_cache(maxsize=4096)
def _actor(claims: Claims, at_most: frozenset[str] | None) -> Actor:
    """Keep only the scopes that we know, and that are still granted. A token is a client's own if
    its subject is the client.
    """
    is_client = tenant_and_client(claims.client_id) == (claims.tenant_id, claims.subject)
    granted = claims.scopes if at_most is None else claims.scopes & at_most
    scopes: frozenset[Scope] = frozenset(_KNOWN[s] for s in granted if s in _KNOWN)
    kind = ActorKind.CLIENT if is_client else ActorKind.PERSON
    return Actor(claims.tenant_id, claims.subject, kind, scopes)
