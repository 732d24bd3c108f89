"""API clients and their secrets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, String
from sqlmodel import Field

from app.domain.entity import Entity, Moment
from app.domain.secret import secret_matches

CLIENT_PREFIX: Final = "cc_"
PACKED_BYTES: Final = 32
LONGEST_SECRET: Final = 200


class ApiClient(Entity, table=True):
    __tablename__ = "api_client"
    __table_args__: ClassVar[Any] = ()

    name: str
    scopes: list[str] = Field(sa_type=ARRAY(String))
    secret_hashes: list[str] = Field(sa_type=ARRAY(String))
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def client_id(self) -> str:
        return public_name(self.tenant_id, self.id)

    def knows(self, secret: str) -> bool:
        """Whether this is one of its secrets; takes as long for every wrong one."""
        given = secret[:LONGEST_SECRET]
        return any(secret_matches(given, known) for known in self.secret_hashes)


def public_name(tenant_id: UUID, id: UUID) -> str:
    packed = urlsafe_b64encode(tenant_id.bytes + id.bytes).decode().rstrip("=")
    return CLIENT_PREFIX + packed


def read_public_name(client_id: str) -> tuple[UUID, UUID] | None:
    """The tenant and the client that a `clientId` names; None if it names nothing."""
    packed = client_id.removeprefix(CLIENT_PREFIX)
    try:
        plain = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except (NotBase64, ValueError):
        return None
    if len(plain) != PACKED_BYTES:
        return None
    tenant_id, id = UUID(bytes=plain[:16]), UUID(bytes=plain[16:])
    # One spelling for each: base64 has spare bits that would make others of the same bytes.
    return (tenant_id, id) if public_name(tenant_id, id) == client_id else None
