"""Applications with limits that can be met: each is a process of its own, as far as limits know."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx import ASGITransport, AsyncClient

from app.main import create_app
from app.settings import Settings
from tests.world import World

HERE = "203.0.113.7"
LATE_S = 55


async def early_in_the_minute() -> None:
    """Windows are minutes: a test that counts must not see one end."""
    second = time.time() % 60
    if second > LATE_S:
        await asyncio.sleep(60.1 - second)


@asynccontextmanager
async def limited(
    settings: Settings, world: World, *, peer: str = HERE, **limits: Any
) -> AsyncIterator[World]:
    """The same organisation, through another application, asked from another address."""
    app = create_app(settings.model_copy(update=limits))
    async with app.router.lifespan_context(app), asked_from(peer, app) as client:
        yield World(world.tenant_id, app.state.database, client, world.actors)


@asynccontextmanager
async def asked_from(peer: str, app: Any) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, raise_app_exceptions=False, client=(peer, 4711))
    async with AsyncClient(transport=transport, base_url="http://career.test") as client:
        client.app = app  # type: ignore[attr-defined]
        yield client
