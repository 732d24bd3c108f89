"""A statement stays prepared when it is asked for a second time."""

import pytest

from app.domain import prepared as prepared_ones
from app.domain.transaction import Database
from tests.kernel.conftest import Open

PREPARED = "SELECT count(*) AS found FROM pg_prepared_statements WHERE statement LIKE $1"


async def prepared(database: Database, sql: str) -> int:
    [row] = await database.fetch(PREPARED, f"{sql}%")
    found: int = row["found"]
    return found


async def test_what_comes_once_does_not_stay(opened: Open) -> None:
    async with opened(reads=1) as database:
        for n in range(3):
            sql = f"SELECT {n} AS once, $1::int AS given"
            [row] = await database.fetch(sql, 7)
            assert (row["once"], row["given"]) == (n, 7)
        assert await prepared(database, "SELECT _ AS once") == 0


async def test_what_comes_again_stays(opened: Open) -> None:
    sql = "SELECT $1::int AS again"
    async with opened(reads=1) as database:
        found = [await database.fetch(sql, n) for n in range(4)]
        assert [row["again"] for [row] in found] == [0, 1, 2, 3]
        assert await prepared(database, sql) == 1


async def test_a_type_that_is_new_to_a_connection_is_read_the_first_time(opened: Open) -> None:
    sql = "SELECT array_agg(status) AS found FROM (SELECT 'met'::varchar AS status) AS one"
    domain = "SELECT '[2026-01-01,2026-02-01)'::daterange AS found"
    async with opened(reads=1) as database:
        assert (await database.fetch(sql))[0]["found"] == ["met"]
        assert (await database.fetch(domain))[0]["found"].lower.year == 2026


async def test_no_more_is_remembered_than_has_room(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared_ones, "MOST_MET", 3)
    async with opened(reads=1) as database:
        for number in range(5):
            await database.fetch(f"SELECT {number} AS number")
        assert len(database._met) == 2  # three of them, and then two
