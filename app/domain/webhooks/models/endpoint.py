"""Endpoints: who is told, of what, in which form, and how well that goes."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    Double,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words

MOST_ENDPOINTS: Final = 1000
"""That an organisation can have."""

MOST_RETIRED: Final = 5
"""Secrets that sign beside the one of an endpoint."""


class EndpointFormat(StrEnum):
    """What the body of a request is.

    `json`: The envelope of events, as JSON. `cloudevents`: The same with the content type of
    CloudEvents. `xapi`: A statement of xAPI, for a learning record store.
    """

    JSON = "json"  # the envelope as application/json
    CLOUDEVENTS = "cloudevents"  # the same as application/cloudevents+json
    XAPI = "xapi"  # statements, for a learning record store


class CredentialsKind(StrEnum):
    """How we say who we are, beside the signature.

    `basic`: By a name and a password (RFC 7617). `oauth`: By a token that we ask for (RFC 6749,
    client credentials).
    """

    BASIC = "basic"
    OAUTH = "oauth"  # client credentials, for a token


class DisabledBecause(StrEnum):
    """Why an endpoint is told nothing.

    `manual`: Somebody disabled it. `gone`: It answered that it is gone (410). `failing`: Nothing
    arrived for five days.
    """

    MANUAL = "manual"
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # nothing succeeded for days


class WebhookEndpoint(Entity, table=True):
    __tablename__ = "webhook_endpoint"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(words("format", EndpointFormat), name="format"),
        CheckConstraint(words("credentials", CredentialsKind), name="credentials"),
        CheckConstraint("(credentials IS NULL) = (sealed_credentials IS NULL)", name="sealed"),
        CheckConstraint(words("disabled_because", DisabledBecause), name="disabled"),
        CheckConstraint("max_per_minute > 0", name="rate"),
    )

    url: str
    description: str | None = None
    event_types: list[str] = Field(sa_type=ARRAY(String))
    sealed_secret: bytes = Field(sa_type=LargeBinary)
    """The secret that signs; `WebhookRetiredSecret` has those that sign beside it for a while."""
    format: EndpointFormat = Field(
        default=EndpointFormat.JSON,
        sa_type=choice(EndpointFormat),
        sa_column_kwargs={"server_default": text("'json'")},
    )
    header_names: list[str] = Field(
        default_factory=list,
        sa_type=ARRAY(String),
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    sealed_headers: bytes | None = Field(default=None, sa_type=LargeBinary)
    """A JSON object of the endpoint's own headers, names and values."""
    credentials: CredentialsKind | None = Field(
        default=None, nullable=True, sa_type=choice(CredentialsKind)
    )
    sealed_credentials: bytes | None = Field(default=None, sa_type=LargeBinary)
    max_per_minute: int | None = None
    enabled: bool = True
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    disabled_because: DisabledBecause | None = Field(
        default=None, nullable=True, sa_type=choice(DisabledBecause)
    )
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    """Nobody sees it any more; the worker clears away what is left of it."""

    def wants(self, event_type: str) -> bool:
        noun = event_type.split(".", 1)[0] + ".*"
        return self.enabled and bool({"*", noun, event_type} & set(self.event_types))

    def disable(self, because: DisabledBecause, at: datetime) -> None:
        self.enabled, self.disabled_at, self.disabled_because = False, at, because
        self.advance()

    def enable(self) -> None:
        self.enabled, self.disabled_at, self.disabled_because = True, None, None
        self.advance()


class WebhookRetiredSecret(Entity, table=True):
    """A secret that was rotated away, and signs beside the new one until it expires."""

    __tablename__ = "webhook_retired_secret"
    __table_args__: ClassVar[Any] = (
        belongs_to("webhook_endpoint", "endpoint_id", ondelete="CASCADE"),
        Index("webhook_retired_secret_endpoint_ix", "tenant_id", "endpoint_id", "expires_at"),
    )

    endpoint_id: UUID
    sealed_secret: bytes = Field(sa_type=LargeBinary)
    """Sealed about this row's own id."""
    expires_at: datetime = Field(sa_type=Moment)

    def end_by(self, at: datetime) -> None:
        """It expires then, or when it would have anyway."""
        self.expires_at = min(self.expires_at, at)


class WebhookEndpointState(Entity, table=True):
    """How an endpoint does: its `id`, and what changes with every batch of attempts.

    Apart from the endpoint, whose version says what people changed. An endpoint that was never
    sent anything has none.
    """

    __tablename__ = "webhook_endpoint_state"
    __table_args__: ClassVar[Any] = (belongs_to("webhook_endpoint", "id", ondelete="CASCADE"),)

    allowance: float = Field(
        default=0.0, sa_type=Double, sa_column_kwargs={"server_default": text("0")}
    )
    """Requests that its own rate limit permitted at `allowance_at`."""
    allowance_at: datetime | None = Field(default=None, sa_type=Moment)
    paused_until: datetime | None = Field(default=None, sa_type=Moment)
    """It asked us to leave it alone (`Retry-After` of a 429 or 503)."""
    failing_since: datetime | None = Field(default=None, sa_type=Moment)
    """When the first attempt failed after which none succeeded."""
    failures_in_row: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_succeeded_at: datetime | None = Field(default=None, sa_type=Moment)
    last_failed_at: datetime | None = Field(default=None, sa_type=Moment)


class WebhookHour(Entity, table=True):
    """What became of the attempts of one endpoint in one hour."""

    __tablename__ = "webhook_hour"
    __table_args__: ClassVar[Any] = (
        belongs_to("webhook_endpoint", "endpoint_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "endpoint_id", "hour"),
    )

    endpoint_id: UUID
    hour: datetime = Field(sa_type=DateTime(timezone=True))
    succeeded: int = 0
    failed: int = 0
    duration_ms: int = Field(default=0, sa_type=BigInteger)
    """Of all of them together."""
