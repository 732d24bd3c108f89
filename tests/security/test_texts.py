"""Texts with keys of people, without a database."""

import pytest

from app.domain.tools import CannotOpen, WrappedKey
from app.security import texts as module
from app.security.texts import PersonalTexts
from app.security.vault import Vault

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
TEXT = "Hush \N{BIRD}".encode()


class Counting(Vault):
    """A vault that counts how often it is asked to open."""

    opened = 0

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        self.opened += 1
        return super().open(sealed, about=about)


def test_a_text_opens_with_its_key_and_place_only() -> None:
    texts = PersonalTexts(Vault(OLD))
    key, other = texts.new_key(about=b"amina"), texts.new_key(about=b"amina")
    sealed = texts.seal(key, TEXT, about=b"here")

    assert texts.open(key, sealed, about=b"here") == TEXT
    assert TEXT not in sealed
    assert sealed != texts.seal(key, TEXT, about=b"here")
    for wrong, about in ((other, b"here"), (key, b"there")):
        with pytest.raises(CannotOpen):
            texts.open(wrong, sealed, about=about)
    with pytest.raises(CannotOpen):
        texts.open(WrappedKey(key.wrapped, b"jonas"), sealed, about=b"here")


def test_a_key_that_is_wrapped_anew_opens_what_it_sealed_without_the_old_master() -> None:
    before = PersonalTexts(Vault(OLD))
    key = before.new_key(about=b"amina")
    sealed = before.seal(key, TEXT, about=b"here")
    anew = PersonalTexts(Vault(NEW, OLD)).wrap_anew(key)

    assert PersonalTexts(Vault(NEW)).open(anew, sealed, about=b"here") == TEXT
    with pytest.raises(CannotOpen):
        PersonalTexts(Vault(NEW)).open(key, sealed, about=b"here")


def test_keys_are_kept_for_a_minute_and_not_more_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_KEYS", 3)
    now, vault = 0.0, Counting(OLD)
    texts = PersonalTexts(vault, monotonic=lambda: now)
    keys = [texts.new_key(about=bytes([n])) for n in range(4)]
    for key in (keys[0], keys[0], keys[1], keys[2]):
        texts.seal(key, TEXT, about=b"here")
    assert vault.opened == 3
    texts.seal(keys[3], TEXT, about=b"here")
    assert (vault.opened, len(texts._ciphers)) == (4, 1)
    now = module.KEPT_S
    texts.seal(keys[3], TEXT, about=b"here")
    assert vault.opened == 5
