"""What people wrote, sealed at rest with a key of each person's own.

The key is stored sealed by the vault: who has the database alone has nothing, and where the key
was erased, the vault alone opens nothing any more.
"""

import secrets
import time
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.tools import Vault, WrappedKey
from app.security.vault import KEY_BYTES, NONCE_BYTES, SecretUnreadable

MOST_KEYS: Final = 1000
KEPT_S: Final = 60.0


class PersonalTexts:
    """Keys are unwrapped once a minute: what is kept goes by the wrapped bytes that somebody has
    just read in the database, so an erased key is not found here either.
    """

    def __init__(self, vault: Vault, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._vault = vault
        self._monotonic = monotonic
        self._ciphers: dict[WrappedKey, AESGCM] = {}
        self._forget_at = 0.0

    def new_key(self, *, about: bytes) -> WrappedKey:
        """A key that nobody has used."""
        return WrappedKey(self._vault.seal(secrets.token_bytes(KEY_BYTES), about=about), about)

    def wrap_anew(self, key: WrappedKey) -> WrappedKey:
        """The same key, sealed by the key that the vault seals with now."""
        plain = self._vault.open(key.wrapped, about=key.about)
        return WrappedKey(self._vault.seal(plain, about=key.about), key.about)

    def seal(self, key: WrappedKey, plaintext: bytes, *, about: bytes) -> bytes:
        """A nonce and AES-256-GCM ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher(key).encrypt(nonce, plaintext, about)

    def open(self, key: WrappedKey, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed with this key about the same thing, or `SecretUnreadable`."""
        try:
            return self._cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            raise SecretUnreadable("altered, or about something else") from None

    def _cipher(self, key: WrappedKey) -> AESGCM:
        now = self._monotonic()
        if now >= self._forget_at or len(self._ciphers) >= MOST_KEYS:
            self._ciphers.clear()
            self._forget_at = now + KEPT_S
        known = self._ciphers.get(key)
        if known is None:
            known = AESGCM(self._vault.open(key.wrapped, about=key.about))
            self._ciphers[key] = known
        return known
