"""What can be asked of access, and how it is answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema

from app.domain.actor import GRANTABLE
from app.domain.shape import Change, Command, Made, Shape, absent
from app.domain.values import Instant, Line

LONGEST_OVERLAP_H: Final = 30 * 24
USUAL_OVERLAP_H: Final = 24
SCOPES: Final = sorted(scope.value for scope in GRANTABLE)


def _grantable(name: str) -> str:
    if name not in SCOPES:
        message = "is no scope that can be granted"
        raise ValueError(message)
    return name


Grant = Annotated[
    str, AfterValidator(_grantable), WithJsonSchema({"type": "string", "enum": SCOPES})
]
"""The name of a scope, as tokens have it."""


class RegisterClient(Command):
    name: Line = Field(description="What the client is called, for people who look at the list.")
    scopes: tuple[Grant, ...] = Field(
        min_length=1, max_length=50, description="What its tokens may be used for, at the most."
    )


class ChangeClient(Change):
    name: Line = absent("What people call it.")
    scopes: tuple[Grant, ...] = absent(
        "What its tokens may be used for; tokens that were issued before are cut to it.",
        min_length=1,
        max_length=50,
    )


class RotateSecret(Command):
    overlap_hours: int | None = Field(
        default=USUAL_OVERLAP_H,
        ge=0,
        le=LONGEST_OVERLAP_H,
        description="How long the other secrets stay valid at the most; null: as long as before.",
    )
    expires_at: Instant | None = Field(
        default=None, description="When the new secret ends; null: when it is rotated or revoked."
    )


class ReplaceKeys(Command):
    keys: tuple[dict[str, Any], ...] = Field(
        max_length=10,
        description="Public JWKs for `private_key_jwt`: RS256 or ES256, each with a `kid`.",
    )


class NewClient(Made):
    """A client and its secret, which is never shown again."""

    client_id: str = Field(description="What it calls itself at `/oauth2/token`.")
    client_secret: str = Field(description="What it proves itself with. It is shown this once.")
    secret_id: UUID = Field(description="By which the secret is listed and revoked.")
    name: str = Field(description="What the client is called.")
    scopes: tuple[str, ...] = Field(description="What its tokens may be used for, at the most.")


class NewClientSecret(Made):
    """A secret, which is never shown again."""

    version: int = Field(description="Of the client: changes of its secrets count.")
    client_secret: str = Field(
        description="What the client proves itself with. It is shown this once."
    )
    expires_at: datetime | None = Field(
        description="From when on it is not accepted; null if it does not expire."
    )


class RevokedSecret(Made):
    """A secret that is gone."""

    version: int = Field(description="Of the client: changes of its secrets count.")


class KnownClient(Shape):
    """A client that proved who it is."""

    id: UUID
    client_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientStanding:
    """What a client that is not disabled may do now."""

    scopes: frozenset[str]
    tokens_revoked_at: datetime | None
