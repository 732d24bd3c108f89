"""Connections break while we read, write and commit: the answer is true, and the next one works."""

import asyncio
import time
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.domain.errors import Unavailable
from app.domain.failures import OutcomeUnknown
from app.domain.plans import service as plans
from app.domain.plans.commands import CreatePlan
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from tests.kernel.conftest import Open, at, in_use, rows
from tests.kernel.wire import QUERY, Cut, Wire
from tests.world import World

SCOPE = plans.create_plan.scope


async def kill(dsn: str, pid: int) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_terminate_backend($1, 2000)", pid)
    finally:
        await connection.close()


async def pids(dsn: str, state: str) -> list[int]:
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE usename = current_user AND query LIKE $1",
            f"%{state}%",
        )
        return [row["pid"] for row in found if row["pid"] != connection.get_server_pid()]
    finally:
        await connection.close()


async def test_a_connection_that_is_killed_within_a_read_is_unavailable(
    opened: Open, app_dsn: str
) -> None:
    async with opened(reads=1) as database:
        reading = asyncio.create_task(database.fetch("SELECT pg_sleep(5), 'mid-read'"))
        await asyncio.sleep(0.1)
        for pid in await pids(app_dsn, "mid-read"):
            await kill(app_dsn, pid)
        with pytest.raises(Unavailable):
            await reading
        assert in_use(database) == 0
        assert len(await database.fetch("SELECT 1")) == 1


@pytest.mark.parametrize("by", ["connection", "session"])
async def test_a_connection_that_is_killed_within_a_write_is_unavailable(
    by: str, opened: Open, app_dsn: str, world: World
) -> None:
    @action(SCOPE, None)
    async def die(tx: Transaction) -> None:
        await create(tx, world, "Never")
        await kill(app_dsn, tx.connection.get_server_pid())
        if by == "session":
            await (await tx.session.connection()).exec_driver_sql("SELECT 1")
        else:
            await tx.connection.execute("SELECT 1")

    async with opened(writes=1) as database:
        ctx = at(database, world, "amina")
        with pytest.raises(Unavailable) as refused:
            await ctx.execute(die, {})
        assert not isinstance(refused.value, OutcomeUnknown)
        assert in_use(database) == 0
        assert await titles(database, world) == []


async def test_a_connection_that_is_gone_at_the_commit_leaves_the_outcome_unknown(
    opened: Open, app_dsn: str, world: World
) -> None:
    @action(SCOPE, None, audited=False)  # or its fact would notice before the commit does
    async def die_at_the_end(tx: Transaction) -> None:
        await create(tx, world, "Never")
        await kill(app_dsn, tx.connection.get_server_pid())

    async with opened(writes=1) as database:
        with pytest.raises(OutcomeUnknown):
            await at(database, world, "amina").execute(die_at_the_end, {})
        assert await titles(database, world) == []


@pytest.mark.parametrize(("when", "kept"), [("before", []), ("after", ["Perhaps"])])
async def test_a_network_that_is_cut_at_the_commit_leaves_the_outcome_unknown(
    when: str, kept: list[str], opened: Open, wire: Wire, world: World
) -> None:
    async def cut(kind: bytes, content: bytes) -> None:
        if kind == QUERY and content.startswith(b"COMMIT"):
            wire.is_mute = when == "after"  # it goes there, and no answer comes back
            await asyncio.sleep(0.1)
            raise Cut

    async with opened(wire.dsn, writes=1) as database:
        setattr(wire, when, cut)
        with pytest.raises(OutcomeUnknown):
            await at(database, world, "amina").execute(creating(world, "Perhaps"), {})
        wire.before = wire.after = Wire().before
        wire.is_mute = False
        assert await titles(database, world) == kept


async def test_being_cancelled_at_the_commit_does_not_claim_that_nothing_was_done(
    opened: Open, wire: Wire, world: World
) -> None:
    reached = asyncio.Event()

    async def hold(kind: bytes, content: bytes) -> None:
        if kind == QUERY and content.startswith(b"COMMIT"):
            reached.set()
            await asyncio.sleep(0.3)

    async with opened(wire.dsn, writes=1) as database:
        wire.before = hold
        writing = asyncio.create_task(
            at(database, world, "amina").execute(creating(world, "Perhaps"), {})
        )
        await reached.wait()
        writing.cancel()
        with pytest.raises(OutcomeUnknown):
            await writing
        wire.before = Wire().before
        await titles(database, world)


async def test_connections_that_broke_while_idle_are_replaced(
    opened: Open, wire: Wire, world: World
) -> None:
    async with opened(wire.dsn, reads=3, writes=3) as database:
        ctx = at(database, world, "amina")
        for _ in range(3):
            everybody = [ctx.execute(creating(world, "Kept"), {}) for _ in range(3)]
            await asyncio.gather(*everybody, *(database.fetch("SELECT 1") for _ in range(3)))
            wire.cut()
            await asyncio.sleep(0.05)
        assert len(await titles(database, world)) == 9


@pytest.mark.parametrize("what", ["read", "write"])
async def test_a_server_that_falls_silent_is_unavailable_in_time(
    what: str, opened: Open, wire: Wire, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.transaction.SPARE_S", 0.2)
    async with opened(wire.dsn, statement_timeout=0.2, pool_timeout=0.5, reads=1) as database:
        ctx = at(database, world, "amina")
        await ctx.execute(creating(world, "Before"), {})
        await database.fetch("SELECT 1")
        wire.is_mute = True
        await is_unavailable(what, database, world)
        wire.is_mute = False
        wire.cut()
        await asyncio.sleep(0.05)
        assert await titles(database, world) == ["Before"]
        await database.fetch("SELECT 1")


@pytest.mark.parametrize("what", ["read", "write"])
async def test_a_server_that_is_silent_from_the_start_is_unavailable_in_time(
    what: str, opened: Open, wire: Wire, world: World
) -> None:
    async with opened(wire.dsn, pool_timeout=0.5) as database:
        wire.is_mute = True
        wire.cut()
        await asyncio.sleep(0.05)
        await is_unavailable(what, database, world)
        wire.is_mute = False
        assert await titles(database, world) == []


async def is_unavailable(what: str, database: Database, world: World) -> None:
    """A read, or a write, is told so, and soon."""
    read = partial(database.fetch, "SELECT 1")
    write = partial(at(database, world, "amina").execute, creating(world, "Never"), {})
    began = time.perf_counter()
    with pytest.raises(Unavailable):
        await (read if what == "read" else write)()
    assert time.perf_counter() - began < 4


def creating(world: World, title: str) -> Any:
    @action(SCOPE, None)
    async def create_one(tx: Transaction) -> None:
        await create(tx, world, title)

    return create_one


async def create(tx: Transaction, world: World, title: str) -> UUID:
    plan = await plans.create_plan(tx, CreatePlan(person_id=world.id("amina"), title=title))
    await tx.finish()
    id: UUID = plan.id
    return id


async def titles(database: Any, world: World) -> list[str]:
    found = await rows(database, world.tenant_id, "SELECT title FROM plan ORDER BY id")
    return [row["title"] for row in found]
