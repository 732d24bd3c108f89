"""Calendar feeds, and the addresses at which they are read."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.domain.calendars.errors import FeedRevoked
from app.domain.entity import Entity, Moment, belongs_to
from app.domain.secret import hash_secret

SECRET_BYTES: Final = 32
PACKED_BYTES: Final = 16 + 16 + SECRET_BYTES
MOST_FEEDS: Final = 10
DECOY: Final = hash_secret("")
"""What a secret is compared with when there is nothing to compare it with."""


class CalendarFeed(Entity, table=True):
    __tablename__ = "calendar_feed"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        Index("calendar_feed_person_ix", "tenant_id", "person_id", "id"),
    )

    person_id: UUID
    name: str
    secret_hash: str
    last_used_on: date | None = None
    """Not a change that anybody decided on, so it counts as no version."""
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)

    def revoke(self, at: datetime) -> None:
        if self.revoked_at is not None:
            raise FeedRevoked
        self.revoked_at = at


@dataclass(frozen=True, slots=True)
class Token:
    """What stands in the address of a feed: whose it is, which it is, and its secret."""

    tenant_id: UUID
    feed_id: UUID
    secret: str

    @classmethod
    def new(cls, tenant_id: UUID, feed_id: UUID) -> "Token":
        return cls(tenant_id, feed_id, secrets.token_bytes(SECRET_BYTES).hex())

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """None if it names nothing. There is one spelling for each."""
        try:
            plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        except (NotBase64, ValueError):
            return None
        if len(plain) != PACKED_BYTES:
            return None
        token = cls(UUID(bytes=plain[:16]), UUID(bytes=plain[16:32]), plain[32:].hex())
        return token if token.text == text else None

    @property
    def text(self) -> str:
        plain = self.tenant_id.bytes + self.feed_id.bytes + bytes.fromhex(self.secret)
        return urlsafe_b64encode(plain).decode().rstrip("=")

    @property
    def public_name(self) -> str:
        """The feed without its secret: what wrong guesses are counted by."""
        return f"calendar {self.tenant_id} {self.feed_id}"
