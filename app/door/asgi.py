"""The few words of ASGI that the doors use."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from app.domain.errors import Malformed

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers by their names; of one that stands several times, the last."""
    headers: Mapping[bytes, bytes] | None = scope.get("headers_by_name")
    if headers is None:
        headers = scope["headers_by_name"] = dict(scope["headers"])
    return headers


async def body_pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The body as it arrives; `Entry` refuses what is too large meanwhile.

    Half a body is no body: the first half of a CSV file would read like a whole one.
    """
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Malformed(detail="The request ended before its body did.")
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


async def read_body(receive: Receive) -> bytes:
    """The whole body."""
    parts = [piece async for piece in body_pieces(receive)]
    return b"".join(parts) if len(parts) > 1 else parts[0]
