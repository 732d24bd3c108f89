"""From an `Authorization` header to an actor's way to the use cases, for both doors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final
from uuid import UUID

from app.domain.access.service import tenant_and_client
from app.domain.actor import GRANTABLE, Actor, ActorKind, Scope
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.errors import Unauthenticated
from app.domain.transaction import Database
from app.security.issuers import TrustedIssuers
from app.security.standing import Admitted, Known, Standing
from app.security.tokens import Claims, TokenReader, TokenRefused

_KNOWN: Final = {scope.value: scope for scope in GRANTABLE}
_SCHEME: Final = b"bearer "
MOST_KNOWN: Final = 4096
LONGEST_KNOWN: Final = 4096
"""Bytes: what is longer is read anew each time, or padding would take the time of digests."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was let in, and until when their token says so (seconds since 1970)."""

    context: Context
    expires_at: float


@dataclass(frozen=True, slots=True)
class _Pass:
    """Whom a token of ours let in, and all that this rests on."""

    admission: Admission
    claims: Claims
    trust: object
    known: Known
    admitted: Admitted


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a request in as the actor that its token names, or refuses.

    A token of ours is known by its digest for as long as nothing has changed about it: it has not
    expired, our keys are the same, and so is what was found of its subject a moment ago.
    """

    reader: TokenReader
    standing: Standing
    database: Database
    clock: Callable[[], datetime] = utc_now
    issuers: TrustedIssuers | None = None
    _passes: dict[bytes, _Pass] = field(default_factory=dict, init=False, repr=False)

    async def context(self, authorization: bytes | None) -> Context:
        """Raises `Unauthenticated`; whether a token was presented decides what is answered."""
        return (await self.admit(authorization)).context

    async def admit(self, authorization: bytes | None, *, known: UUID | None = None) -> Admission:
        """The same, for who means to stay. `known` is who the same token named before: it is not
        looked for again whom another issuer means by it, only whether they may still come in.
        """
        if authorization is None:
            raise Unauthenticated(detail="Send an access token: `Authorization: Bearer ...`.")
        key = sha256(authorization).digest() if len(authorization) <= LONGEST_KNOWN else b""
        passed = self._passes.get(key)
        if passed is not None and self.reader.believes(passed.trust, passed.claims):
            found = passed.known
            if not self.standing.counts(found):
                found = await self.standing.known(*found.key)
            if found is passed.known and found.admitted is passed.admitted:
                return passed.admission
        try:
            trust = self.reader.trust()
            claims, is_ours = await self._claims(authorization, known)
        except TokenRefused as refused:
            raise Unauthenticated(presented=True, reason=refused.reason) from refused
        actor = _actor(claims, None)
        found = await self.standing.known(actor.tenant_id, actor.id, actor.kind)
        admitted = found.admitted
        if admitted is None or claims.issued_at < admitted.issued_since:
            raise Unauthenticated(presented=True, reason="standing")
        if admitted.scopes is not None:
            actor = _actor(claims, admitted.scopes)
        admission = Admission(Context(actor, self.database, self.clock), claims.expires_at)
        if is_ours and key:
            self._remember(key, _Pass(admission, claims, trust, found, admitted))
        return admission

    def _remember(self, key: bytes, passed: _Pass) -> None:
        self._passes.pop(key, None)  # it goes to the end
        self._passes[key] = passed
        if len(self._passes) > MOST_KNOWN:
            del self._passes[next(iter(self._passes))]

    async def _claims(self, authorization: bytes, known: UUID | None) -> tuple[Claims, bool]:
        """What the token says, and whether it is one of ours."""
        if authorization[: len(_SCHEME)].lower() != _SCHEME:
            raise Unauthenticated(detail="Send the access token as `Authorization: Bearer ...`.")
        token = authorization[len(_SCHEME) :].strip()
        # Our own tokens are read first, and those of others once it is clear that we did not sign.
        if self.issuers is not None and self.issuers.knows(token):
            return await self.issuers.read(token, known), False
        try:
            return self.reader.read(token), True
        except TokenRefused as refused:
            if refused.reason != "unknown_key" or self.issuers is None:
                raise
        return await self.issuers.read(token, known), False


def _actor(claims: Claims, at_most: frozenset[str] | None) -> Actor:
    """Keep only the scopes that we know, and that are still granted. A token is a client's own if
    its subject is the client.
    """
    is_client = tenant_and_client(claims.client_id) == (claims.tenant_id, claims.subject)
    kind = ActorKind.CLIENT if is_client else ActorKind.PERSON
    return Actor(claims.tenant_id, claims.subject, kind, _scopes(claims.scopes, at_most))


@lru_cache(maxsize=200)
def _scopes(said: frozenset[str], at_most: frozenset[str] | None) -> frozenset[Scope]:
    granted = said if at_most is None else said & at_most
    return frozenset(_KNOWN[s] for s in granted if s in _KNOWN)
