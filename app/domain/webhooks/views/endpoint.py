"""How endpoints look from outside. Secrets are not part of it, nor is anything that we hold back
for them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.view import View
from app.domain.webhooks import policy
from app.domain.webhooks.models import (
    CredentialsKind,
    DisabledBecause,
    EndpointFormat,
    WebhookEndpoint,
    WebhookRetiredSecret,
)


def _retired(me: Me, endpoint: Any) -> ColumnElement[Any]:
    """How many that were rotated away have not expired."""
    secret: Any = aliased(WebhookRetiredSecret)
    query = select(func.count()).where(
        secret.tenant_id == endpoint.tenant_id,
        secret.endpoint_id == endpoint.id,
        secret.expires_at > me.now,
    )
    return query.correlate_except(secret).scalar_subquery()


class WebhookEndpointView(
    View,
    of=WebhookEndpoint,
    guard=policy.may_know_endpoint,
    scope=Scope.WEBHOOKS_READ,
    computed={"retired_secrets": _retired},
):
    """A URL that is told about events."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the endpoint.")
    url: str = Field(description="Where requests are sent.")
    description: str | None = Field(description="What it is for; null if nobody said.")
    event_types: list[str] = Field(description="Exact types, `milestone.*` or `*`.")
    format: EndpointFormat = Field(description="What the body of a request is.")
    header_names: list[str] = Field(
        description="Headers of its own that every request has; what is in them is not shown."
    )
    credentials: CredentialsKind | None = Field(
        description="How we say who we are, beside the signature; with what is not shown."
    )
    max_per_minute: int | None = Field(description="Requests that it takes; null: all there are.")
    retired_secrets: int = Field(
        description="How many secrets that were rotated away still sign, beside the new one."
    )
    enabled: bool = Field(description="Whether it is told about events now.")
    disabled_at: datetime | None = Field(
        description="Since when it is told nothing; null while it is enabled."
    )
    disabled_because: DisabledBecause | None = Field(
        description="Why it is told nothing; null while it is enabled."
    )
    created_at: datetime = Field(description="When it was registered.")
