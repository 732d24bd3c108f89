"""With which keys an API client may prove itself."""

from collections.abc import Mapping
from typing import Any, Final

from app.security.compact import NAME
from app.security.keys import ALGORITHM_OF, PUBLIC_PARTS, public_keys

SECRET_PARTS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
LONGEST_PART: Final = 1400  # base64url of 8192 bits, and a little
USES: Final = ("sig", None)


class ClientKeys:
    """Judges the public JWKs that clients register."""

    def refusal(self, jwk: Mapping[str, Any]) -> str | None:
        """Why this is no key to prove oneself with, without showing it; None if it is one."""
        kty = jwk.get("kty")
        if not isinstance(kty, str) or kty not in ALGORITHM_OF:
            return "is neither RSA nor EC"
        if not SECRET_PARTS.isdisjoint(jwk):
            return "has a private part, which nobody but the client should have"
        kid = jwk.get("kid")
        if not isinstance(kid, str) or not NAME.fullmatch(kid):
            return "needs a kid of 1 to 255 printable characters without spaces"
        if any(not _is_part(jwk.get(part)) for part in PUBLIC_PARTS[kty]):
            return f"needs {', '.join(PUBLIC_PARTS[kty][1:])}"
        if jwk.get("alg", ALGORITHM_OF[kty]) != ALGORITHM_OF[kty] or jwk.get("use") not in USES:
            return f"is not meant to sign with {ALGORITHM_OF[kty]}"
        if not public_keys({"keys": [jwk]}):
            return "is malformed, or not RSA of 2048 to 8192 bits or the curve P-256"
        return None


def _is_part(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_PART
