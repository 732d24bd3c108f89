"""Empty databases on the server of the run, whose roles exist already and serve another one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from app.server.cluster import Cluster


@pytest.fixture
async def superuser(owner_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    passwords = Cluster(Path(os.environ["CAREER_TEST_DATA_DIR"])).passwords()
    connection = await asyncpg.connect(owner_dsn, user="postgres", password=passwords.superuser)
    yield connection
    await connection.close()


@pytest.fixture
async def empty(superuser: asyncpg.Connection, owner_dsn: str) -> AsyncIterator[str]:
    """An empty database of its own, as the owner of the run."""
    name = f"empty_{uuid4().hex}"
    await superuser.execute(f"CREATE DATABASE {name} OWNER career_owner")
    yield urlunsplit(urlsplit(owner_dsn)._replace(path=f"/{name}"))
    await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
