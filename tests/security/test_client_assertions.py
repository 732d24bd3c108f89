"""What proves a client, and everything that looks like it."""

import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from app.security.assertions import LONGEST_S, Assertion, AssertionReader
from app.security.clientkeys import ClientKeys

from .forge import (
    ABSENT,
    EC,
    EC_384,
    ISSUER,
    JWKS,
    LEEWAY,
    NOW,
    RSA,
    RSA_STRANGER,
    RSA_WEAK,
    Raw,
    as_json,
    b64,
    compact,
    es256,
    es256_der,
    private_jwk,
    public_jwk,
    rs256,
)

CLIENT = "cc_client"
ENDPOINT = f"{ISSUER}/oauth2/token"
HEADER = {"alg": "RS256", "kid": "rsa"}
CLAIMS = {
    "iss": CLIENT,
    "sub": CLIENT,
    "aud": ENDPOINT,
    "iat": NOW - 1,
    "exp": NOW + 60,
    "jti": "one",
}
KEYS: Any = JWKS["keys"]
READER = AssertionReader((ISSUER, ENDPOINT), leeway_s=LEEWAY, clock=lambda: NOW)


def made(header: dict[str, Any] | None = None, sign: Any = None, **claims: Any) -> str:
    whole = as_json(HEADER | (header or {}))
    return compact(whole, as_json(CLAIMS | claims), sign or rs256(RSA)).decode()


def read(assertion: str) -> Assertion | None:
    return READER.read(assertion, CLIENT, KEYS)


