"""What PostgreSQL refuses becomes a refusal that a client can act on, or is done again."""

import asyncio
import time
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.errors import Busy, TimedOut
from app.domain.failures import ATTEMPTS
from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeMilestone, CreatePlan
from app.domain.plans.models import Plan
from app.domain.transaction import Transaction
from app.domain.use_case import action
from tests.kernel.conftest import Open, at, rows
from tests.world import World

SCOPE = plans.create_plan.scope


@action(SCOPE, None)
async def run(tx: Transaction, sql: str) -> None:
    await tx.connection.execute(sql)


@action(SCOPE, None)
async def run_by_session(tx: Transaction, sql: str) -> None:
    await (await tx.session.connection()).exec_driver_sql(sql)


@pytest.mark.parametrize("use_case", [run, run_by_session])
async def test_a_statement_that_takes_too_long_is_ended(
    use_case: Any, opened: Open, world: World
) -> None:
    async with opened(statement_timeout=0.1) as database:
        with pytest.raises(TimedOut):
            await at(database, world).execute(use_case, {"sql": "SELECT pg_sleep(5)"})
        with pytest.raises(TimedOut):
            await database.fetch("SELECT pg_sleep(5)")
        await at(database, world).execute(use_case, {"sql": "SELECT 1"})
        await database.fetch("SELECT 1")


async def test_a_row_that_another_holds_is_waited_for_but_not_forever(
    opened: Open, world: World
) -> None:
    milestone = UUID((await world.a_milestone())["id"])
    change = {"milestone_id": milestone, "command": ChangeMilestone(progress=10)}
    async with opened(lock_timeout=0.2) as database:
        ctx = at(database, world, "amina")
        async with database.transaction(ctx.actor, ctx.clock()) as tx:
            await tx.connection.execute(
                "SELECT 1 FROM milestone WHERE id = $1 FOR UPDATE", milestone
            )
            began = time.perf_counter()
            with pytest.raises(Busy):
                await ctx.execute(plans.change_milestone, change)
            assert time.perf_counter() - began < 1
        await ctx.execute(plans.change_milestone, change)


async def test_a_deadlock_is_resolved_by_doing_one_of_the_two_again(
    opened: Open, world: World
) -> None:
    milestones = [UUID((await world.a_milestone())["id"]) for _ in range(2)]
    both = asyncio.Barrier(2)
    begun = []

    @action(SCOPE, None)
    async def change(tx: Transaction, first: UUID, second: UUID) -> None:
        begun.append(first)
        await plans.change_milestone(tx, first, ChangeMilestone(progress=20))
        await tx.finish()
        if len(begun) <= 2:
            await both.wait()
        await plans.change_milestone(tx, second, ChangeMilestone(progress=30))

    async with opened() as database:
        ctx = at(database, world, "amina")
        one, other = milestones
        await asyncio.gather(
            ctx.execute(change, {"first": one, "second": other}),
            ctx.execute(change, {"first": other, "second": one}),
        )
        assert len(begun) == 3
        told = await rows(
            database,
            world.tenant_id,
            "SELECT subject_id, sequence FROM outbox_event WHERE type = 'milestone.progressed'"
            " ORDER BY subject_id, sequence",
        )
        expected = sorted((id, sequence) for id in milestones for sequence in (2, 3))
        assert [tuple(row) for row in told] == expected


async def test_a_serialization_failure_is_done_again(opened: Open, world: World) -> None:
    plan = UUID((await world.a_plan())["id"])
    begun = []

    @action(SCOPE, None)
    async def retitle(tx: Transaction, title: str) -> None:
        begun.append(title)
        await tx.connection.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        await tx.connection.execute("SELECT title FROM plan WHERE id = $1", plan)
        await asyncio.sleep(0.05)
        await tx.connection.execute(
            "UPDATE plan SET title = title || $1 WHERE id = $2", title, plan
        )

    async with opened() as database:
        ctx = at(database, world, "amina")
        await asyncio.gather(*(ctx.execute(retitle, {"title": letter}) for letter in "abc"))
        (found,) = await rows(database, world.tenant_id, "SELECT title FROM plan")
        assert sorted(found["title"].removeprefix("Grow")) == ["a", "b", "c"]
        assert len(begun) > 3


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_what_fails_again_and_again_is_busy_in_the_end(
    state: str, opened: Open, world: World
) -> None:
    begun = []

    @action(SCOPE, None)
    async def fail(tx: Transaction) -> None:
        begun.append(tx)
        await tx.connection.execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")

    async with opened() as database:
        with pytest.raises(Busy):
            await at(database, world).execute(fail, {})
    assert len(begun) == ATTEMPTS


async def test_a_refusal_that_a_use_case_overlooks_is_no_success(
    opened: Open, world: World
) -> None:
    """PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, and no error."""

    @action(SCOPE, None, audited=False)  # or its fact would notice before the commit does
    async def overlook(tx: Transaction) -> None:
        await plans.create_plan(tx, CreatePlan(person_id=world.id("amina"), title="Lost"))
        await tx.finish()
        with suppress(Exception):
            await tx.connection.execute("SELECT 1 / 0")

    async with opened() as database:
        with pytest.raises(RuntimeError, match="ended with ROLLBACK"):
            await at(database, world, "amina").execute(overlook, {})


async def test_what_people_wrote_is_in_no_error(opened: Open, world: World) -> None:
    @action(SCOPE, None)
    async def break_with(tx: Transaction, words: str) -> None:
        connection = await tx.session.connection()
        await connection.exec_driver_sql("SELECT $1::text / 0", (words,))

    async with opened() as database:
        with pytest.raises(Exception, match="operator does not exist") as raised:
            await at(database, world).execute(break_with, {"words": "Kanarienvogel"})
    assert "Kanarienvogel" not in str(raised.value)


async def test_two_that_tell_of_one_unlocked_subject_both_tell(opened: Open, world: World) -> None:
    subject = uuid4()
    both = asyncio.Barrier(2)
    begun = []

    @action(SCOPE, None)
    async def tell(tx: Transaction) -> None:
        begun.append(tx)
        if len(begun) <= 2:
            await tx.connection.execute("SELECT 1")
            await both.wait()
        event = Plan(tenant_id=world.tenant_id, id=subject, person_id=world.id("amina"), title="-")
        tx.record(*event.created())

    async with opened() as database:
        await asyncio.gather(*(at(database, world).execute(tell, {}) for _ in range(2)))
        sql = "SELECT sequence FROM outbox_event WHERE subject_id = $1 ORDER BY sequence"
        told = await rows(database, world.tenant_id, sql, subject)
        assert [row["sequence"] for row in told] == [1, 2]
