"""How API clients look from outside. Secrets and their hashes are not part of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, String, cast, func, literal
from sqlalchemy.dialects.postgresql import JSONB

from app.domain.access import policy
from app.domain.access.models import CLIENT_PREFIX, ApiClient, ApiClientSecret
from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.view import View, many


def _client_id(_me: Me, row: Any) -> ColumnElement[Any]:
    """As `models.public_name` makes it: base64url of the tenant and the client."""
    both = func.uuid_send(row.tenant_id).concat(func.uuid_send(row.id))
    packed = func.rtrim(func.translate(func.encode(both, "base64"), "+/", "-_"), "=")
    return cast(literal(CLIENT_PREFIX), String).concat(packed)


def _keys(_me: Me, row: Any) -> ColumnElement[Any]:
    return func.coalesce(row.public_keys, cast(literal("[]"), JSONB))


class ApiClientView(
    View,
    of=ApiClient,
    guard=policy.may_read,
    scope=Scope.ADMIN,
    computed={"client_id": _client_id, "keys": _keys},
):
    """A machine that may come in."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the client and of its secrets.")
    client_id: str = Field(description="What it calls itself at `/oauth2/token`.")
    name: str = Field(description="What it is called.")
    scopes: list[str] = Field(description="What its tokens may be used for, at the most.")
    keys: list[dict[str, Any]] = Field(description="Public JWKs that it may sign with.")
    created_at: datetime = Field(description="When it was let in first.")
    disabled_at: datetime | None = Field(description="Since when it is not let in.")
    tokens_revoked_at: datetime | None = Field(description="Tokens from before are refused.")
    last_used_at: datetime | None = Field(description="Its last token, to the minute.")


class ApiClientSecretView(View, of=ApiClientSecret, guard=policy.may_read, scope=Scope.ADMIN):
    """A secret of a client. What it is was shown once."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the secret.")
    created_at: datetime = Field(description="When it was made.")
    expires_at: datetime | None = Field(description="From then on it is not accepted.")


ApiClientView.relates(
    secrets=many(ApiClientSecretView, "api_client_id", "Its secrets, the oldest first."),
)
