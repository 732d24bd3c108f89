"""Reads the tokens of issuers that an organisation trusts, for the people of that organisation.

What a token says before its signature is verified decides only whose keys are tried: in which
organisation, and with which of its issuers. So nothing is ever looked up across organisations,
and what another one's issuer says counts for nothing here.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from app.domain.access.service import tenant_and_client
from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.issuers import service as trusted
from app.domain.issuers.commands import IssuerFilters
from app.domain.issuers.errors import IssuerUnreachable
from app.domain.page import LARGEST, Pagination
from app.domain.people import service as people
from app.domain.people.commands import Recognised
from app.domain.transaction import Database
from app.domain.view import Selection
from app.security.compact import (
    TokenRefused,
    as_bytes,
    audiences,
    instant,
    name,
    scopes,
    text,
    unverified_claims,
    uuid,
)
from app.security.jwks import Jwks, KeysUnavailable, PublishedKeys, Source
from app.security.recent import Recent
from app.security.tokens import Claims, Reader

REMEMBERED_S: Final = 2.0
"""How long an issuer that is no longer trusted, or a person who left, may still get in."""

MAX_REMEMBERED: Final = 4096
MAX_READERS: Final = 256
TOKENS_PER_READER: Final = 256
WHO: Final = Selection(frozenset({"id", "status"}))
LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an organisation agreed with one issuer."""

    tenant_id: UUID
    audience: str
    source: Source
    person_claim: str
    person_field: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Address:
    """What a token claims of where it belongs."""

    tenant_id: UUID
    issuer: str
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a verified token of another issuer says."""

    person: str
    client_id: str
    scopes: frozenset[str]
    expires_at: float
    token_id: str
    issued_at: float


class TrustedIssuers:
    """Tells what the tokens of trusted issuers say, in our own words."""

    def __init__(
        self,
        database: Database,
        keys: PublishedKeys,
        *,
        base_url: str,
        leeway_s: float,
        max_lifetime_s: float,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._keys = keys
        self._base_url = base_url
        self._leeway_s = leeway_s
        self._max_lifetime_s = max_lifetime_s
        self._clock = clock
        self._readers: OrderedDict[Agreed, _ForeignReader] = OrderedDict()
        self._addresses: OrderedDict[bytes, Address] = OrderedDict()  # of tokens once verified
        self._agreed: Recent[tuple[UUID, str], tuple[Agreed, ...]] = Recent(
            REMEMBERED_S, MAX_REMEMBERED, ticks
        )
        self._people: Recent[tuple[UUID, str, str], UUID | None] = Recent(
            REMEMBERED_S, MAX_REMEMBERED, ticks
        )

    def knows(self, token: bytes) -> bool:
        """Whether this very token was verified before. It may have ended since."""
        return token in self._addresses

    async def read(self, token: bytes, known: UUID | None = None) -> Claims:
        """What the token says, or `TokenRefused`; of the person `known`, if that was found before.

        Raises `IssuerUnreachable` if nobody can tell: then it may be good. A 401 would make its
        bearer throw it away and get another, from an issuer that is in trouble already.
        """
        address = self._addresses.get(token) or self._addressed(token)
        agreed = await self._agreed_with(address)
        told = await self._verified(agreed, token)
        self._remember(token, address)
        tenant_id = address.tenant_id
        person = (tenant_id, agreed.person_field, told.person)
        subject = known or await self._people.get(person, lambda: self._find_person(*person))
        if subject is None:
            raise TokenRefused("person")
        return Claims(
            tenant_id=tenant_id,
            subject=subject,
            client_id=told.client_id,
            scopes=told.scopes & agreed.scopes,
            expires_at=told.expires_at,
            token_id=told.token_id,
            issued_at=told.issued_at,
        )

    def _remember(self, token: bytes, address: Address) -> None:
        self._addresses[token] = address
        self._addresses.move_to_end(token)
        if len(self._addresses) > MAX_REMEMBERED:
            self._addresses.popitem(last=False)

    def _addressed(self, token: bytes) -> Address:
        """The one organisation, the issuer and the audiences that a token claims."""
        try:
            found = unverified_claims(as_bytes(token))
            issuer, named = name(found, "iss"), audiences(found.get("aud"))
            tenants = {trusted.tenant_of_audience(self._base_url, one) for one in named} - {None}
            if "tenant" in found:
                tenants.add(uuid(found, "tenant"))
        except TokenRefused:
            raise
        except Exception:  # noqa: BLE001 - hostile bytes bring about anything
            raise TokenRefused("unreadable") from None
        if issuer == self._base_url:  # ours, and our own reader has refused it
            raise TokenRefused("unknown_key")
        tenant_id = tenants.pop() if len(tenants) == 1 else None
        if tenant_id is None:
            raise TokenRefused("tenant")
        return Address(tenant_id, issuer, tuple(named))

    async def _agreed_with(self, address: Address) -> Agreed:
        key = (address.tenant_id, address.issuer)
        known = await self._agreed.get(key, lambda: self._find_agreed(*key))
        fitting = [one for one in known if one.audience in address.audiences]
        if len(fitting) != 1:  # none, or it could mean two different people
            raise TokenRefused("issuer")
        return fitting[0]

    async def _verified(self, agreed: Agreed, token: bytes) -> Foreign:
        reader = self._reader(agreed)
        try:
            reader.jwks = await self._keys.of(agreed.source)
            try:
                return reader.read(token)
            except TokenRefused as refused:
                if refused.reason != "unknown_key":
                    raise
            reader.jwks = await self._keys.asked_again(agreed.source)
        except KeysUnavailable:
            raise IssuerUnreachable from None
        return reader.read(token)

    def _reader(self, agreed: Agreed) -> "_ForeignReader":
        """Whatever changes of what was agreed, none of its old tokens is recalled."""
        reader = self._readers.get(agreed)
        if reader is None:
            reader = self._readers[agreed] = _ForeignReader(
                agreed, self._leeway_s, self._max_lifetime_s, self._clock
            )
        self._readers.move_to_end(agreed)
        if len(self._readers) > MAX_READERS:
            self._readers.popitem(last=False)
        return reader

    async def _find_agreed(self, tenant_id: UUID, issuer: str) -> tuple[Agreed, ...]:
        listed = await self._asking(tenant_id).list(
            trusted.list_trusted_issuers,
            {},
            IssuerFilters(issuer=issuer),
            Pagination(limit=LARGEST),
        )
        rows = (json.loads(body) for body in listed.bodies)
        return tuple(_agreed(tenant_id, row) for row in rows if row["enabled"])

    async def _find_person(self, tenant_id: UUID, field: str, value: str) -> UUID | None:
        """The one person who is known by this, and still works here."""
        try:
            by = Recognised.model_validate({field: value})
        except ValidationError:
            return None
        if str(getattr(by, field)) != value:  # trimmed, or spelled in another way
            return None
        listed = await self._asking(tenant_id).list(
            people.recognise_person, {}, by, Pagination(limit=2), WHO
        )
        found = [json.loads(body) for body in listed.bodies]
        if len(found) != 1 or found[0]["status"] == LEFT:
            return None
        return UUID(found[0]["id"])

    def _asking(self, tenant_id: UUID) -> Context:
        return Context(Actor.system(tenant_id), self._database)


class _ForeignReader(Reader[Foreign]):
    """Reads the tokens of one issuer for one audience; `jwks` is set before each reading."""

    def __init__(
        self,
        agreed: Agreed,
        leeway_s: float,
        max_lifetime_s: float,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(
            lambda: self.jwks,
            self._told,
            issuer=agreed.source.issuer,
            audience=agreed.audience,
            leeway_s=leeway_s,
            max_lifetime_s=max_lifetime_s,
            clock=clock,
            cache_size=TOKENS_PER_READER,
        )
        self.jwks: Jwks = {}
        self._person_claim = agreed.person_claim

    def _told(self, found: Mapping[str, object]) -> Foreign:
        name(found, "sub")  # RFC 9068 asks for it, even if another claim names the person
        client_id = name(found, "client_id")
        if tenant_and_client(client_id) is not None:  # no issuer speaks for our own clients
            raise TokenRefused("claim_client_id")
        return Foreign(
            person=text(found, self._person_claim),
            client_id=client_id,
            scopes=scopes(found.get("scope", "")),
            expires_at=float(instant(found, "exp")),
            token_id=name(found, "jti"),
            issued_at=float(instant(found, "iat")),
        )


def _agreed(tenant_id: UUID, row: dict[str, Any]) -> Agreed:
    return Agreed(
        tenant_id=tenant_id,
        audience=row["audience"],
        source=Source(row["issuer"], row["jwksUrl"], row["discoveryUrl"]),
        person_claim=row["personClaim"],
        person_field=row["personField"],
        scopes=frozenset(row["scopes"]),
    )
