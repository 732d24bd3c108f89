"""Client assertions (RFC 7523): what a client signs with its own key to prove who it is."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.security.compact import (
    TokenRefused,
    as_bytes,
    audiences,
    instant,
    name,
    unverified_claims,
    verified_claims,
)
from app.security.keys import public_keys

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TYPES: Final = frozenset({None, "jwt", "client-authentication+jwt"})
LONGEST_S: Final = 300
"""How far ahead an assertion may end."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a verified assertion says: who signed it, and until when it has to be remembered."""

    client_id: str
    jti: str
    expires_at: datetime


class AssertionReader:
    """Tells genuine assertions, made for us and now, from everything else.

    `we` are the names that an assertion may call us by.
    """

    def __init__(
        self,
        we: Sequence[str],
        *,
        leeway_s: float = 30,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._we = frozenset(we)
        self._leeway_s = leeway_s
        self._clock = clock

    def claimed_client(self, assertion: str) -> str | None:
        """Who an assertion says it is from: good for finding the keys to verify it with."""
        try:
            return name(unverified_claims(as_bytes(assertion), TYPES), "sub")
        except Exception:  # noqa: BLE001 - hostile bytes bring about anything, RecursionError too
            return None

    def read(
        self, assertion: str, client_id: str, keys: Sequence[Mapping[str, Any]]
    ) -> Assertion | None:
        """What this client signed with one of these keys; None if it did not."""
        try:
            found = verified_claims(as_bytes(assertion), public_keys({"keys": list(keys)}), TYPES)
            return self._judged(found, client_id)
        except Exception:  # noqa: BLE001 - hostile bytes bring about anything, RecursionError too
            return None

    def _judged(self, found: Mapping[str, object], client_id: str) -> Assertion:
        if not found.get("iss") == found.get("sub") == client_id:
            raise TokenRefused("subject")
        meant_for = audiences(found.get("aud"))
        if len(meant_for) != 1 or meant_for[0] not in self._we:
            raise TokenRefused("audience")
        now, expires_at = self._clock(), instant(found, "exp")
        if now >= expires_at + self._leeway_s:
            raise TokenRefused("expired")
        if expires_at > now + LONGEST_S + self._leeway_s:
            raise TokenRefused("lifetime")
        for claim in ("iat", "nbf"):
            if claim in found and instant(found, claim) > now + self._leeway_s:
                raise TokenRefused("not_yet_valid")
        # Whose clock is ahead by the leeway must not forget what others would still accept.
        until = datetime.fromtimestamp(expires_at + 2 * self._leeway_s, UTC)
        return Assertion(client_id, name(found, "jti"), until)
