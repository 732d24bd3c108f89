"""The organisation chart of a day, downwards and upwards: right levels, one statement, by index."""

import json
from itertools import pairwise
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.page import Pagination, encode
from app.domain.people import service as people
from app.domain.people.commands import ManagerFilters, Move, Reorganise, ReportFilters
from app.domain.people.errors import TooManyLevels
from app.domain.transaction import Database
from app.settings import Settings
from tests.company import TEAM, Company
from tests.relations import TODAY, day, move, names, reorganise, started
from tests.world import World

SIZE = 20_000


@pytest.fixture(scope="module")
async def large(database: Database, settings: Settings, owner_dsn: str) -> Company:
    company = await Company.begin(database, SIZE)
    await company.analyse(owner_dsn)
    await company.put_under_managers(str(settings.app_database_url))
    await company.analyse(owner_dsn)
    return company


def below(n: int, levels: int) -> list[tuple[int, int]]:
    """`(level, number)` of who reports to person `n`, by how the company was made."""
    found, team = [], [n]
    for level in range(1, levels + 1):
        team = [m for one in team for m in range(one * TEAM + 1, one * TEAM + TEAM + 1)]
        team = [m for m in team if m < SIZE]
        found += [(level, m) for m in team]
    return found


async def pages(company: Company, n: int, levels: int, limit: int) -> list[tuple[int, int]]:
    """All pages, as `(level, number)`."""
    found, cursor = [], None
    while True:
        page = Pagination(limit=limit, cursor=cursor)
        filters = ReportFilters(levels=levels)
        ids = {"person_id": company.people[n]}
        listed = await company.at(n).list(people.list_reports, ids, filters, page)
        rows = [json.loads(body) for body in listed.bodies]
        found += [(row["level"], int(row["externalId"][2:])) for row in rows]
        cursor = listed.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize(("n", "levels"), [(0, 1), (3, 2), (0, 3), (150, 10), (19_999, 10)])
async def test_everybody_below_is_there_once_with_the_right_level(
    large: Company, n: int, levels: int
) -> None:
    found = await pages(large, n, levels, 100)

    assert sorted(found) == sorted(below(n, levels))
    assert [level for level, _ in found] == sorted(level for level, _ in found)


async def test_above_is_the_line_up_to_the_top(large: Company) -> None:
    page = Pagination(limit=50)
    ids = {"person_id": large.people[19_999]}
    listed = await large.at(7).list(people.list_managers, ids, ManagerFilters(), page)
    line = [json.loads(body) for body in listed.bodies]

    assert [(one["level"], one["externalId"]) for one in line] == [
        (1, "e-1999"),
        (2, "e-199"),
        (3, "e-19"),
        (4, "e-1"),
        (5, "e-0"),
    ]


async def test_two_levels_are_one_statement_that_reads_no_table_as_a_whole(
    large: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[Any, ...]]] = []
    fetch = Database.fetch

    async def watched(self: Database, sql: str, *arguments: Any) -> Any:
        asked.append((sql, arguments))
        return await fetch(self, sql, *arguments)

    monkeypatch.setattr(Database, "fetch", watched)
    ids, page = {"person_id": large.people[3]}, Pagination(limit=50)
    for _ in range(2):
        await large.at(3).list(people.list_reports, ids, ReportFilters(levels=2), page)
    assert len(asked) == 2
    sql, arguments = asked[0]
    async with large.transaction() as connection:
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *arguments))
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        general = [row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *arguments)]

    for text in (plan, "\n".join(general)):
        assert "Seq Scan" not in text
        assert "relationship_to_ix" in text
        assert "person_pk" in text


async def test_a_line_that_is_too_long_is_refused_by_its_name(database: Database) -> None:
    company = await Company.begin(database, 102)
    line = company.people
    moves = [Move(person_id=a, manager_id=b) for a, b in pairwise(line)][::-1]
    command = Reorganise(starts_on=TODAY, moves=moves)

    with pytest.raises(TooManyLevels):
        await company.system.execute(people.reorganise, {"command": command})
    short = Reorganise(starts_on=TODAY, moves=moves[-99:])
    await company.system.execute(people.reorganise, {"command": short})


async def test_the_chart_is_that_of_a_day(world: World) -> None:
    await started(world, "jonas", "tomas", startsOn=day(-10))
    await reorganise(world, move("tomas", "olga"), move("amina", "priya"), startsOn=day(5))
    path = f"/v1/people/{world.id('tomas')}/reports?levels=10"

    assert await names(world, path) == [(1, "jonas"), (2, "amina")]
    assert await names(world, f"{path}&on={day(-5)}") == [(1, "jonas")]
    assert await names(world, f"{path}&on={day(5)}") == [(1, "jonas")]
    assert await names(world, f"{path}&on={day(-11)}") == []
    assert await names(world, path.replace("=10", "=1")) == [(1, "jonas")]
    above = f"/v1/people/{world.id('jonas')}/managers"
    assert await names(world, f"{above}?on={day(5)}") == [(1, "tomas"), (2, "olga")]


async def test_graphql_shows_the_chart_and_leads_on_from_it(world: World) -> None:
    query = """query ($id: UUID!) { reports(personId: $id, levels: 2) { edges { node {
      level userName person { manager { userName } } } } } }"""
    answer = await world.graphql("olga", query, {"id": world.id("jonas")})

    [edge] = answer.json()["data"]["reports"]["edges"]
    manager = {"manager": {"userName": "jonas"}}
    assert edge["node"] == {"level": 1, "userName": "amina", "person": manager}


async def test_a_cursor_of_one_chart_does_not_fit_a_list_of_people(large: Company) -> None:
    page = Pagination(limit=1)
    ids = {"person_id": large.people[0]}
    listed = await large.at(0).list(people.list_reports, ids, ReportFilters(), page)

    with pytest.raises(Invalid):
        await large.at(0).list(
            people.list_people, {}, None, Pagination(limit=1, cursor=listed.next_cursor)
        )


@pytest.mark.parametrize("level", [2**31, -(10**30), "x", None])
async def test_a_place_that_no_level_has_is_no_cursor(world: World, level: object) -> None:
    cursor = encode("Colleague:level,id", [level, world.id("amina")])
    path = f"/v1/people/{world.id('jonas')}/reports?cursor={cursor}"
    answer = await world.rest("jonas", "GET", path)

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
