"""Requests of all routes, made ready once for all tests that only read or are refused."""

import pytest
from httpx import AsyncClient

from app.domain.transaction import Database
from tests.api.asks import Ask, asks
from tests.world import World


@pytest.fixture(scope="session")
async def ready(database: Database, client: AsyncClient) -> list[Ask]:
    """In one organisation, where nobody changes anything any more."""
    return await asks(await World.begin(database, client))
