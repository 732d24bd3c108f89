"""What the product sends to PostgreSQL while it answers a request.

The product runs inside this process, whole, with its own connections. Their protocol is
wrapped, below everything that asyncpg, SQLAlchemy or the product add to it.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from httpx import ASGITransport, AsyncClient

from app.domain.journal import Journal
from app.main import create_app
from app.settings import Settings
from bench.workloads import Request, Tokens


@dataclass(frozen=True)
class Sent:
    """One statement, what was bound to it, and the rows that came back."""

    connection: int
    sql: str
    arguments: tuple[Any, ...]
    rows: Sequence[Any]


@dataclass
class Seen:
    """An answer of the product, and how it came about."""

    status: int
    body: bytes
    sent: list[Sent] = field(default_factory=list)


class Product:
    def __init__(
        self, client: AsyncClient, tokens: Tokens, sent: list[Sent], journal: Journal
    ) -> None:
        self._client, self._tokens, self._sent = client, tokens, sent
        self._journal = journal

    async def answer(self, request: Request) -> Seen:
        headers = self._tokens.headers(request)
        await self._journal.written()  # what was noted of the request before is no part of this
        self._sent.clear()
        given = await self._client.request(
            request.method, request.target, headers=headers, content=request.body or None
        )
        return Seen(given.status_code, given.content, list(self._sent))


@asynccontextmanager
async def watched_product(settings: Settings, tokens: Tokens) -> AsyncIterator[Product]:
    sent: list[Sent] = []
    with _wrapped_connections(sent):
        app = create_app(settings.model_copy(update={"log_level": "error"}))
        async with app.router.lifespan_context(app):
            transport = ASGITransport(app, raise_app_exceptions=False)
            async with AsyncClient(transport=transport, base_url=settings.base_url) as client:
                yield Product(client, tokens, sent, app.state.database.journal)


class _Protocol:
    """Passes everything on, and notes what is executed."""

    def __init__(self, real: Any, sent: list[Sent]) -> None:
        self._real, self._sent = real, sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def query(self, sql: str, *args: Any, **kwargs: Any) -> Any:
        self._sent.append(Sent(id(self), sql, (), ()))
        return await self._real.query(sql, *args, **kwargs)

    async def bind_execute(self, state: Any, args: Any, *more: Any, **kwargs: Any) -> Any:
        result = await self._real.bind_execute(state, args, *more, **kwargs)
        rows = result[0] if isinstance(result, tuple) else result
        self._sent.append(Sent(id(self), state.query, tuple(args), rows or ()))
        return result


@contextmanager
def _wrapped_connections(sent: list[Sent]) -> Iterator[None]:
    begin = asyncpg.Connection.__init__

    def begin_watched(self: Any, protocol: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, _Protocol(protocol, sent), *args, **kwargs)

    asyncpg.Connection.__init__ = begin_watched
    try:
        yield
    finally:
        asyncpg.Connection.__init__ = begin
