"""The worker follows what is reported within seconds, however seldom it looks at the clock."""

import asyncio
from typing import Any

from app.domain.transaction import Database
from app.worker.network import Sender
from app.worker.run import Worker
from tests.learning_records.kit import course, reported, said, state
from tests.security.test_guard import LENIENT
from tests.worker.hooks import BASE_URL
from tests.worker.test_worker import ATTEMPT_S, PATIENCE_S, POLL_S, Finder
from tests.world import World

AN_HOUR = 3600.0


async def test_what_is_reported_while_it_works_is_followed(world: World, looking: Database) -> None:
    step = await course(world)
    finder: Any = Finder(looking, world.tenant_id)
    async with Sender(LENIENT, ATTEMPT_S) as sender:
        worker = Worker(
            finder,
            world.database,
            sender,
            base_url=BASE_URL,
            poll_s=POLL_S,
            attempt_s=ATTEMPT_S,
            clock_s=AN_HOUR,
        )
        task = asyncio.create_task(worker.work())
        await asyncio.sleep(0.5)  # its first look is over
        await reported(world, said())
        async with asyncio.timeout(PATIENCE_S):
            while await state(world, step) != ("reached", 100):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        worker.stop()
        await asyncio.wait_for(task, PATIENCE_S)
