"""Tokens made by hand, good and hostile, without any of the code that reads or makes ours."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.security.tokens import Claims, TokenReader

NOW: Final = 1_800_000_000
LEEWAY: Final = 30
ISSUER: Final = "https://career.example"
AUDIENCE: Final = "https://career.example/api"
TENANT: Final = UUID("01990000-0000-7000-8000-00000000000a")
SUBJECT: Final = UUID("01990000-0000-7000-8000-00000000000b")

RSA: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RSA_STRANGER: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RSA_WEAK: Final = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
EC: Final = ec.generate_private_key(ec.SECP256R1())
EC_STRANGER: Final = ec.generate_private_key(ec.SECP256R1())
EC_384: Final = ec.generate_private_key(ec.SECP384R1())

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Signer = Callable[[bytes], bytes]

ABSENT: Final = object()


class Raw(str):
    """JSON text that stands where a value would."""

    __slots__ = ()


def b64(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def public_jwk(key: Private, kid: str, **more: Any) -> dict[str, Any]:
    public = key.public_key().public_numbers()
    if isinstance(public, rsa.RSAPublicNumbers):
        return {"kty": "RSA", "n": number(public.n), "e": number(public.e), "kid": kid} | more
    size, crv = (32, "P-256") if public.curve.name == "secp256r1" else (48, "P-384")
    x, y = (b64(part.to_bytes(size, "big")) for part in (public.x, public.y))
    return {"kty": "EC", "crv": crv, "x": x, "y": y, "kid": kid} | more


def private_jwk(key: Private) -> dict[str, Any]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        d = key.private_numbers().private_value
        return public_jwk(key, "given") | {"d": b64(d.to_bytes(32, "big"))}
    numbers = key.private_numbers()
    parts = {"d": numbers.d, "p": numbers.p, "q": numbers.q}
    parts |= {"dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
    return public_jwk(key, "given") | {name: number(part) for name, part in parts.items()}


def rs256(key: rsa.RSAPrivateKey) -> Signer:
    return lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def es256_der(key: ec.EllipticCurvePrivateKey) -> Signer:
    return lambda message: key.sign(message, ec.ECDSA(hashes.SHA256()))


def es256(key: ec.EllipticCurvePrivateKey, size: int = 32) -> Signer:
    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(es256_der(key)(message))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    return sign


JWKS: Final[dict[str, Any]] = {
    "keys": [
        public_jwk(RSA, "rsa", alg="RS256", use="sig"),
        public_jwk(EC, "ec"),
        public_jwk(RSA_WEAK, "weak"),
        public_jwk(EC_384, "p384"),
        public_jwk(RSA, "for-encryption", use="enc"),
        public_jwk(RSA, "for-rs512", alg="RS512"),
        public_jwk(RSA, "twice"),
        public_jwk(RSA_STRANGER, "twice"),
        {"kty": "oct", "k": b64(b"secret"), "kid": "shared"},
        {"kty": "RSA", "n": "!", "e": None, "kid": "broken"},
        {"kty": ["RSA"], "kid": "list"},
        "not a key",
    ]
}

HEADER: Final = {"typ": "at+jwt", "alg": "RS256", "kid": "rsa"}
CLAIMS: Final = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": str(SUBJECT),
    "tenant": str(TENANT),
    "client_id": "hris",
    "iat": NOW - 10,
    "exp": NOW + 890,
    "jti": "token-1",
    "scope": "plans:read people:read",
}


def as_json(members: Mapping[str, Any]) -> bytes:
    """An object; `Raw` values stand as they are and `ABSENT` ones not at all."""
    shown = (
        f"{json.dumps(name)}:{value if isinstance(value, Raw) else json.dumps(value)}"
        for name, value in members.items()
        if value is not ABSENT
    )
    return ("{" + ",".join(shown) + "}").encode()


def compact(header: bytes, claims: bytes, sign: Signer) -> bytes:
    message = f"{b64(header)}.{b64(claims)}".encode()
    return message + b"." + b64(sign(message)).encode()


def token(
    *,
    header: Mapping[str, Any] | None = None,
    sign: Signer | None = None,
    **claims: Any,
) -> bytes:
    """A good token but for what is given."""
    return compact(
        as_json(HEADER | dict(header or {})), as_json(CLAIMS | claims), sign or rs256(RSA)
    )


def token_es256(sign: Signer | None = None, **claims: Any) -> bytes:
    return token(header={"alg": "ES256", "kid": "ec"}, sign=sign or es256(EC), **claims)


def reader(**options: Any) -> TokenReader:
    jwks = options.pop("jwks", lambda: JWKS)
    given: dict[str, Any] = {"issuer": ISSUER, "audience": AUDIENCE, "leeway_s": LEEWAY}
    return TokenReader(jwks, **(given | {"clock": lambda: NOW} | options))


GOOD: Final = token()
GOOD_ES256: Final = token_es256()
GOOD_CLAIMS: Final = Claims(
    tenant_id=TENANT,
    subject=SUBJECT,
    client_id="hris",
    scopes=frozenset({"plans:read", "people:read"}),
    expires_at=NOW + 890,
    token_id="token-1",
    issued_at=NOW - 10,
)
