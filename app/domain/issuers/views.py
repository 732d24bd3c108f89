"""How trusted issuers look from outside. Nothing of it is secret."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.issuers import policy
from app.domain.issuers.models import PersonField, TrustedIssuer
from app.domain.view import View


class TrustedIssuerView(View, of=TrustedIssuer, guard=policy.may_read, scope=Scope.ADMIN):
    """An identity provider whose access tokens speak for people of this organisation."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of what was agreed.")
    issuer: str = Field(description="The `iss` of its tokens.")
    audience: str = Field(
        description="The `aud` of its tokens. If it is not `<base URL>/tenants/<tenant id>`, they "
        "name the organisation in a claim `tenant`."
    )
    jwks_url: str | None = Field(description="Where its keys are.")
    discovery_url: str | None = Field(description="Or where it says where they are.")
    person_claim: str = Field(description="The claim that names the person.")
    person_field: PersonField = Field(description="What of the person that claim holds.")
    scopes: list[str] = Field(description="The most that its tokens may have.")
    enabled: bool = Field(description="Whether its tokens count now.")
    created_at: datetime = Field(description="When it was trusted first.")
