"""A full pool says so in time, and every connection comes back, however its user ended."""

import asyncio
import random
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import ASGITransport, AsyncClient

from app.domain.actor import Actor
from app.domain.entity import utc_now
from app.domain.errors import Overloaded
from app.domain.failures import OutcomeUnknown
from app.domain.plans import service as plans
from app.domain.plans.commands import CreatePlan
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.main import create_app
from app.settings import Settings
from tests.kernel.conftest import Open, at, in_use, rows
from tests.world import World

POOL_TIMEOUT_S = 0.3


@action(plans.create_plan.scope, None)
async def sleep(tx: Transaction, seconds: float) -> None:
    await tx.connection.execute("SELECT pg_sleep($1)", seconds)


async def test_a_full_pool_refuses_writes_in_time_and_recovers(opened: Open, world: World) -> None:
    async with opened(writes=2, pool_timeout=POOL_TIMEOUT_S) as database:
        ctx = at(database, world)
        busy = [asyncio.create_task(ctx.execute(sleep, {"seconds": 1.0})) for _ in range(2)]
        await asyncio.sleep(0.1)
        began = time.perf_counter()
        with pytest.raises(Overloaded):
            await ctx.execute(sleep, {"seconds": 0.0})
        assert time.perf_counter() - began < POOL_TIMEOUT_S + 0.3
        await asyncio.gather(*busy)
        await ctx.execute(sleep, {"seconds": 0.0})


async def test_a_full_pool_refuses_reads_in_time_and_recovers(opened: Open) -> None:
    async with opened(reads=2, pool_timeout=POOL_TIMEOUT_S) as database:
        busy = [asyncio.create_task(database.fetch("SELECT pg_sleep(1)")) for _ in range(2)]
        await asyncio.sleep(0.1)
        began = time.perf_counter()
        with pytest.raises(Overloaded):
            await database.fetch("SELECT 1")
        assert time.perf_counter() - began < POOL_TIMEOUT_S + 0.3
        await asyncio.gather(*busy)
        assert (await database.fetch("SELECT 1 AS one"))[0]["one"] == 1


async def test_a_client_is_told_when_to_come_back(settings: Settings, world: World) -> None:
    small = settings.model_copy(
        update={"read_pool_size": 1, "write_pool_size": 1, "pool_timeout_s": POOL_TIMEOUT_S}
    )
    app = create_app(small)
    async with app.router.lifespan_context(app):
        database: Database = app.state.database
        busy = [
            asyncio.create_task(at(database, world).execute(sleep, {"seconds": 1.0})),
            asyncio.create_task(database.fetch("SELECT pg_sleep(1)")),
        ]
        await asyncio.sleep(0.1)
        there = World(world.tenant_id, database, _client(app), world.actors)
        body = {"personId": world.id("amina"), "title": "Grow"}
        refusals = await asyncio.gather(
            there.rest("amina", "GET", "/v1/plans"),
            there.rest("amina", "POST", "/v1/plans", body),
            there.graphql("amina", "{ me { displayName } }"),
        )
        for refused in refusals:
            assert "overloaded" in refused.text
        for refused in refusals[:2]:
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        await asyncio.gather(*busy)
        assert (await there.rest("amina", "POST", "/v1/plans", body)).status_code == 201
        assert (await there.rest("amina", "GET", "/v1/plans")).status_code == 200
        await there.client.aclose()


def _client(app: Any) -> Any:
    client: Any = AsyncClient(transport=ASGITransport(app), base_url="http://career.test")
    client.app = app
    return client


async def test_cancelling_while_waiting_for_a_connection_loses_none(
    opened: Open, world: World
) -> None:
    async with opened(reads=2, writes=2, pool_timeout=POOL_TIMEOUT_S) as database:
        ctx = at(database, world)
        chance = random.Random(7)  # noqa: S311

        async def use(number: int) -> None:
            if number % 2:
                await database.fetch("SELECT pg_sleep(0.004)")
            else:
                await ctx.execute(sleep, {"seconds": 0.004})

        for _ in range(5):
            tasks = [asyncio.create_task(use(number)) for number in range(40)]
            for task in tasks:
                asyncio.get_running_loop().call_later(chance.uniform(0, 0.15), task.cancel)
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            kinds = {type(one) for one in ended}
            assert kinds <= {type(None), asyncio.CancelledError, Overloaded, OutcomeUnknown}, ended
            assert asyncio.CancelledError in kinds

        assert in_use(database) == 0
        await asyncio.gather(*(use(number) for number in range(8)))


async def test_cancelling_within_a_transaction_leaves_no_trace_and_a_usable_connection(
    opened: Open, world: World
) -> None:
    async with opened(writes=1) as database:
        ctx = at(database, world, "amina")
        for pause in ("session", "connection"):
            made = asyncio.Event()

            @action(plans.create_plan.scope, None)
            async def create_and_wait(tx: Transaction) -> None:
                command = CreatePlan(person_id=world.id("amina"), title="Never")
                await plans.create_plan(tx, command)
                await tx.finish()
                made.set()  # noqa: B023
                if pause == "session":  # noqa: B023
                    await (await tx.session.connection()).exec_driver_sql("SELECT pg_sleep(5)")
                await tx.connection.execute("SELECT pg_sleep(5)")

            task = asyncio.create_task(ctx.execute(create_and_wait, {}))
            await made.wait()
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

            assert in_use(database) == 0
            sql = "SELECT count(*) AS found FROM plan WHERE title = 'Never'"
            assert (await rows(database, world.tenant_id, sql))[0]["found"] == 0


async def test_no_tenant_is_left_on_a_connection(opened: Open, world: World) -> None:
    tenant = "SELECT current_setting('app.tenant_id', true) AS tenant"
    async with opened(reads=1, writes=1) as database:
        await at(database, world).execute(sleep, {"seconds": 0.0})
        plan = await world.a_plan()
        await at(database, world, "amina").find(plans.get_plan, {"plan_id": UUID(plan["id"])})
        assert (await database.fetch(tenant))[0]["tenant"] in (None, "")
        writer = await database._writes.take()
        assert await writer.connection.fetchval(tenant) in (None, "")
        database._writes.give(writer)


async def test_a_database_that_was_not_opened_says_so(app_dsn: str, database: Database) -> None:
    closed = Database(app_dsn, database._tools)
    with pytest.raises(RuntimeError, match="not open"):
        async with closed.transaction(Actor.system(uuid4()), utc_now()):
            pass
    await closed.close()
