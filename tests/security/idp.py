"""An identity provider on loopback, as good or as strange as a test wants it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .forge import RSA, compact, public_jwk, rs256
from .forge import as_json as members

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def saying(body: Any, status: int = 200, **headers: str) -> Answer:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=text, status=status, headers=named)

    return answer


async def never(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError


async def in_drops(request: web.Request) -> web.StreamResponse:
    """Each byte comes in time; the whole never does."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(600):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def without_end(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65_536)


@dataclass
class Idp:
    """Its keys are at `/jwks`, its discovery document at `/discovery`."""

    url: str = ""
    paths: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        return self.paths.count("/jwks")

    def publishes(self, *keys: Any) -> None:
        self.answers["/jwks"] = saying({"keys": list(keys)})

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        return await self.answers[request.path](request)

    def token(self, claims: dict[str, Any], *, kid: str = "rsa", key: Any = RSA) -> bytes:
        header = {"typ": "at+jwt", "alg": "RS256", "kid": kid}
        return compact(members(header), members(claims), rs256(key))


@asynccontextmanager
async def an_idp() -> AsyncIterator[Idp]:
    idp = Idp()
    app = web.Application()
    app.router.add_get("/{rest:.*}", idp.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    idp.url = f"http://127.0.0.1:{port}"
    idp.publishes(public_jwk(RSA, "rsa"))
    idp.answers["/discovery"] = saying({"issuer": idp.url, "jwks_uri": f"{idp.url}/jwks"})
    try:
        yield idp
    finally:
        await runner.cleanup()
