"""The whole application, spoken to in plain ASGI: what no client library would send."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient

Header = tuple[bytes, bytes]


@dataclass
class Raw:
    """What came back."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


async def raw(
    app: Any,
    method: str,
    path: str,
    headers: Iterable[Header] = (),
    chunks: Iterable[bytes] = (b"",),
    *,
    query: bytes = b"",
    ends: bool = True,
) -> Raw:
    """Send a request as these chunks. One that does not end is broken off."""
    parts = list(chunks)
    messages: list[dict[str, Any]] = [
        {
            "type": "http.request",
            "body": part,
            "more_body": not ends or place < len(parts) - 1,
        }
        for place, part in enumerate(parts)
    ]
    answer = Raw()

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = dict(message["headers"])
        else:
            answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": list(headers),
        "server": ("career.test", 80),
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return answer


def application(client: AsyncClient) -> Any:
    return client.app  # type: ignore[attr-defined]


async def endless(chunk: bytes) -> AsyncIterator[bytes]:
    while True:
        yield chunk
