"""The one module that takes signed tokens apart (RFC 7515, compact), and reads them strictly.

python-jose checks signatures and nothing else here: it is handed one constructed public
key and one algorithm, never the text of a key, and everything else is judged below. What the
claims mean is for those who ask: `tokens.py`, `issuers.py` and `assertions.py`.
"""

import base64
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn
from uuid import UUID

from jose import jws
from jose.exceptions import JOSEError

from app.domain.entity import read_uuid
from app.security.keys import ALGORITHM_OF, KeyName

MAX_TOKEN_BYTES: Final = 8192
SEGMENTS: Final = 3  # header, claims, signature; encrypted tokens have five
MAX_HEADER_BYTES: Final = 2048
LONGEST_TEXT: Final = 254
LATEST_INSTANT: Final = 7_258_118_400  # the year 2200

Types = frozenset[str | None]
"""Of a token's header; None is a header without one."""

ACCESS_TOKENS: Final[Types] = frozenset({"at+jwt", "application/at+jwt"})
ALGORITHMS: Final = frozenset(ALGORITHM_OF.values())
# Headers that bring their own key or change what is signed.
REFUSED_HEADERS: Final = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc"})

NAME: Final = re.compile(r"[\x21-\x7e]{1,255}")
SCOPES: Final = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749, section 3.3


class TokenRefused(Exception):
    """This token is not accepted; `reason` is one stable word, for logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def as_bytes(token: bytes | str) -> bytes:
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenRefused("too_large")
    if isinstance(token, bytes):
        return token
    try:
        return token.encode("ascii")
    except UnicodeEncodeError:
        raise TokenRefused("malformed") from None


def verified_claims(
    token: bytes, keys: Mapping[KeyName, Any], types: Types = ACCESS_TOKENS
) -> dict[str, object]:
    """What a token of one of these types says, once one of these keys has verified it."""
    key_name, claims = _opened(token, types)
    if key_name not in keys:
        raise TokenRefused("unknown_key")
    try:
        jws.verify(token, keys[key_name], algorithms=[key_name[1]])
    except JOSEError:
        raise TokenRefused("signature") from None
    return json_object(claims)


def unverified_claims(token: bytes, types: Types = ACCESS_TOKENS) -> dict[str, object]:
    """What a token says, read as strictly, and proven by nobody yet.

    It may decide whose keys are tried, and nothing else.
    """
    _, claims = _opened(token, types)
    return json_object(claims)


def _opened(token: bytes, types: Types) -> tuple[KeyName, bytes]:
    """The key that a token names, and its claims still as text."""
    segments = token.split(b".")
    if len(segments) != SEGMENTS or len(segments[0]) > MAX_HEADER_BYTES:
        raise TokenRefused("malformed")
    header, claims, _ = (_decoded(segment) for segment in segments)
    return _signed_by(json_object(header), types), claims


def _decoded(segment: bytes) -> bytes:
    """Strict base64url: the one spelling that an encoder would have chosen."""
    try:
        plain = base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except ValueError:
        raise TokenRefused("malformed") from None
    if base64.urlsafe_b64encode(plain).rstrip(b"=") != segment:
        raise TokenRefused("malformed")
    return plain


def json_object(text: bytes) -> dict[str, object]:
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


def _signed_by(header: Mapping[str, object], types: Types) -> KeyName:
    if not REFUSED_HEADERS.isdisjoint(header):
        raise TokenRefused("header")
    typ, alg, kid = header.get("typ"), header.get("alg"), header.get("kid")
    if not isinstance(typ, str | None) or (typ and typ.lower()) not in types:
        raise TokenRefused("type")
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if not isinstance(kid, str):
        raise TokenRefused("unknown_key")
    return kid, alg


def audiences(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    if isinstance(found, list) and all(isinstance(audience, str) for audience in found):
        return found
    raise TokenRefused("audience")


def instant(found: Mapping[str, object], claim: str) -> int:
    value = found.get(claim)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LATEST_INSTANT:
        raise TokenRefused(f"claim_{claim}")
    return value


def name(found: Mapping[str, object], claim: str) -> str:
    value = found.get(claim)
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise TokenRefused(f"claim_{claim}")
    return value


def text(found: Mapping[str, object], claim: str) -> str:
    """What names a person elsewhere: any printable text that is not too long."""
    value = found.get(claim)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT or not value.isprintable():
        raise TokenRefused(f"claim_{claim}")
    return value


def uuid(found: Mapping[str, object], claim: str) -> UUID:
    text = name(found, claim)
    try:
        value = read_uuid(text)
    except ValueError:
        raise TokenRefused(f"claim_{claim}") from None
    if str(value) != text:
        raise TokenRefused(f"claim_{claim}")
    return value


def scopes(found: object) -> frozenset[str]:
    if not isinstance(found, str) or not SCOPES.fullmatch(found):
        raise TokenRefused("claim_scope")
    return _set_of(found)


@lru_cache(maxsize=200)
def _set_of(words: str) -> frozenset[str]:
    """One for all tokens that say the same: a set weighs more than the rest of the claims."""
    return frozenset(words.split())
