"""What good tokens say, what is remembered of them, and when that stops counting."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import app
from app.security.keys import Keyring
from app.security.tokens import TokenReader, TokenRefused, mint

from .forge import (
    AUDIENCE,
    CLAIMS,
    EC,
    GOOD,
    GOOD_CLAIMS,
    GOOD_ES256,
    HEADER,
    ISSUER,
    JWKS,
    LEEWAY,
    NOW,
    RSA,
    SUBJECT,
    TENANT,
    Raw,
    as_json,
    compact,
    public_jwk,
    reader,
    rs256,
    token,
    token_es256,
)

RING = Keyring.generate()


class Clock:
    now = float(NOW)

    def __call__(self) -> float:
        return self.now


def reason(ours: TokenReader, given: Any) -> str:
    with pytest.raises(TokenRefused) as refused:
        ours.read(given)
    return refused.value.reason


def minted(**changes: Any) -> str:
    given: dict[str, Any] = {
        "tenant_id": TENANT,
        "subject": SUBJECT,
        "client_id": "hris",
        "scopes": ["plans:read", "people:read"],
        "lifetime_s": 900,
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "now": NOW,
    }
    return mint(RING, **(given | changes))


@pytest.mark.parametrize(
    "good",
    [
        GOOD,
        GOOD.decode(),
        GOOD_ES256,
        token(header={"typ": "application/at+jwt"}),
        token(header={"typ": "AT+JWT"}),
        token(header={"unknown": [1]}),
        token(aud=["https://other.example", AUDIENCE]),
        token(nbf=NOW),
        token(more={"nested": [1.5, None]}),
    ],
)
def test_a_good_token_says_who_calls(good: bytes | str) -> None:
    assert reader().read(good) == GOOD_CLAIMS


@pytest.mark.parametrize("scope", ["", " "])
def test_a_token_may_have_no_scope(scope: str) -> None:
    assert reader().read(token(scope=scope)).scopes == frozenset()


def test_what_we_mint_we_read() -> None:
    claims = reader(jwks=RING.public_jwks).read(minted())
    assert (claims.tenant_id, claims.subject, claims.client_id) == (TENANT, SUBJECT, "hris")
    assert claims.scopes == {"plans:read", "people:read"}
    assert (claims.issued_at, claims.expires_at) == (NOW, NOW + 900)
    assert reader(jwks=RING.public_jwks).read(minted(scopes=())).scopes == frozenset()
    assert len({reader(jwks=RING.public_jwks).read(minted()).token_id for _ in range(5)}) == 5


def test_an_issuer_of_one_tenant_cannot_speak_for_another() -> None:
    assert reader(tenant_id=TENANT).read(GOOD)
    assert reason(reader(tenant_id=uuid4()), GOOD) == "tenant"


def test_a_nested_header_that_exhausts_the_stack_is_refused() -> None:
    nested = b"[" * 1500
    with pytest.raises(RecursionError):
        json.loads(nested)
    assert reason(reader(), compact(nested, as_json(CLAIMS), rs256(RSA))) == "malformed"
    inside = as_json(HEADER | {"x": Raw("[" * 1300)})
    assert reason(reader(), compact(inside, as_json(CLAIMS), rs256(RSA))) == "malformed"


@pytest.mark.parametrize("given", [None, 7, [GOOD], bytearray(GOOD), memoryview(GOOD)])
def test_what_is_no_token_at_all_is_refused(given: object) -> None:
    assert reason(reader(), given) == "unreadable"


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ValueError, ArithmeticError])
def test_whatever_goes_wrong_while_reading_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error(GOOD.decode())

    monkeypatch.setattr("app.security.compact.jws.verify", fail)
    with pytest.raises(TokenRefused) as refused:
        reader().read(GOOD)
    assert refused.value.reason == "unreadable"
    assert GOOD.decode() not in f"{refused.value} {refused.value!r} {refused.value.__cause__}"


def test_a_verified_token_is_recalled(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = reader()
    first = ours.read(GOOD)
    monkeypatch.delattr("app.security.compact.jws.verify")
    assert ours.read(GOOD) is first
    assert ours.read(GOOD.decode()) is first


def test_a_refusal_is_not_remembered() -> None:
    clock = Clock()
    ours = reader(clock=clock)
    early = token(nbf=NOW + 60)
    assert reason(ours, early) == "not_yet_valid"
    clock.now += 60
    assert ours.read(early) == GOOD_CLAIMS


def test_a_recalled_token_expires_at_the_same_instant_as_a_fresh_one() -> None:
    clock = Clock()
    ours = reader(clock=clock)
    ours.read(GOOD)
    clock.now = GOOD_CLAIMS.expires_at + LEEWAY - 0.001
    assert ours.read(GOOD) == reader(clock=clock).read(GOOD)
    clock.now += 0.001
    assert reason(ours, GOOD) == reason(ours, GOOD) == reason(reader(clock=clock), GOOD)
    assert reason(ours, GOOD) == "expired"


def test_the_least_recently_used_token_makes_room() -> None:
    ours = reader(cache_size=3)
    several = [token_es256(jti=f"t{n}") for n in range(3)]
    for each in several:
        ours.read(each)
    ours.read(several[0])
    ours.read(token_es256(jti="t3"))
    kept = {claims.token_id for claims in ours._trust.verified._claims.values()}
    assert kept == {"t0", "t2", "t3"}


def test_many_threads_may_read() -> None:
    ours = reader(cache_size=4)
    several = [token_es256(jti=f"t{n}") for n in range(12)]

    def work(_: int) -> None:
        for each in several * 10:
            assert ours.read(each).tenant_id == TENANT

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(ours._trust.verified._claims) <= 4


def test_a_key_that_is_withdrawn_takes_its_tokens_along() -> None:
    published = JWKS
    ours = reader(jwks=lambda: published)
    assert ours.read(GOOD)
    assert ours.read(GOOD_ES256)
    published = {"keys": [public_jwk(EC, "ec")]}
    assert reason(ours, GOOD) == "unknown_key"
    assert ours.read(GOOD_ES256)


def test_an_equal_key_set_in_another_object_keeps_what_was_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = reader(jwks=lambda: json.loads(json.dumps(JWKS)))
    ours.read(GOOD)
    monkeypatch.delattr("app.security.compact.jws.verify")
    assert ours.read(GOOD)


def test_rotation_overlaps() -> None:
    published = RING.public_jwks()
    ours = reader(jwks=lambda: published)
    old = minted()
    ours.read(old)
    published = RING.rotated(now=NOW, delay_s=600).public_jwks()
    assert ours.read(old)
    published = Keyring.generate().public_jwks()
    assert reason(ours, old) == "unknown_key"


def test_keys_that_cannot_be_had_are_a_refusal() -> None:
    def down() -> dict[str, object]:
        raise OSError

    assert reason(reader(jwks=down), GOOD) == "keys_unavailable"


@pytest.mark.parametrize("jwks", [{}, {"keys": None}, {"keys": {}}, {"keys": [None, [], 1]}])
def test_a_strange_key_set_has_no_keys(jwks: dict[str, object]) -> None:
    assert reason(reader(jwks=lambda: jwks), GOOD) == "unknown_key"


@pytest.mark.parametrize("missing", ["issuer", "audience"])
def test_a_reader_needs_an_issuer_and_an_audience(missing: str) -> None:
    with pytest.raises(ValueError, match="need"):
        reader(**{missing: ""})


def test_the_encryption_of_python_jose_is_never_imported() -> None:
    program = "import sys, app.security.tokens; sys.exit('jose.jwe' in sys.modules)"
    root = Path(app.__file__).parents[1]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)  # noqa: S603


def test_claims_are_typed() -> None:
    claims = reader().read(GOOD)
    assert isinstance(claims.tenant_id, UUID)
    assert isinstance(claims.expires_at, float)
    with pytest.raises(AttributeError):
        claims.client_id = "other"  # type: ignore[misc]
