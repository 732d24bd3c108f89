"""The ASGI application below `/scim/v2`.

It reads the request, lets the actor in, and leaves the rest to the protocol. A refusal of ours
goes on to `Entry`, which words it as SCIM has it (`refusals.py`), with the same challenge and
the same `Retry-After` as everywhere.
"""

import json
from contextlib import suppress
from typing import Any, Final

from scim2_models import PreconditionFailedException, SCIMException
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from app.domain.actor import ActorKind
from app.domain.errors import Forbidden, Malformed
from app.domain.people.provisioning import people
from app.door.asgi import Receive, Scope, Send, headers_of, read_body
from app.door.entrance import enter
from app.scim import manners
from app.scim.provider import provider
from app.scim.service import Service
from app.scim.storage import Storage

ATTEMPTS: Final = 5
WRITING: Final = ("POST", "PUT", "PATCH")


class ScimDoor:
    """Serves the directories of all tenants; the token says which tenant it is."""

    def __init__(self, url: str, base_url: str) -> None:
        self.url = url
        self.provider = provider(base_url)
        self.service = Service(self.provider)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = await enter(scope, headers_of(scope))
        context.require(people.read_person)
        if context.actor.kind is ActorKind.PERSON:
            raise Forbidden
        storage = Storage(context, self.provider)
        try:
            request = await self._read(scope, receive)
            response = await self._handled(request, storage)
        except SCIMException as error:
            response = self.service.error_response(error)
        except RecursionError as error:
            raise Malformed(detail="The request is nested too deeply.") from error
        await _send(response, send)

    async def _handled(self, request: ScimRequest, storage: Storage) -> ScimResponse:
        """Without an If-Match nobody asked about versions: what changed meanwhile is read again."""
        handler = AsyncScimHandler(self.service, storage)
        attempts = ATTEMPTS if request.header("If-Match") is None else 1
        for _ in range(attempts - 1):
            with suppress(PreconditionFailedException):
                return await handler.handle(request)
        return await handler.handle(request)

    async def _read(self, scope: Scope, receive: Receive) -> ScimRequest:
        method = scope["method"]
        body = await read_body(receive)
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        request = ScimRequest(
            method=method,
            base_url=self.url,
            path=path.removesuffix(".scim"),
            query=manners.read_query(scope["query_string"]),
            headers=[
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in scope["headers"]
            ],
        )
        with self.provider:
            self.service.match(request)  # what cannot be asked for at all is said first
        if method in WRITING:
            self.service.ensure_json(request.header("Content-Type"))
            request.body = manners.read_body(body)
        return request


async def _send(response: ScimResponse, send: Send) -> None:
    body = b"" if response.body is None else json.dumps(response.body).encode()
    headers: list[tuple[bytes, bytes]] = [
        (name.lower().encode(), _plain(value)) for name, value in response.headers.items()
    ]
    headers.append((b"cache-control", b"no-store"))
    if body or response.status not in (204, 304):
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _plain(value: Any) -> bytes:
    return str(value).encode("ascii", "ignore")