GOOD = {
    "RS256": made(),
    "ES256": made({"alg": "ES256", "kid": "ec"}, es256(EC)),
    "typ JWT": made({"typ": "JWT"}),
    "typ of its own": made({"typ": "client-authentication+jwt"}),
    "for the issuer": made(aud=ISSUER),
    "for a list of one": made(aud=[ENDPOINT]),
    "without iat": made(iat=ABSENT),
    "as long as it may be": made(exp=NOW + LONGEST_S + LEEWAY),
    "as late as it may be": made(exp=NOW - LEEWAY + 1, iat=ABSENT),
    "made by a clock that is fast": made(iat=NOW + LEEWAY, nbf=NOW + LEEWAY),
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_a_good_assertion_names_its_client(good: str) -> None:
    found = read(good)
    assert found is not None
    assert (found.client_id, found.jti) == (CLIENT, "one")
    assert READER.claimed_client(good) == CLIENT


def test_it_is_remembered_for_as_long_as_it_could_be_shown() -> None:
    found = read(GOOD["RS256"])
    assert found is not None
    assert found.expires_at == datetime.fromtimestamp(NOW + 60 + 2 * LEEWAY, UTC)


def test_it_is_remembered_until_the_slowest_of_our_clocks_refuses_it() -> None:
    good = GOOD["RS256"]
    found = read(good)
    assert found is not None
    when_forgotten = found.expires_at.timestamp()
    for behind in range(LEEWAY + 1):
        slow = AssertionReader([ISSUER], leeway_s=LEEWAY, clock=lambda: when_forgotten - behind)  # noqa: B023 - called at once
        assert slow.read(good, CLIENT, KEYS) is None


def hs256(secret: bytes) -> Any:
    return lambda message: hmac.digest(secret, message, "sha256")


def wrong(claim: str, *values: Any) -> dict[str, str]:
    named = {"absent" if one is ABSENT else repr(str(one)[:40]): one for one in values}
    return {f"{claim} {name}": made(**{claim: one}) for name, one in named.items()}


NO_MOMENTS = (None, str(NOW + 1), True, NOW + 0.5, -1, 2**63, [NOW], Raw("1e400"), Raw("NaN"))
HOSTILE = {
    **wrong("iss", ABSENT, None, "", "cc_other", [CLIENT], {CLIENT: 1}, CLIENT + " "),
    **wrong("sub", ABSENT, None, "", "cc_other", [CLIENT], CLIENT.upper()),
    **wrong("aud", ABSENT, None, "", [], [[]], {}, "https://evil.example", ISSUER + "/"),
    **wrong("aud", [ENDPOINT, ISSUER], [ENDPOINT, "https://evil.example"], [ENDPOINT, 1], 7),
    **wrong("jti", ABSENT, None, "", 1, ["one"], "x" * 256, "a\0b", "a b", "\ud800"),
    **wrong("exp", ABSENT, NOW - LEEWAY, NOW + LONGEST_S + LEEWAY + 1, *NO_MOMENTS),
    **wrong("iat", NOW + LEEWAY + 1, *NO_MOMENTS),
    **wrong("nbf", NOW + LEEWAY + 1, *NO_MOMENTS),
    "sub twice": made(sub=Raw(f'"{CLIENT}","sub":"{CLIENT}"')),
    "alg none": compact(as_json(HEADER | {"alg": "none"}), as_json(CLAIMS), lambda _: b"").decode(),
    "alg None": made({"alg": "None"}, lambda _: b""),
    "HS256 with the public key": made({"alg": "HS256"}, hs256(str(KEYS[0]).encode())),
    "HS256 with a shared key": made({"alg": "HS256", "kid": "shared"}, hs256(b"secret")),
    "RS512": made({"alg": "RS512"}),
    "ES256 over an RSA key": made({"alg": "ES256"}),
    "RS256 over an EC key": made({"kid": "ec"}, es256(EC)),
    "ES384": made({"alg": "ES384", "kid": "p384"}, es256(EC_384, 48)),
    "no kid": made({"kid": ABSENT}),
    "kid of nobody": made({"kid": "nobody"}),
    "kid is a path": made({"kid": "../../dev/null"}),
    "kid is SQL": made({"kid": "rsa' OR '1'='1"}),
    "kid is a list": made({"kid": ["rsa"]}),
    "a weak key": made({"kid": "weak"}, rs256(RSA_WEAK)),
    "another key": made(sign=rs256(RSA_STRANGER)),
    "a key that it brings": made({"jwk": public_jwk(RSA_STRANGER, "rsa")}, rs256(RSA_STRANGER)),
    "jku": made({"jku": "https://evil.example"}),
    "x5u": made({"x5u": "https://evil.example"}),
    "x5c": made({"x5c": ["MIIB"]}),
    "crit": made({"crit": ["exp"]}),
    "b64": made({"b64": False}),
    "an access token": made({"typ": "at+jwt"}),
    "typ is a list": made({"typ": ["JWT"]}),
    "typ is empty": made({"typ": ""}),
    "DER": made({"alg": "ES256", "kid": "ec"}, es256_der(EC)),
    "no signature": made(sign=lambda _: b""),
    "cut": made()[:-2],
    "padded": made() + "==",
    "new line": made() + "\n",
    "two parts": made().rpartition(".")[0],
    "JWE": ".".join([made().partition(".")[0], *["AAAA"] * 4]),
    "nested": compact(b"[" * 1500, as_json(CLAIMS), rs256(RSA)).decode(),
    "claims nested": compact(as_json(HEADER), b"[" * 5000, rs256(RSA)).decode(),
    "claims are a list": compact(as_json(HEADER), b"[]", rs256(RSA)).decode(),
    "1 MB": "A" * 1_000_000,
    "8 kB, well signed": made(pad="x" * 7000),
    "empty": "",
    "surrogate": made() + "\ud800",
    "NUL": made() + "\0",
    "claims of another": ".".join(
        [made().split(".")[0], b64(as_json(CLAIMS | {"jti": "2"})), made().split(".")[2]]
    ),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_assertion_proves_nothing(hostile: str) -> None:
    assert read(hostile) is None


def test_a_good_assertion_of_another_client_proves_nothing() -> None:
    other = made(iss="cc_other", sub="cc_other")
    assert READER.read(other, "cc_other", KEYS) is not None
    assert read(other) is None
    assert READER.read(made(), CLIENT, []) is None


PRIVATE = private_jwk(RSA)
RSA_JWK, EC_JWK = public_jwk(RSA, "one"), public_jwk(EC, "two")
UNFIT: dict[str, tuple[str, dict[str, Any]]] = {
    "private RSA": ("private part", PRIVATE),
    "private EC": ("private part", private_jwk(EC)),
    "a prime only": ("private part", RSA_JWK | {"p": PRIVATE["p"]}),
    "symmetric": ("neither RSA nor EC", {"kty": "oct", "k": b64(b"secret"), "kid": "x"}),
    "Edwards": ("neither RSA nor EC", {"kty": "OKP", "crv": "Ed25519", "x": "x", "kid": "x"}),
    "nothing": ("neither RSA nor EC", {}),
    "kty is a list": ("neither RSA nor EC", RSA_JWK | {"kty": ["RSA"]}),
    "weak": ("malformed, or not RSA of 2048", public_jwk(RSA_WEAK, "weak")),
    "huge": ("needs n, e", RSA_JWK | {"n": "A" * 10_000}),
    "P-384": ("not meant to|malformed", public_jwk(EC_384, "p384")),
    "off the curve": ("malformed", EC_JWK | {"x": b64(b"\1" * 32)}),
    "no kid": ("kid", {n: v for n, v in RSA_JWK.items() if n != "kid"}),
    "kid is a number": ("kid", RSA_JWK | {"kid": 1}),
    "kid is a secret": ("kid", RSA_JWK | {"kid": "a b"}),
    "kid is long": ("kid", RSA_JWK | {"kid": "x" * 256}),
    "no modulus": ("needs n, e", {n: v for n, v in RSA_JWK.items() if n != "n"}),
    "modulus is a number": ("needs n, e", RSA_JWK | {"n": 7}),
    "modulus is no base64": ("malformed", RSA_JWK | {"n": "!"}),
    "PS256": ("not meant to sign with RS256", RSA_JWK | {"alg": "PS256"}),
    "HS256": ("not meant to sign with RS256", RSA_JWK | {"alg": "HS256"}),
    "encryption": ("not meant to sign with ES256", EC_JWK | {"use": "enc"}),
    "use is a list": ("not meant to sign with ES256", EC_JWK | {"use": ["sig"]}),
}


@pytest.mark.parametrize(("reason", "jwk"), UNFIT.values(), ids=UNFIT)
def test_an_unfit_key_is_refused_without_being_shown(reason: str, jwk: dict[str, Any]) -> None:
    told = ClientKeys().refusal(jwk)
    assert told is not None
    assert any(one in told for one in reason.split("|"))
    assert not any(str(value) in told for name, value in jwk.items() if name in "dpqnxyk")


@pytest.mark.parametrize("jwk", [RSA_JWK, EC_JWK, EC_JWK | {"alg": "ES256", "use": "sig"}])
def test_a_fit_key_is_taken(jwk: dict[str, Any]) -> None:
    assert ClientKeys().refusal(jwk) is None
