"""Trusted issuers, and how a token says to which organisation it belongs."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, String, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, choice, words


class PersonField(StrEnum):
    """By what an issuer knows a person.

    `external_id`: The HRIS's own id. `user_name`: What they sign in with. `work_email`: Their
    address at work. `id`: Our id of them.
    """

    EXTERNAL_ID = "external_id"
    USER_NAME = "user_name"
    WORK_EMAIL = "work_email"
    ID = "id"


class TrustedIssuer(Entity, table=True):
    __tablename__ = "trusted_issuer"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "issuer", "audience"),
        CheckConstraint("num_nonnulls(jwks_url, discovery_url) = 1", name="one_way_to_keys"),
        CheckConstraint(words("person_field", PersonField), name="person_field"),
    )

    issuer: str
    audience: str
    jwks_url: str | None = None
    discovery_url: str | None = None
    person_claim: str
    person_field: PersonField = Field(sa_type=choice(PersonField))
    scopes: list[str] = Field(sa_type=ARRAY(String))
    enabled: bool = True


def default_audience(base_url: str, tenant_id: UUID) -> str:
    """The audience that names an organisation, so that its tokens need no claim to do so."""
    return f"{base_url}/tenants/{tenant_id}"


def tenant_of_audience(base_url: str, audience: str) -> UUID | None:
    """The organisation that an audience names; None if it names none."""
    named = audience.removeprefix(f"{base_url}/tenants/")
    try:
        tenant_id = UUID(named)
    except ValueError:
        return None
    return tenant_id if default_audience(base_url, tenant_id) == audience else None
