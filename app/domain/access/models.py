"""API clients, their secrets, and what they have signed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.access.events import (
    ApiClientDisabled,
    ApiClientEnabled,
    ApiClientKeysReplaced,
    ApiClientTokensRevoked,
)
from app.domain.entity import Entity, Moment, belongs_to
from app.domain.event import Event
from app.domain.secret import hash_secret, secret_matches

CLIENT_PREFIX: Final = "cc_"
PACKED_BYTES: Final = 32
LONGEST_SECRET: Final = 200
MOST_SECRETS: Final = 10
DECOY: Final = hash_secret("")
"""What a secret is compared with when there is nothing to compare it with."""


class ApiClient(Entity, table=True):
    __tablename__ = "api_client"
    __table_args__: ClassVar[Any] = ()

    name: str
    scopes: list[str] = Field(sa_type=ARRAY(String))
    secret_hashes: list[str] = Field(sa_type=ARRAY(String))
    """Written for processes of the version before `api_client_secret`; nobody else reads it."""
    public_keys: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    tokens_revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def client_id(self) -> str:
        return public_name(self.tenant_id, self.id)

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    def disable(self, at: datetime) -> list[Event]:
        """Twice is once: it stays disabled since the first time."""
        if self.is_disabled:
            return []
        self.disabled_at = at
        return [ApiClientDisabled(id=self.id, version=self.advance())]

    def enable(self) -> list[Event]:
        if not self.is_disabled:
            return []
        self.disabled_at = None
        return [ApiClientEnabled(id=self.id, version=self.advance())]

    def revoke_tokens(self, at: datetime) -> list[Event]:
        """What was issued before is refused from now on."""
        self.tokens_revoked_at = at
        return [ApiClientTokensRevoked(id=self.id, version=self.advance())]

    def replace_keys(self, keys: list[dict[str, Any]]) -> list[Event]:
        """These are all, from now on."""
        self.public_keys = keys
        return [ApiClientKeysReplaced(id=self.id, version=self.advance(), keys=len(keys))]

    def has_secrets(self, secrets: Iterable["ApiClientSecret"]) -> None:
        """Count a change of its secrets."""
        self.secret_hashes = [one.hash for one in secrets]
        self.advance()


class ApiClientSecret(Entity, table=True):
    __tablename__ = "api_client_secret"
    __table_args__: ClassVar[Any] = (
        belongs_to("api_client", "api_client_id"),
        Index("api_client_secret_of_ix", "tenant_id", "api_client_id", "id"),
    )

    api_client_id: UUID
    hash: str
    expires_at: datetime | None = Field(default=None, sa_type=Moment)

    def is_valid(self, at: datetime) -> bool:
        return self.expires_at is None or at < self.expires_at

    def end_by(self, at: datetime) -> None:
        """It ends then, or when it would have ended anyway."""
        self.expires_at = min(self.expires_at, at) if self.expires_at else at


class ClientAssertion(Entity, table=True):
    """One that was accepted, kept as long as it could be shown again."""

    __tablename__ = "client_assertion"
    __table_args__: ClassVar[Any] = (
        belongs_to("api_client", "api_client_id"),
        UniqueConstraint("tenant_id", "api_client_id", "jti"),
        Index("client_assertion_age_ix", "tenant_id", "expires_at"),
    )

    api_client_id: UUID
    jti: str
    expires_at: datetime = Field(sa_type=Moment)


def knows(secret: str, among: Sequence[ApiClientSecret], at: datetime) -> bool:
    """Whether this is one of the valid secrets; takes as long for every wrong one."""
    given = secret[:LONGEST_SECRET]
    hashes = [one.hash for one in among if one.is_valid(at)]
    found = [secret_matches(given, known) for known in hashes or [DECOY]]
    return bool(hashes) and any(found)


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
