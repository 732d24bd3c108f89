"""What can be asked of endpoints and of events, and how it is answered."""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.domain.secret import read_webhook_secret
from app.domain.shape import Change, Command, Made, Shape, absent
from app.domain.values import Key, Line
from app.domain.webhooks.headers import MOST_OWN
from app.domain.webhooks.models import CredentialsKind, EndpointFormat

LONGEST_OVERLAP_H: Final = 7 * 24
USUAL_OVERLAP_H: Final = 24
MOST_PER_MINUTE: Final = 100_000

HeaderName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern="^[A-Za-z0-9-]+$")
]
HeaderValue = Annotated[
    str, StringConstraints(min_length=1, max_length=4096, pattern="^[!-~]([ -~]*[!-~])?$")
]
"""Printable ASCII without spaces at its ends: what is sent is what was said."""

Confided = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern="^[^\\x00-\\x1f\\x7f-\\x9f]+$")
]
"""A password or the like: nothing is trimmed off."""

UserName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern="^[^:\\x00-\\x1f\\x7f-\\x9f]+$"),
]
"""RFC 7617: a colon would end it."""

OAuthScope = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000, pattern="^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$"),
]
"""RFC 6749: words with single spaces in between."""


def _secret(value: str) -> str:
    read_webhook_secret(value)
    return value


SigningSecret = Annotated[
    str,
    StringConstraints(max_length=100, pattern="^whsec_[A-Za-z0-9+/]+={0,2}$"),
    AfterValidator(_secret),
]
"""`whsec_` and the base64 of 24 to 64 bytes."""

Wanted = Annotated[tuple[Key, ...], Field(min_length=1, max_length=100)]


class WebhookHeader(Command):
    """A header that every request to an endpoint has, such as a key of whatever is in front."""

    name: HeaderName = Field(description="The name of the header.")
    value: HeaderValue = Field(description="Printable ASCII. It is kept encrypted, and not shown.")


class BasicCredentials(Command):
    """A name and a password (RFC 7617)."""

    username: UserName = Field(description="The name.")
    password: Confided = Field(description="The password. It is sealed, and not shown again.")


class OAuthCredentials(Command):
    """What gets us a token (RFC 6749, client credentials), which requests are sent with."""

    token_url: Key = Field(
        max_length=2048, description="Where tokens are asked for: https, and public."
    )
    client_id: Confided = Field(description="The id of the client that we are there.")
    client_secret: Confided = Field(
        description="The secret of that client. It is sealed, and not shown again."
    )
    scope: OAuthScope | None = Field(
        default=None, description="The scopes to ask for, with spaces in between."
    )


