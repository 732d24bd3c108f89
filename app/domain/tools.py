"""What use cases need from outside besides the database. `app/main.py` puts the real ones in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class CannotOpen(Exception):
    """It was sealed with another key, for another place, or was altered."""


class Vault(Protocol):
    """Encrypts what we must be able to read again."""

    @property
    def key_id(self) -> str:
        """The name of the key that seals: 16 hexadecimal digits."""

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The names of all keys that open, the one that seals first."""

    def seal(self, plaintext: bytes, *, about: bytes) -> bytes:
        """Encrypt; only `open` with the same `about` reads it again."""

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed about the same thing; `CannotOpen` if it was not."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as it is stored: sealed by the vault, about whose it is."""

    wrapped: bytes
    about: bytes


class Texts(Protocol):
    """Encrypts what people wrote, each text with a key of one person."""

    def new_key(self, *, about: bytes) -> WrappedKey:
        """A key that nobody has used."""

    def wrap_anew(self, key: WrappedKey) -> WrappedKey:
        """The same key, sealed by the key that the vault seals with now."""

    def seal(self, key: WrappedKey, plaintext: bytes, *, about: bytes) -> bytes:
        """Encrypt; only `open` with the same key and `about` reads it again."""

    def open(self, key: WrappedKey, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed with this key about the same thing; `CannotOpen` if it was not."""


class Guard(Protocol):
    """Knows which addresses webhooks may be sent to."""

    def refusal(self, url: str) -> str | None:
        """Why nothing may be sent there; None if it may."""


class Keys(Protocol):
    """Knows with which keys a client may prove itself."""

    def refusal(self, jwk: Mapping[str, Any]) -> str | None:
        """Why this is no such key, without showing it; None if it is one."""


@dataclass(frozen=True, slots=True)
class Tools:
    vault: Vault
    texts: Texts
    guard: Guard
    keys: Keys
    base_url: str
    """Where we are found from outside, without a slash at the end."""
