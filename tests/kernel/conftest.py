"""Databases of one's own: with other limits, or behind a wire."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.hints import Hints
from app.domain.transaction import Database, Limits
from app.settings import Settings
from tests.kernel.wire import Wire, wired
from tests.world import World

Open = Callable[..., AbstractAsyncContextManager[Database]]


@pytest.fixture(autouse=True)
def no_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go beside, after the answer: what is counted here is the way to it."""
    monkeypatch.setattr(Hints, "give", lambda _hints, _tenant_id: None)


@pytest.fixture
def app_dsn(settings: Settings) -> str:
    return str(settings.app_database_url)


@pytest.fixture
def opened(database: Database, app_dsn: str) -> Open:
    @asynccontextmanager
    async def open_one(dsn: str = app_dsn, **limits: Any) -> AsyncIterator[Database]:
        one = Database(dsn, database._tools, limits=Limits(**limits))
        await one.open()
        try:
            yield one
            await asyncio.sleep(0)
            assert in_use(one) == 0
        finally:
            await one.close()

    return open_one


@pytest.fixture
async def wire(app_dsn: str) -> AsyncIterator[Wire]:
    async with wired(app_dsn) as wire:
        yield wire


def in_use(database: Database) -> int:
    """Connections that nobody gave back."""
    return database._reads.taken + database._writes.taken


def at(database: Database, world: World, who: str | None = None) -> Context:
    actor = Actor.system(world.tenant_id) if who is None else world.actors[who]
    return Context(actor, database)


async def rows(database: Database, tenant_id: UUID, sql: str, *values: Any) -> list[Any]:
    """What the tenant has, past all rules but row-level security."""
    ctx = Context(Actor.system(tenant_id), database)
    async with database.transaction(ctx.actor, ctx.clock()) as tx:
        return list(await tx.connection.fetch(sql, *values))
