"""Secrets at rest: sealed to their row, hashed when nobody must read them again."""

import base64
import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.secret import hash_secret, new_client_secret, new_webhook_secret, secret_matches
from app.security.keys import KeysUnusable
from app.security.vault import (
    FILE_NAME,
    SecretUnreadable,
    Vault,
)

KEY = bytes(range(32))
VAULT = Vault(KEY)
SECRET = b"whsec_something"
ROW = b"tenant-1/endpoint-1"


@given(st.binary(), st.binary())
def test_what_is_sealed_opens_again(secret: bytes, about: bytes) -> None:
    sealed = VAULT.seal(secret, about=about)
    assert Vault(KEY).open(sealed, about=about) == secret
    assert len(sealed) == len(secret) + 8 + 12 + 16


def test_the_same_secret_never_looks_the_same() -> None:
    assert len({VAULT.seal(SECRET, about=ROW) for _ in range(50)}) == 50
    assert SECRET not in VAULT.seal(SECRET, about=ROW)


@given(st.binary())
def test_a_fingerprint_is_found_again_with_the_same_key_only(text: bytes) -> None:
    assert VAULT.fingerprint(text) == Vault(KEY).fingerprint(text)
    assert len(VAULT.fingerprint(text)) == 16
    assert Vault(KEY[::-1]).fingerprint(text) != VAULT.fingerprint(text)


def test_a_secret_in_another_row_is_refused() -> None:
    sealed = VAULT.seal(SECRET, about=ROW)
    with pytest.raises(SecretUnreadable, match="something else"):
        VAULT.open(sealed, about=b"tenant-1/endpoint-2")


def test_another_key_is_refused() -> None:
    with pytest.raises(SecretUnreadable, match="another key"):
        Vault(KEY[::-1]).open(VAULT.seal(SECRET, about=ROW), about=ROW)


def test_what_an_older_key_sealed_opens_and_the_first_key_seals() -> None:
    old, new = VAULT, Vault(KEY[::-1], KEY)
    setting = ",".join(base64.b64encode(one).decode() for one in (KEY[::-1], KEY))

    assert new.open(old.seal(SECRET, about=ROW), about=ROW) == SECRET
    assert new.key_ids == (new.key_id, old.key_id)
    assert Vault(KEY[::-1]).open(new.seal(SECRET, about=ROW), about=ROW) == SECRET
    with pytest.raises(SecretUnreadable, match="another key"):
        old.open(new.seal(SECRET, about=ROW), about=ROW)
    assert Vault.from_setting(setting).key_ids == new.key_ids


def test_of_several_keys_each_has_to_be_one(tmp_path: Path) -> None:
    good = base64.b64encode(KEY).decode()
    with pytest.raises(KeysUnusable, match="32 bytes"):
        Vault.from_setting(f"{good},")
    (tmp_path / FILE_NAME).write_text(f"{good}\nchangeme\n")
    with pytest.raises(KeysUnusable):
        Vault.make_or_load(tmp_path)
    (tmp_path / FILE_NAME).write_text(f"{good}\n{base64.b64encode(KEY[::-1]).decode()}\n")
    assert Vault.make_or_load(tmp_path).key_ids == Vault(KEY, KEY[::-1]).key_ids


def test_any_changed_bit_is_refused() -> None:
    sealed = VAULT.seal(SECRET, about=ROW)
    for at in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(SecretUnreadable):
            VAULT.open(bytes(changed), about=ROW)


def test_any_cut_is_refused() -> None:
    sealed = VAULT.seal(SECRET, about=ROW)
    for end in range(len(sealed)):
        with pytest.raises(SecretUnreadable):
            VAULT.open(sealed[:end], about=ROW)
    with pytest.raises(SecretUnreadable):
        VAULT.open(sealed + b"\0", about=ROW)


def test_a_development_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    sealed = Vault.make_or_load(tmp_path / "data").seal(SECRET, about=ROW)
    assert Vault.make_or_load(tmp_path / "data").open(sealed, about=ROW) == SECRET
    path = tmp_path / "data" / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [FILE_NAME]
    assert Vault.from_setting(path.read_text()).open(sealed, about=ROW) == SECRET


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", "32 bytes"),
        ("not base64!", "not base64"),
        ("\u00e9" * 44, "not base64"),
        (base64.b64encode(KEY[:31]).decode(), "32 bytes"),
        (base64.b64encode(KEY + b"x").decode(), "32 bytes"),
        (base64.b64encode(bytes(32)).decode(), "not random"),
        (base64.b64encode(b"changeme" * 4).decode(), "not random"),
    ],
)
def test_a_setting_that_is_no_key_is_refused(tmp_path: Path, setting: str, expected: str) -> None:
    with pytest.raises(KeysUnusable, match=expected) as refused:
        Vault.from_setting(setting)
    assert str(refused.value).startswith("CAREER_SECRET_KEY: ")
    assert not setting or setting not in str(refused.value)
    (tmp_path / FILE_NAME).write_text(setting)
    with pytest.raises(KeysUnusable, match=expected):
        Vault.make_or_load(tmp_path)


def test_a_vault_needs_a_whole_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")


def test_a_vault_shows_no_key() -> None:
    assert KEY.hex() not in repr(VAULT)
    assert repr(KEY) not in repr(VAULT)


def test_client_secrets_match_their_hash_only() -> None:
    secret = new_client_secret()
    hashed = hash_secret(secret)
    assert secret.startswith("ccs_")
    assert len(base64.urlsafe_b64decode(secret.removeprefix("ccs_") + "=")) == 32
    assert hashed == hashlib.sha256(secret.encode()).hexdigest()
    assert secret_matches(secret, hashed)
    for wrong in (new_client_secret(), secret[:-1], secret + "=", "", hashed, "\ud800", "\u00e9"):
        assert not secret_matches(wrong, hashed)
    assert not secret_matches(secret, "")
    assert not secret_matches(secret, "\u00e9")


def test_webhook_secrets_are_written_as_the_standard_asks() -> None:
    secret = new_webhook_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert new_webhook_secret() != secret
