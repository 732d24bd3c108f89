"""A pair of people, and a clock that looks as the worker's role does."""

import pytest

from app.domain.transaction import Database
from tests.conversations.series_kit import Pairs
from tests.world import World


@pytest.fixture
def pairs(world: World, looking: Database) -> Pairs:
    return Pairs(world, looking)
