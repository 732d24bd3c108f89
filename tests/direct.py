"""The application, asked without a network, and without what a client does for one.

Most of a run is requests, and httpx takes as long for a plain one as many answers take. What is
out of the ordinary goes through httpx all the same.
"""

import re
from asyncio import Event
from collections.abc import Mapping
from typing import Any, Final

from httpx import URL, USE_CLIENT_DEFAULT, AsyncClient, ByteStream, Request, Response

from app.door.asgi import Message

HOST: Final = "career.test"
PLAIN: Final = re.compile(
    r"(?P<path>(/\.?[\w~:-][\w.~:-]*)+)(\?(?P<query>[\w.~:/,=&-]*))?", re.ASCII
)
"""A path and a query in which there is nothing to quote and nothing to resolve."""
USUAL: Final = {
    b"host": HOST.encode(),
    b"accept": b"*/*",
    b"accept-encoding": b"gzip, deflate",
    b"connection": b"keep-alive",
    b"user-agent": b"career-tests",
}
WITH_A_BODY: Final = {"POST", "PUT", "PATCH"}


class Answer(Response):
    """What was asked is told to whoever wants to know."""

    asked: tuple[str, str]

    @property
    def request(self) -> Request:
        return Request(self.asked[0], f"http://{HOST}{self.asked[1]}")


class Direct(AsyncClient):
    """A client that hands plain requests to the application of its transport itself."""

    async def request(  # type: ignore[override]
        self, method: str, url: URL | str, *, content: Any = None, headers: Any = None, **more: Any
    ) -> Response:
        plain = PLAIN.fullmatch(url) if isinstance(url, str) else None
        is_usual = all(one is None or one is USE_CLIENT_DEFAULT for one in more.values())
        is_usual &= method != "HEAD" and isinstance(content, bytes | str | None)
        if plain is None or not is_usual:
            return await super().request(method, url, content=content, headers=headers, **more)
        body = content.encode() if isinstance(content, str) else content or b""
        given = USUAL | {_lower(name): _bytes(value) for name, value in (headers or {}).items()}
        if body or method in WITH_A_BODY:
            given.setdefault(b"content-length", str(len(body)).encode())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "headers": list(given.items()),
            "scheme": "http",
            "path": plain["path"],
            "raw_path": plain["path"].encode(),
            "query_string": (plain["query"] or "").encode(),
            "server": (HOST, None),
            "client": self._transport.client,  # type: ignore[attr-defined]
            "root_path": "",
        }
        answer = await _answer(self._transport.app, scope, body)  # type: ignore[attr-defined]
        answer.asked = (method, str(url))
        return answer


async def _answer(app: Any, scope: Mapping[str, Any], body: bytes) -> Answer:
    """What an application answers, once it has said all of it."""
    to_read = [body]
    told: list[Message] = []
    ended = Event()

    async def receive() -> Message:
        if to_read:
            return {"type": "http.request", "body": to_read.pop(), "more_body": False}
        await ended.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        assert not ended.is_set()
        told.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            ended.set()

    try:
        await app(scope, receive, send)
    except Exception:  # noqa: BLE001 - as a server: what was begun is cut, what was not is a 500
        if not told:
            return _read(Answer(500))
        ended.set()
    assert ended.is_set()
    start, *parts = told
    pieces = b"".join(part.get("body", b"") for part in parts)
    return _read(Answer(start["status"], headers=start.get("headers"), stream=ByteStream(pieces)))


def _read(answer: Answer) -> Answer:
    answer.read()
    return answer


def _lower(name: str | bytes) -> bytes:
    return _bytes(name).lower()


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("ascii")
