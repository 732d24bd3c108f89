"""Every hostile token is refused for the one point in which it differs from a good one."""

import hmac
import json
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from app.security.tokens import TokenRefused

from .forge import (
    ABSENT,
    CLAIMS,
    EC,
    EC_384,
    EC_STRANGER,
    GOOD,
    GOOD_ES256,
    HEADER,
    ISSUER,
    JWKS,
    LEEWAY,
    NOW,
    RSA,
    RSA_STRANGER,
    RSA_WEAK,
    SUBJECT,
    TENANT,
    Raw,
    Signer,
    as_json,
    b64,
    compact,
    es256,
    es256_der,
    public_jwk,
    reader,
    rs256,
    token,
    token_es256,
)


@dataclass(frozen=True)
class Case:
    name: str
    reason: str
    hostile: bytes | str
    good: bytes | str = GOOD


def hs256(secret: bytes) -> Signer:
    return lambda message: hmac.digest(secret, message, "sha256")


def public(encoding: serialization.Encoding) -> bytes:
    return RSA.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


def header(name: str, reason: str, **changes: Any) -> Case:
    return Case(name, reason, token(header=changes))


def claim(name: str, reason: str, **changes: Any) -> Case:
    return Case(name, reason, token(**changes))


def altered(name: str, value: Any) -> bytes:
    claims: dict[str, Any] = {name: value}
    return token(**claims)


def signature_cut(good: bytes, keep: int | None) -> bytes:
    message, _, signature = good.rpartition(b".")
    return message + b"." + signature[:keep]


def swapped(good: bytes, **changes: Any) -> bytes:
    """Another header over the signature of a good token."""
    return b".".join([b64(as_json(HEADER | changes)).encode(), *good.split(b".")[1:]])


def unsigned(alg: str) -> bytes:
    return compact(as_json(HEADER | {"alg": alg}), as_json(CLAIMS), lambda _: b"")


PEM, DER = public(serialization.Encoding.PEM), public(serialization.Encoding.DER)
AS_JWK = json.dumps(JWKS["keys"][0]).encode()
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)

ALGORITHMS = [
    *(Case(f"alg {alg!r}", "algorithm", unsigned(alg)) for alg in ("none", "None", "nOnE", "NONE")),
    Case("alg none, signature kept", "algorithm", swapped(GOOD, alg="none")),
    *(
        Case(
            f"HS256 with the public key as {name}",
            "algorithm",
            token(header={"alg": "HS256"}, sign=hs256(secret)),
        )
        for name, secret in {"PEM": PEM, "DER": DER, "JWK": AS_JWK}.items()
    ),
    Case(
        "HS256 with a shared key of the set",
        "algorithm",
        token(header={"alg": "HS256", "kid": "shared"}, sign=hs256(b"secret")),
    ),
    Case(
        "RS256 named, HMAC signed",
        "signature",
        token(sign=hs256(PEM)),
    ),
    header("RS512 named, RS256 signed", "algorithm", alg="RS512"),
    Case(
        "RS512, rightly signed",
        "algorithm",
        token(
            header={"alg": "RS512"},
            sign=lambda m: RSA.sign(m, padding.PKCS1v15(), hashes.SHA512()),
        ),
    ),
    Case(
        "PS256, rightly signed",
        "algorithm",
        token(header={"alg": "PS256"}, sign=lambda m: RSA.sign(m, PSS, hashes.SHA256())),
    ),
    Case(
        "PSS under the name of RS256",
        "signature",
        token(sign=lambda m: RSA.sign(m, PSS, hashes.SHA256())),
    ),
    Case("ES256 named over an RSA key", "unknown_key", swapped(GOOD, alg="ES256")),
    Case(
        "RS256 named over an EC key",
        "unknown_key",
        token(header={"kid": "ec"}, sign=es256(EC)),
        GOOD_ES256,
    ),
    Case(
        "ES384 on its own curve",
        "algorithm",
        token(header={"alg": "ES384", "kid": "p384"}, sign=es256(EC_384, 48)),
        GOOD_ES256,
    ),
    Case(
        "ES256 on the curve P-384",
        "unknown_key",
        token(header={"alg": "ES256", "kid": "p384"}, sign=es256(EC_384, 48)),
        GOOD_ES256,
    ),
    header("no alg", "algorithm", alg=ABSENT),
    header("alg is a list", "algorithm", alg=["RS256"]),
    header("alg in lower case", "algorithm", alg="rs256"),
]

