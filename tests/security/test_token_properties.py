"""Nothing but a genuine token is accepted, and nothing but a refusal is ever raised."""

from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.security.tokens import TokenRefused

from .forge import (
    CLAIMS,
    EC,
    GOOD,
    GOOD_CLAIMS,
    GOOD_ES256,
    HEADER,
    LEEWAY,
    NOW,
    as_json,
    compact,
    es256,
    reader,
    token_es256,
)

offsets = st.integers(0, len(GOOD_ES256) - 1)
edits = st.lists(
    st.tuples(
        st.sampled_from(["replace", "insert", "delete", "cut", "repeat"]),
        offsets,
        st.binary(max_size=4),
    ),
    min_size=1,
    max_size=4,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
near_values = (
    json_values | st.integers(NOW - 5000, NOW + 5000) | st.sampled_from([*CLAIMS.values()])
)


def edited(good: bytes, changes: list[tuple[str, int, bytes]]) -> bytes:
    for kind, at, piece in changes:
        match kind:
            case "replace":
                good = good[:at] + piece + good[at + len(piece) :]
            case "insert":
                good = good[:at] + piece + good[at:]
            case "delete":
                good = good[:at] + good[at + 1 + len(piece) :]
            case "cut":
                good = good[:at]
            case _:
                good = good[:at] + good[at : at + 8] + good[at:]
    return good


def accepted(token: Any) -> bool:
    try:
        reader().read(token)
    except TokenRefused:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([GOOD, GOOD_ES256]), edits)
def test_an_edited_token_is_refused(good: bytes, changes: list[tuple[str, int, bytes]]) -> None:
    hostile = edited(good, changes)
    assert accepted(hostile) == (hostile == good)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([GOOD, GOOD_ES256]), st.integers(0, 10_000), st.integers(1, 255))
def test_a_token_with_one_changed_byte_is_refused(good: bytes, at: int, change: int) -> None:
    at %= len(good)
    assert not accepted(good[:at] + bytes([good[at] ^ change]) + good[at + 1 :])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_noise_is_refused(noise: bytes | str) -> None:
    assert not accepted(noise)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_noise_is_refused_even_when_signed(header: bytes, claims: bytes) -> None:
    assert not accepted(compact(header, claims, es256(EC)))
    assert not accepted(compact(as_json(HEADER | {"alg": "ES256", "kid": "ec"}), claims, es256(EC)))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*CLAIMS, "nbf"]), near_values, min_size=1, max_size=3))
def test_signed_claims_of_any_kind_are_refused_or_make_sense(changes: dict[str, Any]) -> None:
    try:
        claims = reader().read(token_es256(**changes))
    except TokenRefused:
        return
    assert isinstance(claims.tenant_id, UUID)
    assert isinstance(claims.subject, UUID)
    assert claims.issued_at <= NOW + LEEWAY
    assert claims.expires_at + LEEWAY > NOW
    assert claims.expires_at - claims.issued_at <= 3600 + LEEWAY
    assert all(scope.isascii() and scope for scope in claims.scopes)
    assert (claims.client_id + claims.token_id).isascii()


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*HEADER, "crit", "x"]), json_values, min_size=1, max_size=2)
)
def test_signed_headers_of_any_kind_are_refused_or_mean_the_same(changes: dict[str, Any]) -> None:
    header = HEADER | {"alg": "ES256", "kid": "ec"} | changes
    hostile = compact(as_json(header), as_json(CLAIMS), es256(EC))
    if accepted(hostile):
        assert (header["alg"], header["kid"], header["typ"]) == ("ES256", "ec", "at+jwt")
        assert reader().read(hostile) == GOOD_CLAIMS
