"""The API, and an organisation in it that trusts an identity provider on loopback."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from httpx import ASGITransport, AsyncClient, Response

from app.domain.actor import Scope
from app.domain.issuers import service as issuers
from app.domain.issuers.commands import TrustIssuer
from app.main import create_app
from app.security.bearer import Gate
from app.security.fetch import Fetcher
from app.security.issuers import TrustedIssuers
from app.security.jwks import PublishedKeys
from app.settings import Settings
from tests.security.forge import RSA
from tests.security.idp import Idp, an_idp
from tests.security.test_guard import LENIENT
from tests.world import World

BASE = "http://career.test"
PATIENCE_S = 8
SCOPES = (Scope.PEOPLE_READ, Scope.PLANS_READ)


@dataclass
class House:
    """The API, and an identity provider that one of its organisations trusts."""

    world: World
    client: AsyncClient
    idp: Idp
    app: Any = None
    keys: PublishedKeys | None = None
    now: float = 1000.0  # of everything that is kept for a while

    def clock(self) -> float:
        return self.now

    def waits(self, seconds: float) -> None:
        assert self.keys is not None
        self.keys._deadline_s = seconds

    def claims(self, **changes: Any) -> dict[str, Any]:
        issued_at = int(time.time())
        return {
            "iss": self.idp.url,
            "aud": f"{BASE}/tenants/{self.world.tenant_id}",
            "sub": "amina",
            "client_id": "portal",
            "iat": issued_at,
            "exp": issued_at + 600,
            "jti": str(uuid4()),
            "scope": "people:read plans:read plans:write",
        } | changes

    async def trusts(self, world: World | None = None, **changes: Any) -> None:
        given: dict[str, Any] = {
            "issuer": self.idp.url,
            "jwks_url": f"{self.idp.url}/jwks",
            "person_claim": "sub",
            "person_field": "external_id",
            "scopes": SCOPES,
        } | changes
        command = TrustIssuer.model_validate(given)
        system = (world or self.world).system
        await system.execute(issuers.trust_issuer, {"command": command, "base_url": BASE})

    async def me(self, kid: str = "rsa", key: Any = RSA, **changes: Any) -> Response:
        return await self.asks(self.idp.token(self.claims(**changes), kid=kid, key=key))

    async def asks(self, token: bytes, path: str = "/v1/me") -> Response:
        headers = {"authorization": f"Bearer {token.decode()}"}
        return await self.client.get(path, headers=headers)

    async def is_amina(self, **changes: Any) -> bool:
        answer = await self.me(**changes)
        return answer.status_code == 200 and answer.json()["userName"] == "amina"


@asynccontextmanager
async def a_house(settings: Settings, world: World) -> AsyncIterator[House]:
    app = create_app(settings)
    fetcher = Fetcher(LENIENT, PATIENCE_S)
    async with (
        an_idp() as idp,
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url=BASE) as client,
    ):
        house = House(world, client, idp, app)
        database = app.state.database
        house.keys = PublishedKeys(fetcher.get, deadline_s=PATIENCE_S, clock=house.clock)
        trusted = TrustedIssuers(
            database,
            house.keys,
            base_url=BASE,
            leeway_s=30,
            max_lifetime_s=3600,
            ticks=house.clock,
        )
        gate = app.state.gate
        app.state.gate = Gate(gate.reader, gate.standing, database, issuers=trusted)
        await house.trusts()
        yield house
        await fetcher.close()