KEYS = [
    header("no kid", "unknown_key", kid=ABSENT),
    header("kid unknown", "unknown_key", kid="nobody"),
    header("kid is a path", "unknown_key", kid="../../../../dev/null"),
    header("kid is SQL", "unknown_key", kid="rsa' OR '1'='1"),
    header("kid is a list", "unknown_key", kid=["rsa"]),
    header("kid is an object", "unknown_key", kid={"rsa": "rsa"}),
    header("kid is a number", "unknown_key", kid=0),
    header("kid of a broken key", "unknown_key", kid="broken"),
    header("kid of a key for encryption", "unknown_key", kid="for-encryption"),
    header("kid of a key for RS512", "unknown_key", kid="for-rs512"),
    header("kid of two keys", "unknown_key", kid="twice"),
    Case("RSA of 1024 bits", "unknown_key", token(header={"kid": "weak"}, sign=rs256(RSA_WEAK))),
    Case("another RSA key", "signature", token(sign=rs256(RSA_STRANGER))),
    Case("another EC key", "signature", token_es256(es256(EC_STRANGER)), GOOD_ES256),
]

HEADERS = [
    header("no typ", "type", typ=ABSENT),
    *(
        header(f"typ {typ!r}", "type", typ=typ)
        for typ in ("JWT", "", "at+jwt ", "id_token+jwt", ["at+jwt"], None, 1)
    ),
    header("crit", "header", crit=["exp"]),
    header("empty crit", "header", crit=[]),
    header("b64", "header", b64=False),
    header("jku", "header", jku="https://evil.example/jwks.json"),
    header("x5u", "header", x5u="https://evil.example/chain.pem"),
    header("x5c", "header", x5c=["MIIB"]),
    Case(
        "jwk, and signed with it",
        "header",
        token(header={"jwk": public_jwk(RSA_STRANGER, "rsa")}, sign=rs256(RSA_STRANGER)),
    ),
    header("zip", "header", zip="DEF"),
    header("kid twice", "duplicate", kid=Raw('"rsa","kid":"rsa"')),
    header("alg twice", "duplicate", alg=Raw('"none","alg":"RS256"')),
    header("header of 3 kB", "malformed", pad="x" * 3000),
    Case("header is a list", "malformed", compact(b"[1]", as_json(CLAIMS), rs256(RSA))),
    Case("header is not JSON", "malformed", compact(b"{", as_json(CLAIMS), rs256(RSA))),
    Case("header is not UTF-8", "malformed", compact(b'{"\xff":1}', as_json(CLAIMS), rs256(RSA))),
    Case(
        "header nested deeply",
        "malformed",
        compact(b"[" * 1500, as_json(CLAIMS), rs256(RSA)),
    ),
]

WRONG: list[tuple[str, str, list[Any]]] = [
    ("iss", "issuer", ["https://evil.example", ISSUER + "/", [ISSUER]]),
    ("aud", "audience", ["https://evil.example", ["https://evil.example"], [], {}, [[]]]),
    ("sub", "claim_sub", ["somebody", 7, [str(SUBJECT)], str(SUBJECT).upper()]),
    ("tenant", "claim_tenant", ["acme", f"{{{TENANT}}}", TENANT.hex, TENANT.urn]),
    ("jti", "claim_jti", [1, ["token-1"], "x" * 256, "a\nb", "a\0b", "\ud800"]),
    ("client_id", "claim_client_id", [1, {}, "x" * 256, "hris\n", "\u202ehris"]),
    ("exp", "claim_exp", []),
    ("iat", "claim_iat", []),
]
WRONG_SCOPES: list[Any] = [["plans:read"], None, 1, {}, 'a"b', "plans:read\n", "pl\u00e4ne"]

WHO = [
    *(
        claim(f"{name} is {value!r}"[:60], reason, **{name: value})
        for name, reason, wrong in WRONG
        for value in [*wrong, "", None]
    ),
    *(claim(f"no {name}", reason, **{name: ABSENT}) for name, reason, _ in WRONG),
    *(
        Case(f"scope is {scope!r}", "claim_scope", token(scope=scope), token(scope="plans:read"))
        for scope in WRONG_SCOPES
    ),
    claim("aud twice", "duplicate", aud=Raw(f'"evil","aud":{json.dumps(CLAIMS["aud"])}')),
    claim("a duplicate deep inside", "duplicate", more=Raw('{"a":[{"b":1,"b":2}]}')),
]

