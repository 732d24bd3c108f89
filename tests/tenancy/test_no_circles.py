"""No circle of managers, on any day, whoever writes and however: PostgreSQL itself refuses."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.domain.transaction import Database
from app.settings import Settings
from tests.company import Company
from tests.relations import start
from tests.world import World

NEW = """INSERT INTO relationship
  (tenant_id, id, version, created_at, person_id, related_id, kind, starts_on, ends_on)
SELECT $1, uuidv7(), 1, now(), person, related, $5, first, last
FROM unnest($2::uuid[], $3::uuid[], $4::date[], $6::date[]) AS t (person, related, first, last)"""
EXPECTED = "relationship_no_cycle"


class Line:
    """Some people of one organisation, and who is put above whom."""

    def __init__(self, company: Company, connection: Any) -> None:
        self.company, self.connection = company, connection

    async def put(self, *edges: tuple[int, int, str, str | None], kind: str = "manager") -> None:
        """Person, manager, first day, end: all of them in one statement."""
        people = self.company.people
        days = await self.connection.fetch(
            "SELECT a::date, b::date FROM unnest($1::text[], $2::text[]) AS t (a, b)",
            [edge[2] for edge in edges],
            [edge[3] for edge in edges],
        )
        await self.connection.execute(
            NEW,
            self.company.tenant_id,
            [people[edge[0]] for edge in edges],
            [people[edge[1]] for edge in edges],
            [row[0] for row in days],
            kind,
            [row[1] for row in days],
        )


@pytest.fixture
async def line(database: Database) -> Any:
    company = await Company.begin(database, 8)
    async with company.transaction() as connection:
        yield Line(company, connection)
        await connection.execute("ROLLBACK; BEGIN")


@asynccontextmanager
async def _refused() -> Any:
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        yield
    assert refused.value.constraint_name == EXPECTED


def refused() -> AbstractAsyncContextManager[None]:
    return _refused()


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("length", [2, 3, 7])
async def test_a_circle_is_refused_in_one_statement_or_in_many(
    line: Line, length: int, *, at_once: bool
) -> None:
    edges = [(n, (n + 1) % length, "2026-01-01", None) for n in range(length)]
    if not at_once:
        for edge in edges[:-1]:
            await line.put(edge)
        edges = edges[-1:]
    async with refused():
        await line.put(*edges)


async def test_a_circle_counts_if_all_of_it_holds_on_one_common_day(line: Line) -> None:
    await line.put((0, 1, "2026-01-01", "2026-06-01"), (1, 2, "2026-05-01", "2026-09-01"))
    await line.put((2, 0, "2026-06-01", None))
    await line.put((2, 0, "2020-01-01", "2026-05-01"))
    async with refused():
        await line.put((2, 0, "2026-05-31", "2026-06-01"))


async def test_pairs_of_days_that_overlap_make_no_circle_without_a_common_day(line: Line) -> None:
    await line.put(
        (0, 1, "2026-01-01", "2026-03-01"),
        (1, 2, "2026-02-01", "2026-05-01"),
        (2, 0, "2026-04-01", "2026-06-01"),
    )


async def test_former_managers_are_followed_too(line: Line) -> None:
    await line.put((0, 1, "2020-01-01", "2021-01-01"), (0, 2, "2021-01-01", None))
    async with refused():
        await line.put((1, 0, "2020-12-31", None))


async def test_what_never_was_makes_no_circle(line: Line) -> None:
    await line.put((0, 1, "2026-01-01", None))
    await line.put((1, 0, "2026-01-01", "2026-01-01"))


async def test_only_managers_make_a_tree(line: Line) -> None:
    await line.put((0, 1, "2026-01-01", None))
    await line.put((1, 0, "2026-01-01", None), kind="mentor")


@pytest.mark.parametrize(
    "change",
    [
        "SET ends_on = NULL",
        "SET starts_on = '2025-12-31', ends_on = '2026-02-01'",
        "SET ends_on = '2026-06-02'",
    ],
)
async def test_a_change_that_adds_days_is_looked_at(line: Line, change: str) -> None:
    await line.put((1, 0, "2026-06-01", None), (1, 0, "2025-12-31", "2026-01-01"))
    await line.put((0, 1, "2026-01-01", "2026-06-01"))
    await line.connection.execute(
        "UPDATE relationship SET ends_on = '2026-05-01' WHERE starts_on = '2026-01-01'"
    )
    async with refused():
        await line.connection.execute(
            f"UPDATE relationship {change} WHERE starts_on = '2026-01-01'"
        )


async def test_another_kind_or_another_manager_is_looked_at(line: Line) -> None:
    await line.put((0, 1, "2026-01-01", None))
    await line.put((1, 0, "2026-01-01", None), kind="mentor")
    await line.put((1, 2, "2026-01-01", None))
    await line.connection.execute("SAVEPOINT before")
    async with refused():
        await line.connection.execute(
            "UPDATE relationship SET related_id = $1 WHERE kind = 'manager' AND person_id = $2",
            line.company.people[0],
            line.company.people[1],
        )
    await line.connection.execute("ROLLBACK TO SAVEPOINT before")
    await line.connection.execute(
        "DELETE FROM relationship WHERE related_id = $1", line.company.people[2]
    )
    async with refused():
        await line.connection.execute("UPDATE relationship SET kind = 'manager'")


async def test_a_tree_may_be_turned_upside_down_on_a_day(line: Line) -> None:
    await line.put(*((n, n + 1, "2026-01-01", None) for n in range(5)))
    await line.connection.execute("UPDATE relationship SET ends_on = '2026-06-01'")
    await line.put(*((n + 1, n, "2026-06-01", None) for n in range(5)))


async def test_a_line_is_followed_for_a_hundred_steps_and_no_circle_is_longer(
    database: Database,
) -> None:
    company = await Company.begin(database, 102)
    async with company.transaction() as connection:
        line = Line(company, connection)
        await line.put(*((n, n + 1, "2026-01-01", None) for n in range(99)))
        await connection.execute("SAVEPOINT before")
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await line.put((101, 0, "2026-01-01", None))
        await connection.execute("ROLLBACK TO SAVEPOINT before")
        assert refused.value.constraint_name == "relationship_levels"


async def test_two_who_could_only_together_make_a_circle_do_not(world: World) -> None:
    """Each sees no circle in what is there; the second one waits, and then sees the first."""
    for _ in range(5):
        pair = await asyncio.gather(start(world, "olga", "tomas"), start(world, "tomas", "olga"))
        assert sorted(one.status_code for one in pair) == [201, 422]
        [refused] = [one.json() for one in pair if one.is_error]
        assert refused["code"] == "reports_to_themselves"
        for one in pair:
            if one.is_success:
                path = f"/v1/relationships/{one.json()['id']}/end"
                await world.rest("vendor", "POST", path, {}, if_match="*")


async def raw(connection: asyncpg.Connection, tenant_id: UUID) -> Any:
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
    return transaction


async def test_the_lock_is_in_the_database_not_in_the_use_cases(
    database: Database, settings: Settings
) -> None:
    company = await Company.begin(database, 2)
    first, second = [await asyncpg.connect(str(settings.app_database_url)) for _ in range(2)]
    try:
        one, other = await raw(first, company.tenant_id), await raw(second, company.tenant_id)
        await Line(company, first).put((0, 1, "2026-01-01", None))
        waiting = asyncio.create_task(Line(company, second).put((1, 0, "2026-01-01", None)))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await one.commit()
        async with refused():
            await waiting
        await other.rollback()
    finally:
        await first.close()
        await second.close()


async def test_one_organisation_does_not_wait_for_another(
    database: Database, settings: Settings
) -> None:
    here, there = await Company.begin(database, 2), await Company.begin(database, 2)
    first, second = [await asyncpg.connect(str(settings.app_database_url)) for _ in range(2)]
    try:
        one, other = await raw(first, here.tenant_id), await raw(second, there.tenant_id)
        await Line(here, first).put((0, 1, "2026-01-01", None))
        async with asyncio.timeout(2):
            await Line(there, second).put((1, 0, "2026-01-01", None))
            await other.commit()
        await one.commit()
    finally:
        await first.close()
        await second.close()


async def test_a_role_that_sees_every_organisation_keeps_their_trees_apart(
    database: Database, owner_dsn: str, superuser: asyncpg.Connection
) -> None:
    """The rows of both come in one statement, and the ids of the people are the same."""
    await superuser.execute("SET search_path TO public")
    here, there = uuid4(), uuid4()
    ids = [uuid4(), uuid4()]
    transaction = superuser.transaction()
    await transaction.start()
    try:
        for tenant in (here, there):
            for n, id in enumerate(ids):
                await superuser.execute(
                    """INSERT INTO person (tenant_id, id, version, created_at, external_id,
                    user_name, display_name, time_zone, locale, status)
                    VALUES ($1, $2, 1, now(), $3, $3, 'x', 'UTC', 'en', 'active')""",
                    *(tenant, id, f"p{n}"),
                )
        one, other = ids
        both = """INSERT INTO relationship (tenant_id, id, version, created_at, person_id,
          related_id, kind, starts_on) VALUES ($1, uuidv7(), 1, now(), $3, $4, 'manager',
          '2026-01-01'), ($2, uuidv7(), 1, now(), $4, $3, 'manager', '2026-01-01')"""
        await superuser.execute(both, here, there, one, other)
        async with refused():
            await superuser.execute(both, there, here, one, other)
    finally:
        await transaction.rollback()


async def test_ten_thousand_at_once_are_cheap(
    database: Database, settings: Settings, owner_dsn: str
) -> None:
    """About half a second where this was written; the bound only tells it from quadratic."""
    company = await Company.begin(database, 10_001)
    await company.analyse(owner_dsn)
    began = time.perf_counter()
    await company.put_under_managers(str(settings.app_database_url))

    assert time.perf_counter() - began < 30
