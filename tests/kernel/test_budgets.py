"""The count that all processes share, in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.domain.budget import NOBODY, Holder, Ledger, Patience
from app.domain.errors import Unavailable
from app.domain.share import Quota
from app.door.allowance import Allowance
from app.security.vault import Vault
from tests.kernel.conftest import Open, rows
from tests.kernel.wire import Wire
from tests.world import World

LONG = 36_000
"""Seconds: a window that does not end within a test."""

fingerprint = Vault(bytes(range(32))).fingerprint


@pytest.fixture
async def ledgers(opened: Open) -> AsyncIterator[list[Ledger]]:
    """Those of several processes, each with connections of its own."""
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(opened(reads=2)) for _ in range(4)]
        yield [Ledger(database, fingerprint) for database in databases]


async def allowed(one: Allowance, holder: Holder, times: int) -> int:
    standings = await asyncio.gather(*(one.spend(holder) for _ in range(times)))
    return sum(standing.allowed for standing in standings)


@pytest.mark.parametrize("limit", [1, 7, 100, 1000])
async def test_processes_that_spend_at_once_share_one_budget(
    ledgers: list[Ledger], limit: int
) -> None:
    quota, holder = Quota("person", limit, LONG), (uuid4(), b"somebody")
    processes = [Allowance(quota, ledger) for ledger in ledgers]
    found = await asyncio.gather(*(allowed(one, holder, limit) for one in processes))
    stranded = (len(processes) - 1) * quota.largest_lease
    assert limit - stranded <= sum(found) <= limit
    assert sum([await allowed(one, holder, 50) for one in processes]) + sum(found) <= limit


async def test_a_lease_says_what_was_granted_and_what_is_left(ledgers: list[Ledger]) -> None:
    quota, holder = Quota("person", 10, LONG), (uuid4(), b"somebody")
    here, there = ledgers[:2]
    leases = [await ledger.take(quota, holder, 4) for ledger in (here, there, here, there)]
    assert [(one.granted, one.unclaimed) for one in leases] == [(4, 6), (4, 2), (2, 0), (0, 0)]
    assert {one.window % LONG for one in leases} == {0}
    assert all(0 < one.ends_in_s <= LONG for one in leases)


async def test_organisations_people_and_quotas_have_budgets_of_their_own(
    ledgers: list[Ledger], world: World, elsewhere: World
) -> None:
    ledger, quota = ledgers[0], Quota("person", 5, LONG)
    holders = [(place.tenant_id, name) for place in (world, elsewhere) for name in (b"a", b"b")]
    for holder in holders:
        for one in (quota, Quota("sensitive", 5, LONG)):
            assert (await ledger.take(one, holder, 5)).granted == 5
            assert (await ledger.take(one, holder, 5)).granted == 0
    for place in (world, elsewhere):
        kept = await rows(ledger.database, place.tenant_id, "SELECT tenant_id FROM budget")
        assert [row["tenant_id"] for row in kept] == [place.tenant_id] * 4


async def test_a_new_window_takes_the_place_of_the_old_one(ledgers: list[Ledger]) -> None:
    ledger, quota, holder = ledgers[0], Quota("person", 5), (uuid4(), b"somebody")
    await ledger.take(quota, holder, 5)
    await change(ledger, holder[0], "created_at = created_at - interval '1 minute'")
    assert (await ledger.take(quota, holder, 2)).granted == 2
    assert len(await rows(ledger.database, holder[0], "SELECT FROM budget")) == 1


async def test_a_clock_that_was_set_back_closes_nothing(ledgers: list[Ledger]) -> None:
    ledger, quota, holder = ledgers[0], Quota("person", 5), (uuid4(), b"somebody")
    await ledger.take(quota, holder, 5)
    await change(ledger, holder[0], "created_at = created_at + interval '1 day'")
    lease = await ledger.take(quota, holder, 2)
    assert (lease.granted, lease.ends_in_s <= 60) == (2, True)


async def test_old_rows_go_as_new_ones_come(ledgers: list[Ledger]) -> None:
    ledger, quota, tenant = ledgers[0], Quota("person", 5), uuid4()
    for name in range(25):
        await ledger.take(quota, (tenant, b"%d" % name), 1)
    await change(ledger, tenant, "created_at = created_at - interval '29 minutes'")
    await ledger.take(quota, (tenant, b"new"), 1)
    assert len(await rows(ledger.database, tenant, "SELECT FROM budget")) == 26
    await change(ledger, tenant, "created_at = created_at - interval '1 hour'")
    for left in (17, 7, 1, 1):
        await ledger.take(quota, (tenant, b"newest"), 1)
        assert len(await rows(ledger.database, tenant, "SELECT FROM budget")) == left


async def test_processes_that_tidy_up_at_once_do_not_wait_in_a_circle(
    ledgers: list[Ledger],
) -> None:
    quota, tenant = Quota("person", 1000), uuid4()
    names = [b"%d" % name for name in range(40)]
    for _ in range(3):
        for ledger in ledgers:
            await asyncio.gather(*(ledger.take(quota, (tenant, name), 1) for name in names))
        await change(ledgers[0], tenant, "created_at = created_at - interval '1 hour'")
        everybody = [ledger.take(quota, (tenant, one), 1) for one in names for ledger in ledgers]
        assert all(lease.granted == 1 for lease in await asyncio.gather(*everybody))


async def test_who_holds_a_budget_is_not_stored(ledgers: list[Ledger]) -> None:
    ledger, address = ledgers[0], str(uuid4()).encode()
    await ledger.take(Quota("address", 5), (NOBODY, address), 1)
    [row] = await rows(
        ledger.database,
        NOBODY,
        "SELECT * FROM budget WHERE id = $1",
        UUID(bytes=fingerprint(b"address\0" + NOBODY.bytes + b"\0" + address)),
    )
    assert not [value for value in row.values() if address.decode() in str(value)]
    assert Vault(bytes(range(1, 33))).fingerprint(address) != fingerprint(address)


async def test_a_burst_of_a_hundred_requests_makes_a_handful_of_statements(
    opened: Open, wire: Wire
) -> None:
    async with opened(wire.dsn, reads=1) as database:
        one = Allowance(Quota("person", 600), Ledger(database, fingerprint))
        await one.spend((uuid4(), b"who prepares the statement"))
        wire.round_trips.clear()
        holder = (uuid4(), b"somebody")
        for _ in range(100):
            assert (await one.spend(holder)).allowed
        assert 1 <= len(wire.round_trips) <= 6


async def test_a_database_that_is_away_makes_nothing_fail(opened: Open, wire: Wire) -> None:
    quota, holder = Quota("person", 100, LONG), (uuid4(), b"somebody")
    async with opened(wire.dsn, reads=1, pool_timeout=0.3) as database, opened() as other:
        one = Allowance(quota, Ledger(database, fingerprint))
        assert await allowed(one, holder, 10) == 10

        async def cut(_kind: bytes, _content: bytes) -> None:
            wire.cut()

        wire.before = cut
        wire.cut()
        with pytest.raises(Unavailable):
            await database.fetch("SELECT 1")
        assert 80 <= await allowed(one, holder, 200) <= 90
        wire.before = Wire().before
        there = Allowance(quota, Ledger(other, fingerprint))
        assert await allowed(there, holder, 10) == 10


async def test_failures_make_wait_longer_and_longer_and_are_forgiven(
    ledgers: list[Ledger],
) -> None:
    here, there = ledgers[:2]
    holder, patience = (uuid4(), b"pair"), Patience(3, first_wait_s=30, longest_wait_s=100)
    waits = [await here.wait_s(holder)]
    for ledger in (here, there, here, there, here, there):
        await ledger.fail(holder, patience)
        waits.append(round(await here.wait_s(holder) or 0))
    assert waits == [None, 0, 0, 30, 60, 100, 100]
    await there.forgive(holder)
    assert await here.wait_s(holder) == 0
    await here.fail(holder, patience)
    assert await here.wait_s(holder) == 0


async def test_failures_are_forgotten_after_a_quiet_window(ledgers: list[Ledger]) -> None:
    ledger, holder, patience = ledgers[0], (uuid4(), b"pair"), Patience(2)
    await ledger.fail(holder, patience)
    await change(ledger, holder[0], "created_at = created_at - interval '301 seconds'")
    await ledger.fail(holder, patience)
    assert await ledger.wait_s(holder) == 0
    await ledger.fail(holder, patience)
    assert await ledger.wait_s(holder)
    await change(ledger, holder[0], "blocked_until = blocked_until - interval '320 seconds'")
    assert await ledger.wait_s(holder) == 0
    await ledger.fail(holder, patience)  # within the window after the wait: it adds up
    assert round(await ledger.wait_s(holder) or 0) == 60
    await change(
        ledger,
        holder[0],
        "created_at = now() - interval '400 seconds', "
        "blocked_until = now() - interval '301 seconds'",
    )
    await ledger.fail(holder, patience)
    assert await ledger.wait_s(holder) == 0


async def test_one_failure_may_be_too_many(ledgers: list[Ledger]) -> None:
    ledger, holder = ledgers[0], (uuid4(), b"pair")
    await ledger.fail(holder, Patience(1))
    assert round(await ledger.wait_s(holder) or 0) == 30


async def test_the_table_is_not_logged(owner_dsn: str) -> None:
    connection = await asyncpg.connect(owner_dsn)
    try:
        kind = "SELECT relpersistence FROM pg_class WHERE oid = 'budget'::regclass"
        assert await connection.fetchval(kind) == b"u"
    finally:
        await connection.close()


async def change(ledger: Ledger, tenant_id: UUID, what: str, *values: Any) -> None:
    await rows(ledger.database, tenant_id, f"UPDATE budget SET {what}", *values)  # noqa: S608
