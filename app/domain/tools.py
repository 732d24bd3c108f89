"""What use cases need from outside besides the database. `app/main.py` puts the real ones in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Vault(Protocol):
    """Encrypts what we must be able to read again."""

    def seal(self, plaintext: bytes, *, about: bytes) -> bytes:
        """Encrypt; only `open` with the same `about` reads it again."""

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """What was sealed about the same thing; raises if it was not."""


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
    guard: Guard
    keys: Keys
    base_url: str
    """Where we are found from outside, without a slash at the end."""
