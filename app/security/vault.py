"""Secrets that we must be able to read again, sealed at rest.

There may be several keys: the first seals, all open. So a key is changed without a moment at which
something cannot be read: the new one goes behind the old one everywhere, then in front of it, what
the old one sealed is sealed anew (`career keys rotate master`), and then the old one goes.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.tools import CannotOpen
from app.security.keys import KeysUnusable, keep_private

FILE_NAME: Final = "secret-key"
SETTING: Final = "CAREER_SECRET_KEY"
KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 8
NONCE_BYTES: Final = 12
FEWEST_DISTINCT_BYTES: Final = 12  # 32 random bytes have about 30; a placeholder has few


class SecretUnreadable(CannotOpen):
    """This secret was sealed with another key, for another row, or was altered."""


class Vault:
    """Encrypts secrets at rest, each bound to what it is about.

    Sealed bytes are the id of the key, a nonce, and AES-256-GCM ciphertext. What `about`
    names (tenant, row, column) is authenticated, so that a secret that was copied into
    another row does not open there.
    """

    __slots__ = ("_ciphers", "_key_id", "_print_key")

    def __init__(self, key: bytes, *others: bytes) -> None:
        """`key` seals; what the others sealed is opened, too."""
        if {len(one) for one in (key, *others)} != {KEY_BYTES}:
            raise ValueError(f"a vault's key has {KEY_BYTES} bytes")
        self._ciphers = {_id_of(one): AESGCM(one) for one in (key, *others)}
        self._key_id = _id_of(key)
        self._print_key = hashlib.sha256(b"vault fingerprint key\0" + key).digest()

    @classmethod
    def from_setting(cls, base64_text: str) -> Self:
        """The vault whose keys are this setting, with commas in between, or `KeysUnusable`."""
        return cls(*_read_keys(SETTING, base64_text.encode().split(b",")))

    @classmethod
    def make_or_load(cls, folder: Path) -> Self:
        """The vault of a development folder, a key a line; one is made when there is no file."""
        path = folder / FILE_NAME
        return cls(*_read_keys(path, keep_private(path, _new_key).splitlines() or [b""]))

    @property
    def key_id(self) -> str:
        """The name of the key that seals, which stands before all that it sealed."""
        return self._key_id.hex()

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The names of all keys, in their order."""
        return tuple(id.hex() for id in self._ciphers)

    def seal(self, plaintext: bytes, *, about: bytes) -> bytes:
        """Encrypt; only `open` with the same `about` reads it again."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._ciphers[self._key_id]
        return self._key_id + nonce + cipher.encrypt(nonce, plaintext, about)

    def fingerprint(self, plaintext: bytes) -> bytes:
        """16 bytes that are the same for the same text, and tell nobody without the key which."""
        return hashlib.blake2b(plaintext, key=self._print_key, digest_size=16).digest()

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed about the same thing, or `SecretUnreadable`."""
        key_id, rest = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES:]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SecretUnreadable("sealed with another key")
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            raise SecretUnreadable("altered, or about something else") from None


def _new_key() -> bytes:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"vault key id\0" + key).digest()[:KEY_ID_BYTES]


def _read_keys(where: Path | str, texts: Sequence[bytes]) -> list[bytes]:
    return [_read_key(where, text) for text in texts]


def _read_key(where: Path | str, text: bytes) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise KeysUnusable(where, "is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeysUnusable(where, f"is not {KEY_BYTES} bytes in base64")
    if len(set(key)) < FEWEST_DISTINCT_BYTES:
        raise KeysUnusable(where, "is not random")
    return key
