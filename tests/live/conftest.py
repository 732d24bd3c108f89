"""One server for all tests that need nothing of their own."""

from collections.abc import AsyncIterator

import pytest

from app.settings import Settings
from tests.live.kit import Live, served


@pytest.fixture(scope="session")
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with served(settings) as live:
        yield live
