"""Two organisations, one with a row in every table, and the logins that try to get at it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from httpx import AsyncClient

from app.domain.transaction import Database
from app.server.cluster import Cluster
from app.server.databases import Login, outside_urls
from app.settings import Settings
from tests.scene import Scene
from tests.world import World


@pytest.fixture(scope="session")
async def full(database: Database, client: AsyncClient) -> World:
    """An organisation with a row in every table."""
    scene = await Scene.begin(await World.begin(database, client))
    await scene.behind_the_scenes()
    return scene.world


@pytest.fixture(scope="session")
async def other(database: Database, client: AsyncClient) -> World:
    return await World.begin(database, client)


async def opened(login: Login) -> asyncpg.Connection:
    return await asyncpg.connect(login.dsn, server_settings=login.server_settings)


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the role that serves."""
    logins = outside_urls(settings)
    assert logins is not None
    connection = await opened(logins.app)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def worker(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the role that looks for work."""
    logins = outside_urls(settings)
    assert logins is not None
    connection = await opened(logins.worker)
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(owner_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    passwords = Cluster(Path(os.environ["CAREER_TEST_DATA_DIR"])).passwords()
    connection = await asyncpg.connect(owner_dsn, user="postgres", password=passwords.superuser)
    yield connection
    await connection.close()
