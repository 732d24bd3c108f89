"""What operators say about issuers, and what is asked of them."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.domain.actor import Scope
from app.domain.issuers.models import PersonField
from app.domain.shape import Command, Filters, Shape

Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern="^[!-~]+$")]
"""What tokens name things with: 1 to 255 printable ASCII characters without spaces."""

Url = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern="^[!-~]+$")]


class TrustIssuer(Command):
    issuer: Name
    audience: Name | None = None
    jwks_url: Url | None = None
    discovery_url: Url | None = None
    person_claim: Name
    person_field: PersonField
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=len(Scope))
    enabled: bool = True

    @model_validator(mode="after")
    def _one_way_to_keys(self) -> Self:
        if (self.jwks_url is None) == (self.discovery_url is None):
            message = "name either where the keys are or where that can be discovered"
            raise ValueError(message)
        return self


class DistrustIssuer(Command):
    issuer: Name
    audience: Name | None = Field(default=None, description="All of its audiences by default.")


class Distrusted(Shape):
    """The entries that are gone."""

    ids: tuple[UUID, ...]


class IssuerFilters(Filters):
    issuer: Name | None = Field(
        default=None, description="Only entries of the issuer with this `iss`."
    )
