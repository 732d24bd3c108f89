"""The one module that makes access tokens (RFC 9068), and tells genuine ones from all others.

How their parts and claims are read is in `compact.py`, whose keys they are in `keys.py`.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from app.security.compact import (
    TokenRefused,
    as_bytes,
    audiences,
    instant,
    name,
    scopes,
    uuid,
    verified_claims,
)
from app.security.keys import Signer, public_keys

__all__ = ["Claims", "Reader", "TokenReader", "TokenRefused", "mint"]

DEFAULT_LEEWAY_S: Final = 30


class Told(Protocol):
    """Whatever a verified token says, it says until when."""

    @property
    def expires_at(self) -> float: ...


T = TypeVar("T", bound=Told)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says."""

    tenant_id: UUID
    subject: UUID
    client_id: str
    scopes: frozenset[str]
    expires_at: float
    token_id: str
    issued_at: float


def mint(
    keyring: Signer,
    *,
    tenant_id: UUID,
    subject: UUID,
    client_id: str,
    scopes: Iterable[str],
    lifetime_s: int,
    issuer: str,
    audience: str,
    now: float,
) -> str:
    """A new access token of our own."""
    issued_at = int(now)
    claims: dict[str, object] = {
        "iss": issuer,
        "aud": audience,
        "sub": str(subject),
        "tenant": str(tenant_id),
        "client_id": client_id,
        "iat": issued_at,
        "exp": issued_at + lifetime_s,
        "jti": secrets.token_urlsafe(16),
    }
    if scope := " ".join(sorted(scopes)):
        claims["scope"] = scope
    return keyring.sign(claims)


class Reader(Generic[T]):
    """Tells the genuine access tokens of one issuer from everything else.

    `jwks` gives the issuer's public JWK set: another object whenever the keys change. `tell`
    makes of the claims what the issuer's tokens are believed to say.
    """

    def __init__(
        self,
        jwks: Callable[[], Mapping[str, object]],
        tell: Callable[[Mapping[str, object]], T],
        *,
        issuer: str,
        audience: str,
        leeway_s: float = DEFAULT_LEEWAY_S,
        max_lifetime_s: float = 3600,
        clock: Callable[[], float] = time.time,
        cache_size: int = 4096,
    ) -> None:
        if not issuer or not audience:
            raise ValueError("tokens need an issuer and an audience")
        self._jwks = jwks
        self._tell = tell
        self._issuer = issuer
        self._audience = audience
        self._leeway_s = leeway_s
        self._max_lifetime_s = max_lifetime_s
        self._clock = clock
        self._cache_size = cache_size
        self._trust: _Trust[T] = _Trust({}, cache_size)

    def read(self, token: bytes | str) -> T:
        """What the token says, or `TokenRefused`: never another exception.

        A token that was verified before is recalled by its bytes, and asked again only
        whether it has expired, and whether its issuer's keys changed.
        """
        try:
            return self._recalled_or_verified(as_bytes(token))
        except TokenRefused:
            raise
        except Exception:  # noqa: BLE001 - hostile bytes bring about anything, RecursionError too
            raise TokenRefused("unreadable") from None

    def believes(self, trust: object, claims: T) -> bool:
        """Whether claims that were read while it trusted these keys are still as good as then."""
        try:
            return self._current_trust() is trust and not self._has_expired(claims)
        except TokenRefused:
            return False

    def trust(self) -> object:
        """Another object whenever the issuer's keys are others. Raises `TokenRefused` if nobody
        can tell which they are.
        """
        return self._current_trust()

    def _recalled_or_verified(self, token: bytes) -> T:
        trust = self._current_trust()
        claims = trust.verified.get(token)
        if claims is None:
            claims = self._judged(verified_claims(token, trust.keys))
            trust.verified.put(token, claims)
        elif self._has_expired(claims):
            trust.verified.drop(token)
            raise TokenRefused("expired")
        return claims

    def _has_expired(self, claims: T) -> bool:
        return self._clock() >= claims.expires_at + self._leeway_s

    def _current_trust(self) -> "_Trust[T]":
        try:
            jwks = self._jwks()
        except Exception as error:
            raise TokenRefused("keys_unavailable") from error
        trust = self._trust
        if jwks is not trust.jwks and jwks != trust.jwks:
            trust = self._trust = _Trust(jwks, self._cache_size)
        return trust

    def _judged(self, found: Mapping[str, object]) -> T:
        if found.get("iss") != self._issuer:
            raise TokenRefused("issuer")
        if self._audience not in audiences(found.get("aud")):
            raise TokenRefused("audience")
        issued_at, expires_at = instant(found, "iat"), instant(found, "exp")
        starts_at = instant(found, "nbf") if "nbf" in found else issued_at
        self._refuse_untimely(issued_at, starts_at, expires_at)
        return self._tell(found)

    def _refuse_untimely(self, issued_at: int, starts_at: int, expires_at: int) -> None:
        now = self._clock()
        if now >= expires_at + self._leeway_s:
            raise TokenRefused("expired")
        if issued_at > now + self._leeway_s:
            raise TokenRefused("issued_in_future")
        if starts_at > now + self._leeway_s:
            raise TokenRefused("not_yet_valid")
        if not 0 < expires_at - issued_at <= self._max_lifetime_s + self._leeway_s:
            raise TokenRefused("lifetime")


class TokenReader(Reader[Claims]):
    """Reads access tokens as we make them: they name the tenant, and the subject by our id.

    An issuer that may speak for one tenant only is held to it by `tenant_id`.
    """

    def __init__(
        self,
        jwks: Callable[[], Mapping[str, object]],
        *,
        issuer: str,
        audience: str,
        leeway_s: float = DEFAULT_LEEWAY_S,
        max_lifetime_s: float = 3600,
        tenant_id: UUID | None = None,
        clock: Callable[[], float] = time.time,
        cache_size: int = 4096,
    ) -> None:
        super().__init__(
            jwks,
            self._told,
            issuer=issuer,
            audience=audience,
            leeway_s=leeway_s,
            max_lifetime_s=max_lifetime_s,
            clock=clock,
            cache_size=cache_size,
        )
        self._tenant_id = tenant_id

    def _told(self, found: Mapping[str, object]) -> Claims:
        tenant_id = uuid(found, "tenant")
        if self._tenant_id not in (None, tenant_id):
            raise TokenRefused("tenant")
        return Claims(
            tenant_id=tenant_id,
            subject=uuid(found, "sub"),
            client_id=name(found, "client_id"),
            scopes=scopes(found.get("scope", "")),
            expires_at=float(instant(found, "exp")),
            token_id=name(found, "jti"),
            issued_at=float(instant(found, "iat")),
        )


class _Trust(Generic[T]):
    """The keys of one moment, and the tokens that they verified."""

    def __init__(self, jwks: Mapping[str, object], cache_size: int) -> None:
        self.jwks = jwks
        self.keys = public_keys(jwks)
        self.verified: _Verified[T] = _Verified(cache_size)


class _Verified(Generic[T]):
    """Claims by the bytes of their token; the least recently used ones make room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._claims: OrderedDict[bytes, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, token: bytes) -> T | None:
        with self._lock:
            claims = self._claims.get(token)
            if claims is not None:
                self._claims.move_to_end(token)
            return claims

    def put(self, token: bytes, claims: T) -> None:
        with self._lock:
            self._claims[token] = claims
            if len(self._claims) > self._size:
                self._claims.popitem(last=False)

    def drop(self, token: bytes) -> None:
        with self._lock:
            self._claims.pop(token, None)
