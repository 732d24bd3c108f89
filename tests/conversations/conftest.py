"""A pair of people, and a clock that looks as the worker's role does."""

from collections.abc import AsyncIterator

import pytest

from app.domain.transaction import Database
from app.settings import Settings
from tests.conversations.series_kit import Pairs
from tests.world import World


@pytest.fixture
async def looking(settings: Settings, database: Database) -> AsyncIterator[Database]:
    found = Database(str(settings.worker_database_url), database._tools)
    await found.open()
    yield found
    await found.close()


@pytest.fixture
def pairs(world: World, looking: Database) -> Pairs:
    return Pairs(world, looking)