class WebhookCredentials(Command):
    """How we say who we are, beside the signature. One of the two; it is not shown again."""

    basic: BasicCredentials | None = Field(default=None, description="A name and a password.")
    oauth: OAuthCredentials | None = Field(
        default=None,
        json_schema_extra={"x-instead-of": "basic"},
        description="What gets us a token.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.basic is None) == (self.oauth is None):
            message = "name either `basic` or `oauth`"
            raise ValueError(message)
        return self

    @property
    def kind(self) -> CredentialsKind:
        return CredentialsKind.BASIC if self.basic is not None else CredentialsKind.OAUTH

    @property
    def values(self) -> dict[str, str]:
        """By the names of the fields."""
        chosen = self.basic or self.oauth
        return chosen.model_dump(exclude_none=True) if chosen is not None else {}


class RegisterWebhook(Command):
    url: Key = Field(max_length=2048, description="Where requests are sent: https, and public.")
    event_types: Wanted = Field(description="Exact types, `milestone.*` or `*`.")
    description: Line | None = Field(default=None, description="What the endpoint is for.")
    format: EndpointFormat = Field(
        default=EndpointFormat.JSON,
        description="`json` and `cloudevents` are one envelope under two content types; `xapi` are "
        "statements, for a learning record store.",
    )
    headers: tuple[WebhookHeader, ...] = Field(
        default=(), max_length=MOST_OWN, description="Headers of its own."
    )
    credentials: WebhookCredentials | None = Field(
        default=None, description="How we say who we are, beside the signature."
    )
    max_per_minute: int | None = Field(
        default=None, ge=1, le=MOST_PER_MINUTE, description="More than that are not sent to it."
    )
    secret: SigningSecret | None = Field(
        default=None, description="The secret that signs, if you have one; null: a new one."
    )


class ChangeWebhook(Change):
    url: Key = absent("Where requests are sent: https, and public.", max_length=2048)
    event_types: Wanted = absent("Exact types, `milestone.*` or `*`; these are all.")
    description: Line | None = absent("What people know it by.")
    format: EndpointFormat = absent("Between envelopes and xAPI it cannot change.")
    headers: tuple[WebhookHeader, ...] = absent(
        "Headers of its own; these are all.", max_length=MOST_OWN
    )
    credentials: WebhookCredentials | None = absent("All of them; null: none.")
    max_per_minute: int | None = absent(
        "More than that are not sent to it; null: all there are.", ge=1, le=MOST_PER_MINUTE
    )


class RotateWebhookSecret(Command):
    overlap_hours: int = Field(
        default=USUAL_OVERLAP_H,
        ge=0,
        le=LONGEST_OVERLAP_H,
        description="How long the secrets before sign beside the new one; 0: not at all.",
    )
    secret: SigningSecret | None = Field(
        default=None, description="The new secret, if you have one; null: we make one."
    )


class SendTestWebhook(Command):
    """An example, as if it had happened."""

    event_type: Key = Field(description="Any type, also one that the endpoint does not ask for.")


class NewWebhookEndpoint(Made):
    """An endpoint and its signing secret, which is never shown again."""

    url: str = Field(description="Where requests are sent.")
    event_types: tuple[str, ...] = Field(
        description="What it is told about: kinds, or all of a noun such as `milestone.*`."
    )
    description: str | None = Field(description="What it is for; null if nobody said.")
    format: EndpointFormat = Field(description="What the body of a request is.")
    header_names: tuple[str, ...] = Field(
        description="The names of its own headers; what they hold is not shown."
    )
    credentials: CredentialsKind | None = Field(
        description="How we say who we are beside the signature; null if we do not."
    )
    max_per_minute: int | None = Field(
        description="How many requests it gets in a minute at the most; null: no limit of its own."
    )
    secret: str = Field(description="`whsec_` and base64: Standard Webhooks.")


class NewWebhookSecret(Made):
    """A signing secret, which is never shown again."""

    id: UUID = Field(description="Of the endpoint.")
    version: int = Field(description="Of the endpoint: its secrets count.")
    secret: str = Field(description="`whsec_` and base64: Standard Webhooks.")
    others_until: datetime | None = Field(
        description="Until when the secrets before sign beside it, if they do."
    )


class EventType(Shape):
    """A kind of event that endpoints can ask for."""

    name: str = Field(description="What it is called in `eventTypes`.")
    revision: int = Field(
        description="Which shape its data has: another shape is another revision."
    )
    description: str = Field(description="What has happened.")
    schema_url: str = Field(description="Where the JSON Schema of its `data` can be read.")
    json_schema: dict[str, Any] = Field(description="The JSON Schema of its `data`.")
    example: dict[str, Any] = Field(description="A whole envelope, as an endpoint gets it.")
    said_in_xapi: bool = Field(description="Whether endpoints with the format `xapi` are told it.")


class EventTypes(Shape):
    """All kinds of event."""

    data: tuple[EventType, ...] = Field(description="Every kind there is, by name.")


class Resealed(Shape):
    """How many secrets were sealed anew in one batch; `failed` could not be opened, and stay.

    `last` is where to go on; null when there are no more.
    """

    count: int = 0
    failed: int = 0
    last: UUID | None = None
