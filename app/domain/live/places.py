"""Places in the feed as they are given out: sealed, so that they tell nothing.

A place is a number that counts all that the organisation tells. How far two of them lie apart would
say how much happened in between to others. Sealed, two marks of the same place look different, and
nobody can make one up, or use one of another organisation.
"""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final
from uuid import UUID

from app.domain.errors import Fault
from app.domain.page import BadCursor
from app.domain.tools import CannotOpen, Vault

PLACE_BYTES: Final = 8
LONGEST: Final = 200


def sealed_place(vault: Vault, tenant_id: UUID, place: int) -> str:
    """A mark of a place in the feed of one organisation."""
    sealed = vault.seal(place.to_bytes(PLACE_BYTES), about=_about(tenant_id))
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def opened_place(vault: Vault, tenant_id: UUID, mark: str) -> int:
    """The place that was marked. Raises `BadCursor`."""
    if len(mark) > LONGEST:
        raise unknown_place()
    try:
        padded = mark + "=" * (-len(mark) % 4)
        sealed = b64decode(padded.encode("ascii"), b"-_", validate=True)
        return int.from_bytes(vault.open(sealed, about=_about(tenant_id)))
    except (NotBase64, ValueError, CannotOpen) as error:
        raise unknown_place() from error


def unknown_place() -> BadCursor:
    return BadCursor(Fault("/after", BadCursor.explanation()))


def _about(tenant_id: UUID) -> bytes:
    return b"place in the feed\0" + tenant_id.bytes
