"""An organisation with a courier, for tests of webhooks."""

from collections.abc import AsyncIterator

import pytest

from tests.worker.hooks import Hooks, hooks_of
from tests.world import World


@pytest.fixture
async def hooks(world: World) -> AsyncIterator[Hooks]:
    async with hooks_of(world) as hooks:
        yield hooks
