"""The one module that reads and makes access tokens (RFC 9068).

python-jose checks signatures and nothing else here: it is handed one constructed public
key and one algorithm, never the text of a key, and everything else is judged below.
"""

import base64
import json
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from uuid import UUID

from jose import jws
from jose.exceptions import JOSEError

from app.security.keys import ALGORITHM_OF, KeyName, Keyring, public_keys

MAX_TOKEN_BYTES: Final = 8192
SEGMENTS: Final = 3  # header, claims, signature; encrypted tokens have five
MAX_HEADER_BYTES: Final = 2048
LATEST_INSTANT: Final = 7_258_118_400  # the year 2200

TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
ALGORITHMS: Final = frozenset(ALGORITHM_OF.values())
# Headers that bring their own key or change what is signed.
REFUSED_HEADERS: Final = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc"})

NAME: Final = re.compile(r"[\x21-\x7e]{1,255}")
SCOPES: Final = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749, section 3.3


class TokenRefused(Exception):
    """This access token is not accepted; `reason` is one stable word, for logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
    keyring: Keyring,
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


class TokenReader:
    """Tells the genuine access tokens of one issuer from everything else.

    `jwks` gives the issuer's public JWK set: another object whenever the keys change. An
    issuer that may speak for one tenant only is held to it by `tenant_id`.
    """

    def __init__(
        self,
        jwks: Callable[[], Mapping[str, object]],
        *,
        issuer: str,
        audience: str,
        leeway_s: float = 30,
        max_lifetime_s: float = 3600,
        tenant_id: UUID | None = None,
        is_revoked: Callable[[Claims], bool] = lambda _: False,
        clock: Callable[[], float] = time.time,
        cache_size: int = 4096,
    ) -> None:
        if not issuer or not audience:
            raise ValueError("tokens need an issuer and an audience")
        self._jwks = jwks
        self._issuer = issuer
        self._audience = audience
        self._leeway_s = leeway_s
        self._max_lifetime_s = max_lifetime_s
        self._tenant_id = tenant_id
        self._is_revoked = is_revoked
        self._clock = clock
        self._cache_size = cache_size
        self._trust = _Trust({}, cache_size)

    def read(self, token: bytes | str) -> Claims:
        """What the token says, or `TokenRefused`: never another exception.

        A token that was verified before is recalled by its bytes, and asked again only
        whether it has expired or was revoked, and whether its issuer's keys changed.
        """
        try:
            claims = self._recalled_or_verified(_as_bytes(token))
        except TokenRefused:
            raise
        except Exception:  # noqa: BLE001 - hostile bytes bring about anything, RecursionError too
            raise TokenRefused("unreadable") from None
        self._refuse_revoked(claims)
        return claims

    def forget(self, predicate: Callable[[Claims], bool]) -> int:
        """Verify such tokens anew when they come next; returns how many were dropped."""
        return self._trust.verified.forget(predicate)

    def _recalled_or_verified(self, token: bytes) -> Claims:
        trust = self._current_trust()
        claims = trust.verified.get(token)
        if claims is None:
            claims = self._judged(_verified_claims(token, trust.keys))
            trust.verified.put(token, claims)
        elif self._clock() >= claims.expires_at + self._leeway_s:
            trust.verified.drop(token)
            raise TokenRefused("expired")
        return claims

    def _current_trust(self) -> "_Trust":
        try:
            jwks = self._jwks()
        except Exception as error:
            raise TokenRefused("keys_unavailable") from error
        trust = self._trust
        if jwks is not trust.jwks and jwks != trust.jwks:
            trust = self._trust = _Trust(jwks, self._cache_size)
        return trust

    def _refuse_revoked(self, claims: Claims) -> None:
        try:
            revoked = self._is_revoked(claims)
        except Exception as error:
            raise TokenRefused("revocation_unknown") from error
        if revoked:
            raise TokenRefused("revoked")

    def _judged(self, found: Mapping[str, object]) -> Claims:
        if found.get("iss") != self._issuer:
            raise TokenRefused("issuer")
        if self._audience not in _audiences(found.get("aud")):
            raise TokenRefused("audience")
        issued_at, expires_at = _instant(found, "iat"), _instant(found, "exp")
        starts_at = _instant(found, "nbf") if "nbf" in found else issued_at
        self._refuse_untimely(issued_at, starts_at, expires_at)
        tenant_id = _uuid(found, "tenant")
        if self._tenant_id not in (None, tenant_id):
            raise TokenRefused("tenant")
        return Claims(
            tenant_id=tenant_id,
            subject=_uuid(found, "sub"),
            client_id=_name(found, "client_id"),
            scopes=_scopes(found.get("scope", "")),
            expires_at=float(expires_at),
            token_id=_name(found, "jti"),
            issued_at=float(issued_at),
        )

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


class _Trust:
    """The keys of one moment, and the tokens that they verified."""

    def __init__(self, jwks: Mapping[str, object], cache_size: int) -> None:
        self.jwks = jwks
        self.keys = public_keys(jwks)
        self.verified = _Verified(cache_size)


class _Verified:
    """Claims by the bytes of their token; the least recently used ones make room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._claims: OrderedDict[bytes, Claims] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, token: bytes) -> Claims | None:
        with self._lock:
            claims = self._claims.get(token)
            if claims is not None:
                self._claims.move_to_end(token)
            return claims

    def put(self, token: bytes, claims: Claims) -> None:
        with self._lock:
            self._claims[token] = claims
            if len(self._claims) > self._size:
                self._claims.popitem(last=False)

    def drop(self, token: bytes) -> None:
        with self._lock:
            self._claims.pop(token, None)

    def forget(self, predicate: Callable[[Claims], bool]) -> int:
        with self._lock:
            dropped = [token for token, claims in self._claims.items() if predicate(claims)]
            for token in dropped:
                del self._claims[token]
        return len(dropped)


