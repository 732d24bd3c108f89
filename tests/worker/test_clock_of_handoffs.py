"""The clock finds who got another manager or mentor, under a role that sees ids and days alone."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app.domain.transaction import Database
from app.worker.clock import Clock
from tests.relations import day, started, told
from tests.worker.test_worker import Finder
from tests.world import World


async def test_the_clock_opens_it_once_and_then_finds_nothing(
    world: World, looking: Database
) -> None:
    clock = Clock(Finder(looking, world.tenant_id), world.database, period_s=60)  # type: ignore[arg-type]
    await started(world, "amina", "olga", "mentor", startsOn=day(-60), endsOn=day(-1))
    assert await clock.once() == 0
    await started(world, "amina", "tomas", "mentor", startsOn=day(1))
    assert await clock.once() == 0
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    later = Clock(clock.finder, world.database, period_s=60, now=lambda: tomorrow)
    assert [await later.once(), await later.once()] == [1, 0]
    assert len(await told(world, "handoff.opened")) == 1


async def test_the_worker_does_not_see_relations_that_stand(
    world: World, looking: Database
) -> None:
    await started(world, "amina", "olga", "sponsor")
    await started(world, "tomas", "olga", "mentor", startsOn=day(-60))
    rows = await looking.fetch(
        "SELECT kind FROM relationship WHERE tenant_id = $1", world.tenant_id
    )
    assert [row["kind"] for row in rows] == ["manager"]  # which began today
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await looking.fetch("SELECT reason FROM relationship")