WHEN = [
    Case("expired", "expired", token(exp=NOW - LEEWAY), token(exp=NOW - LEEWAY + 1, iat=NOW - 60)),
    Case(
        "issued in the future",
        "issued_in_future",
        token(iat=NOW + LEEWAY + 1),
        token(iat=NOW + LEEWAY),
    ),
    Case(
        "not yet valid",
        "not_yet_valid",
        token(nbf=NOW + LEEWAY + 1),
        token(nbf=NOW + LEEWAY),
    ),
    Case(
        "lives too long",
        "lifetime",
        token(iat=NOW, exp=NOW + 3600 + LEEWAY + 1),
        token(iat=NOW, exp=NOW + 3600 + LEEWAY),
    ),
    claim("ends as it begins", "lifetime", exp=NOW, iat=NOW),
    *(
        Case(f"{name} is {value}", f"claim_{name}", altered(name, value), altered(name, NOW + 1))
        for name in ("exp", "iat", "nbf")
        for value in (
            str(NOW),
            True,
            None,
            [NOW],
            NOW + 0.5,
            -1,
            2**63,
            Raw("1e400"),
            Raw("-1e400"),
            Raw(f"{NOW}.0"),
            Raw("1" * 400),
        )
    ),
    *(
        claim(f"{name} is {value}", "malformed", **{name: Raw(value)})
        for name in ("exp", "iat", "nbf")
        for value in ("NaN", "Infinity", "-Infinity", "1" * 4400, "0x10", "")
    ),
]

SHAPES = [
    Case("empty", "malformed", b""),
    Case("two segments", "malformed", GOOD.rpartition(b".")[0]),
    Case("four segments", "malformed", GOOD + b".AAAA"),
    Case("JWE of five segments", "malformed", b".".join([GOOD.partition(b".")[0]] + [b"AAAA"] * 4)),
    Case("signature stripped", "signature", signature_cut(GOOD, 0)),
    Case("signature truncated", "signature", signature_cut(GOOD, -2)),
    Case("ES256 signature stripped", "signature", signature_cut(GOOD_ES256, 0), GOOD_ES256),
    Case("ES256 signature truncated", "signature", signature_cut(GOOD_ES256, -2), GOOD_ES256),
    Case("ES256 signature of zeros", "signature", token_es256(lambda _: bytes(64)), GOOD_ES256),
    Case("ES256 signature as DER", "signature", token_es256(es256_der(EC)), GOOD_ES256),
    Case("padding", "malformed", GOOD + b"=="),
    Case("newline at the end", "malformed", GOOD + b"\n"),
    Case("space inside", "malformed", GOOD[:40] + b" " + GOOD[40:]),
    Case("standard base64", "malformed", GOOD.replace(b"_", b"/").replace(b"-", b"+")),
    Case("NUL", "malformed", GOOD + b"\0"),
    Case("text that is not ASCII", "malformed", GOOD.decode() + "\u00e9"),
    Case("a lone surrogate", "malformed", GOOD.decode() + "\ud800"),
    Case("1 MB", "too_large", b"A" * 1_000_000),
    Case("1 MB of points", "too_large", "." * 1_000_000),
    Case("over 8 kB, well signed", "too_large", token(pad="x" * 7000), token(pad="x" * 4000)),
    Case("claims are a list", "malformed", compact(as_json(HEADER), b"[]", rs256(RSA))),
    Case("claims are a number", "malformed", compact(as_json(HEADER), b"1e400", rs256(RSA))),
    Case("claims are nothing", "malformed", compact(as_json(HEADER), b"", rs256(RSA))),
    Case(
        "claims nested deeply",
        "malformed",
        compact(as_json(HEADER), b"[" * 5000, rs256(RSA)),
    ),
    Case(
        "claims of another token",
        "signature",
        b".".join(
            [
                GOOD.split(b".")[0],
                b64(as_json(CLAIMS | {"sub": str(TENANT)})).encode(),
                GOOD.split(b".")[2],
            ]
        ),
    ),
]


CASES = ALGORITHMS + KEYS + HEADERS + WHO + WHEN + SHAPES


@pytest.mark.parametrize(
    "case",
    CASES,
    ids=lambda case: case.name.encode("ascii", "backslashreplace").decode(),
)
def test_a_hostile_token_is_refused_where_its_good_twin_passes(case: Case) -> None:
    ours = reader()
    with pytest.raises(TokenRefused) as refused:
        ours.read(case.hostile)
    assert refused.value.reason == case.reason
    assert ours.read(case.good)
    with pytest.raises(TokenRefused):
        ours.read(case.hostile)