def _as_bytes(token: bytes | str) -> bytes:
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenRefused("too_large")
    if isinstance(token, bytes):
        return token
    try:
        return token.encode("ascii")
    except UnicodeEncodeError:
        raise TokenRefused("malformed") from None


def _verified_claims(token: bytes, keys: Mapping[KeyName, Any]) -> dict[str, object]:
    segments = token.split(b".")
    if len(segments) != SEGMENTS or len(segments[0]) > MAX_HEADER_BYTES:
        raise TokenRefused("malformed")
    header, claims, _ = (_decoded(segment) for segment in segments)
    name = _signed_by(_json_object(header))
    if name not in keys:
        raise TokenRefused("unknown_key")
    try:
        jws.verify(token, keys[name], algorithms=[name[1]])
    except JOSEError:
        raise TokenRefused("signature") from None
    return _json_object(claims)


def _decoded(segment: bytes) -> bytes:
    """Strict base64url: the one spelling that an encoder would have chosen."""
    try:
        plain = base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except ValueError:
        raise TokenRefused("malformed") from None
    if base64.urlsafe_b64encode(plain).rstrip(b"=") != segment:
        raise TokenRefused("malformed")
    return plain


def _json_object(text: bytes) -> dict[str, object]:
    try:
        found = _STRICT_JSON.decode(text.decode())
    except (ValueError, RecursionError):
        raise TokenRefused("malformed") from None
    if not isinstance(found, dict):
        raise TokenRefused("malformed")
    return found


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise TokenRefused("duplicate")
    return found


def _no_such_number(_: str) -> NoReturn:
    raise TokenRefused("malformed")


_STRICT_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_no_such_number
)


def _signed_by(header: Mapping[str, object]) -> KeyName:
    if not REFUSED_HEADERS.isdisjoint(header):
        raise TokenRefused("header")
    typ, alg, kid = header.get("typ"), header.get("alg"), header.get("kid")
    if not isinstance(typ, str) or typ.lower() not in TYPES:
        raise TokenRefused("type")
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if not isinstance(kid, str):
        raise TokenRefused("unknown_key")
    return kid, alg


def _audiences(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    if isinstance(found, list) and all(isinstance(audience, str) for audience in found):
        return found
    raise TokenRefused("audience")


def _instant(found: Mapping[str, object], claim: str) -> int:
    value = found.get(claim)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LATEST_INSTANT:
        raise TokenRefused(f"claim_{claim}")
    return value


def _name(found: Mapping[str, object], claim: str) -> str:
    value = found.get(claim)
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise TokenRefused(f"claim_{claim}")
    return value


def _uuid(found: Mapping[str, object], claim: str) -> UUID:
    text = _name(found, claim)
    try:
        value = UUID(text)
    except ValueError:
        raise TokenRefused(f"claim_{claim}") from None
    if str(value) != text:
        raise TokenRefused(f"claim_{claim}")
    return value


def _scopes(found: object) -> frozenset[str]:
    if not isinstance(found, str) or not SCOPES.fullmatch(found):
        raise TokenRefused("claim_scope")
    return frozenset(found.split())
