"""A trail that can be looked at, and altered as only the owner of the database could."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.domain.audit import service as audit
from app.domain.audit.commands import Mark, TrailReport, VerifyTrail
from app.server.cluster import Cluster
from tests.kernel.conftest import app_dsn, opened
from tests.world import World

__all__ = ["app_dsn", "opened"]

Verify = Callable[..., Awaitable[TrailReport]]
Accesses = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def superuser(owner_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody whom no policy holds."""
    passwords = Cluster(Path(os.environ["CAREER_TEST_DATA_DIR"])).passwords()
    connection = await asyncpg.connect(owner_dsn, user="postgres", password=passwords.superuser)
    yield connection
    await connection.close()


@pytest.fixture
def verify(world: World) -> Verify:
    async def run(marks: tuple[Mark, ...] = ()) -> TrailReport:
        answer = await world.system.execute(
            audit.verify_trail, {"command": VerifyTrail(marks=marks)}
        )
        return TrailReport.model_validate_json(answer.body)

    return run


@pytest.fixture
def accesses(world: World) -> Accesses:
    """What somebody sees of who looked at what is theirs, the latest first."""

    async def read(who: str, of: str | None = None, query: str = "") -> list[dict[str, Any]]:
        await world.noted()
        path = f"/v1/people/{world.id(of or who)}/access-log{query}"
        return list((await world.rest(who, "GET", path)).json()["data"])

    return read
