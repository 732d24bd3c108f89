"""Signing keys: one file, made once, never shown, changed with overlap."""

import base64
import json
import multiprocessing
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from jose import jwk, jws

from app.security.keys import (
    FILE_NAME,
    Keyring,
    KeysUnusable,
    keep_private,
    public_keys,
    thumbprint,
)

from .forge import EC, EC_384, RSA, RSA_STRANGER, RSA_WEAK, b64, private_jwk, public_jwk

CLAIMS = {"sub": "somebody"}


def key_file(folder: Path, *keys: Any) -> Path:
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": keys}))
    return path


def header_of(token: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
    return found


def verifies(ring: Keyring, token: str) -> bool:
    (public,) = [key for key in ring.public_jwks()["keys"] if key["kid"] == header_of(token)["kid"]]
    return bool(jws.verify(token, jwk.construct(public), algorithms=[public["alg"]]))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_thumbprint_of_rfc_7638() -> None:
    example = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6t"
        "Soc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"
        "R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWh"
        "AI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    assert thumbprint(example) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (EC, "ES256")])
def test_a_given_key_signs_access_tokens(tmp_path: Path, key: Any, algorithm: str) -> None:
    ring = Keyring.load(key_file(tmp_path, private_jwk(key)))
    token = ring.sign(CLAIMS)
    assert header_of(token) == {"typ": "at+jwt", "alg": algorithm, "kid": ring.kid}
    assert verifies(ring, token)
    (public,) = ring.public_jwks()["keys"]
    assert public["kid"] == ring.kid == thumbprint(public)
    assert public["use"] == "sig"
    assert not {"d", "p", "q", "dp", "dq", "qi"} & public.keys()


def test_the_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    old_mask = os.umask(0)
    try:
        first = Keyring.make_or_load(tmp_path / "data")
    finally:
        os.umask(old_mask)
    again = Keyring.make_or_load(tmp_path / "data")
    assert first.kid == again.kid == Keyring.load(tmp_path / "data" / FILE_NAME).kid
    assert mode(tmp_path / "data") == 0o700
    assert mode(tmp_path / "data" / FILE_NAME) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE_NAME]
    assert verifies(again, first.sign(CLAIMS))


def make_everywhere(folders: list[Path]) -> list[str]:
    return [Keyring.make_or_load(folder).kid for folder in folders]


def test_processes_that_race_make_the_same_key(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(5)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        first, second = pool.map(make_everywhere, [folders, folders], chunksize=1)
    assert first == second
    assert len(set(first)) == len(folders)


def test_who_comes_second_takes_what_the_first_wrote(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def overtaken() -> bytes:
        assert keep_private(path, lambda: b"first") == b"first"
        return b"second"

    assert keep_private(path, overtaken) == b"first"
    assert list(tmp_path.iterdir()) == [path]


def without(key: dict[str, Any], *parts: str) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in parts}


RSA_JWK, EC_JWK = private_jwk(RSA), private_jwk(EC)
UNFIT = {
    "no private part": ("has no private part", [without(EC_JWK, "d")]),
    "weak": ("is RSA with fewer than 2048 bits", [private_jwk(RSA_WEAK)]),
    "other curve": ("is not meant to sign", [EC_JWK | {"crv": "P-384"}]),
    "other algorithm": ("is not meant to sign", [RSA_JWK | {"alg": "RS512"}]),
    "encryption": ("is not meant to sign", [RSA_JWK | {"use": "enc"}]),
    "shared": ("is neither RSA nor EC", [{"kty": "oct", "k": b64(b"secret"), "d": "x"}]),
    "list": ("is neither RSA nor EC", [RSA_JWK | {"kty": ["RSA"]}]),
    "text": ("is neither RSA nor EC", ["key"]),
    "torn": ("is malformed", [without(RSA_JWK, "q")]),
    "no modulus": ("is malformed", [without(RSA_JWK, "n")]),
    "of two keys": ("is malformed", [RSA_JWK | {"d": private_jwk(RSA_STRANGER)["d"]}]),
    "of two points": ("is malformed", [EC_JWK | {"d": b64(b"\1" * 32)}]),
    "not base64": ("is malformed", [EC_JWK | {"d": "\u00e9"}]),
    "twice": ("holds one key twice", [RSA_JWK, RSA_JWK]),
    "second of two": ("key 2 is", [RSA_JWK, {}]),
    "none": ("at least one key", []),
}


@pytest.mark.parametrize(("expected", "keys"), UNFIT.values(), ids=UNFIT)
def test_an_unfit_key_is_named_but_not_shown(
    tmp_path: Path, expected: str, keys: list[Any]
) -> None:
    path = key_file(tmp_path, *keys)
    with pytest.raises(KeysUnusable) as refused:
        Keyring.load(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ")
    assert expected in message
    assert "\n" not in message
    secrets = [key[part] for key in keys if isinstance(key, dict) for part in "dpq" if part in key]
    assert not [secret for secret in secrets if len(secret) > 1 and secret in message]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"keys": {}}', "[" * 5000, "\0"])
def test_a_malformed_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(content)
    with pytest.raises(KeysUnusable, match="is not"):
        Keyring.load(path)
    with pytest.raises(KeysUnusable, match="is not"):
        Keyring.make_or_load(tmp_path)
    assert path.read_text() == content


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="No such file"):
        Keyring.load(tmp_path / "nothing.json")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(KeysUnusable, match="directory"):
        Keyring.make_or_load(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(KeysUnusable):
        Keyring.make_or_load(tmp_path / "file")


def test_a_keyring_shows_no_key_material() -> None:
    ring = Keyring.generate()
    private = json.loads(ring.as_file())["keys"][0]
    assert repr(ring) == f"Keyring({ring.kid})"
    assert private["d"] not in repr(ring) + str(ring.public_jwks())


def test_a_curve_that_lies_is_refused(tmp_path: Path) -> None:
    numbers = EC_384.private_numbers()
    lying = {"kty": "EC", "crv": "P-256", "d": b64(numbers.private_value.to_bytes(48, "big"))}
    lying |= {"x": b64(b"\1" * 48), "y": b64(b"\2" * 48)}
    with pytest.raises(KeysUnusable, match="is malformed"):
        Keyring.load(key_file(tmp_path, lying))


def test_a_published_set_cannot_make_us_slow() -> None:
    many = [public_jwk(EC, f"key-{count}") for count in range(60)]
    assert len(public_keys({"keys": many})) == 50
    sizes = {bits: b64((2 ** (bits - 1) + 1).to_bytes(1025, "big")) for bits in (2048, 8192, 8193)}
    keys = [{"kty": "RSA", "e": "AQAB", "n": n, "kid": str(bits)} for bits, n in sizes.items()]
    assert public_keys({"keys": keys}).keys() == {("2048", "RS256"), ("8192", "RS256")}
