"""Whoever cares for people sees when they met their manager, and nothing of what was said."""

from datetime import timedelta
from typing import Any

import pytest

from tests.covering import counted, listed, met, months_ago, summary, team
from tests.handing import held
from tests.relations import TODAY, cover, day, run_as_app, started
from tests.world import World


def ago(days: int) -> Any:
    return TODAY - timedelta(days=days)


# One by one


@pytest.fixture
async def regular(world: World) -> World:
    """Amina and Jonas, with a past; and Bo, who has none."""
    await team(world, "jonas", ["amina", "bo"])
    await met(world, "amina", "jonas", ago(300), held_on=ago(299))
    await met(world, "amina", "jonas", ago(60), held_on=ago(60))
    await met(world, "amina", "jonas", ago(30), held_on=None, status="skipped")
    await met(world, "amina", "jonas", ago(20), held_on=None)
    await met(world, "amina", "jonas", ago(3), held_on=None)  # they can still meet
    await met(world, "amina", "jonas", ago(-10), held_on=None)
    await met(world, "amina", "jonas", ago(-40), held_on=None)
    await met(world, "amina", "tomas", ago(2), held_on=ago(2))  # another one's than her manager's
    await met(world, "amina", "jonas", ago(2500), held_on=ago(2500))  # before he was it
    return world


async def test_it_says_how_regularly_somebody_meets_their_manager(regular: World) -> None:
    found = await listed(regular, "jonas")
    assert found.keys() == {"amina", "bo"}
    amina = {**found["amina"]}
    assert amina.pop("id") == amina.pop("personId") == str(regular.id("amina"))
    assert amina == {
        "managerId": str(regular.id("jonas")),
        "managerSince": "2020-01-01",
        "lastHeldOn": day(-60),
        "daysSince": 60,
        "nextOn": day(10),
        "heldIn90Days": 1,
        "heldIn365Days": 2,
        "skippedIn365Days": 1,
        "missedIn365Days": 1,
    }
    nothing = found["bo"]
    assert (nothing["lastHeldOn"], nothing["daysSince"], nothing["nextOn"]) == (None, None, None)
    assert (nothing["heldIn365Days"], nothing["missedIn365Days"]) == (0, 0)


async def test_only_who_cares_for_somebody_sees_it(regular: World) -> None:
    await cover(regular, "jonas", "olga")
    await started(regular, "amina", "tomas", "mentor")
    assert (await listed(regular, "priya")).keys() == {"amina"}
    for who in ("amina", "bo", "olga", "tomas", "vendor"):
        assert await listed(regular, who) == {}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("notMetForDays=60", {"amina", "bo"}),
        ("notMetForDays=61", {"bo"}),
        ("hasNext=true", {"amina"}),
        ("hasNext=false", {"bo"}),
        ("department=Sales", {"bo"}),
        ("managerId={jonas}", {"amina", "bo"}),
        ("managerId={tomas}", set()),
    ],
)
async def test_it_can_be_narrowed(regular: World, query: str, found: set[str]) -> None:
    sql = "UPDATE person SET department = 'Sales' WHERE id = $1"
    await run_as_app(regular, sql, regular.id("bo"))
    ids = {name: regular.id(name) for name in ("jonas", "tomas")}
    assert (await listed(regular, "jonas", query.format(**ids))).keys() == found


async def test_pages_follow_each_other(regular: World) -> None:
    first = (await regular.rest("jonas", "GET", "/v1/coverage?limit=1")).json()
    path = f"/v1/coverage?limit=1&cursor={first['nextCursor']}"
    second = (await regular.rest("jonas", "GET", path)).json()
    ids = [row["personId"] for row in (*first["data"], *second["data"])]
    assert ids == sorted(str(regular.id(name)) for name in ("amina", "bo"))
    assert second["nextCursor"] is None


async def test_with_another_manager_it_begins_anew(regular: World) -> None:
    await started(regular, "amina", "tomas", "manager")
    assert (await listed(regular, "jonas")).keys() == {"bo"}
    found = (await listed(regular, "tomas"))["amina"]
    assert (found["managerSince"], found["lastHeldOn"], found["nextOn"]) == (day(0), None, None)
    await held(regular, "tomas")
    assert (await listed(regular, "tomas"))["amina"]["daysSince"] == 0


# In groups


SALES = [f"s-{number}" for number in range(12)]
LEGAL = [f"l-{number}" for number in range(11)]
FEW = [f"f-{number}" for number in range(4)]


@pytest.fixture
async def company(world: World) -> World:
    """Two departments, of which one met, with a few people in a third."""
    await team(world, "jonas", SALES, department="Sales", location="Oslo")
    await team(world, "tomas", LEGAL, department="Legal", location="Oslo")
    await team(world, "olga", FEW, department="Board", location="Oslo")
    for name in SALES:
        for month in (3, 2, 1):
            day_of = months_ago(month) + timedelta(days=7)
            late = timedelta(days=1) if name in SALES[:2] else timedelta()
            await met(world, name, "jonas", day_of, held_on=day_of + late)
    return world


def group(rows: list[dict[str, Any]], by: str, name: str | None = None) -> dict[str, Any]:
    [found] = [row for row in rows if (row["groupBy"], row["name"]) == (by, name)]
    return found


async def test_groups_are_told_in_numbers_that_single_nobody_out(company: World) -> None:
    await counted(company)
    rows = await summary(company, query="window=quarter")
    sales = group(rows, "department", "Sales")
    assert (sales["people"], sales["startsOn"], sales["endsOn"]) == (
        12,
        months_ago(3).isoformat(),
        months_ago(0).isoformat(),
    )
    # All twelve met; ten in time: told as all but five, in steps of five.
    assert (sales["metShare"], sales["inTimeShare"], sales["medianDays"]) == (58, 58, 30)
    # Legal would leave the four of the board, which are too few: it is left out with them.
    assert {(row["groupBy"], row["name"]) for row in rows} == {
        ("organisation", None),
        ("department", "Sales"),
        ("location", "Oslo"),
        ("manager", None),
    }
    whole = group(rows, "organisation")
    assert (whole["people"], whole["metShare"]) == (27, 37)
    assert len(await summary(company)) == 2 * len(rows)


async def test_it_is_counted_once_a_month_and_stays(company: World) -> None:
    await counted(company)
    before = await summary(company)
    await met(company, LEGAL[0], "tomas", months_ago(1), held_on=months_ago(1))
    await team(company, "jonas", ["new"], department="Sales", location="Oslo")
    await counted(company)
    assert await summary(company) == before
    sql = "UPDATE tenant SET coverage_counted_to = coverage_counted_to - 1"
    await run_as_app(company, sql)
    await counted(company)
    after = await summary(company, query="window=year&groupBy=department")
    assert group(after, "department", "Sales")["people"] == 13


async def test_everybody_who_may_see_groups_sees_the_same(company: World) -> None:
    await started(company, FEW[0], "priya", "people_partner")
    await counted(company)
    rows = await summary(company)
    assert await summary(company, "priya") == rows
    others = [row for row in rows if row["groupBy"] != "manager"]
    for who in ("jonas", "tomas"):
        mine = [row for row in rows if row["managerId"] == str(company.id(who))]
        assert await summary(company, who) == [row for row in rows if row in others or row in mine]
    for who in (SALES[0], FEW[0]):
        assert await summary(company, who) == []


async def test_a_raised_threshold_holds_at_once_and_a_lowered_one_next_month(
    company: World,
) -> None:
    await counted(company)
    rows = await summary(company)
    for threshold, found in ((3, rows), (6, [])):
        body = {"anonymityThreshold": threshold}
        await company.rest("vendor", "PATCH", "/v1/organisation", body, if_match="*")
        await counted(company)
        assert await summary(company) == found


async def test_who_is_away_or_came_after_the_months_is_not_counted(company: World) -> None:
    sql = "UPDATE person SET status = 'on_leave' WHERE id = any($1)"
    await run_as_app(company, sql, [company.id(name) for name in LEGAL])
    sql = "UPDATE relationship SET starts_on = $1 WHERE person_id = any($2)"
    await run_as_app(company, sql, months_ago(0), [company.id(name) for name in FEW])
    await counted(company)
    rows = await summary(company, query="window=year")
    assert {row["people"] for row in rows} == {12}


async def test_what_counts_is_who_was_the_manager_on_that_day(company: World) -> None:
    """Of a conversation with a former manager it counts that they were it then."""
    sql = "UPDATE relationship SET ends_on = $1 WHERE person_id = any($2)"
    ids = [company.id(name) for name in SALES]
    await run_as_app(company, sql, months_ago(1), ids)
    for name in SALES:
        since = months_ago(1).isoformat()
        await started(company, name, "tomas", "manager", startsOn=since)
    await counted(company)
    sales = group(await summary(company, query="window=quarter"), "department", "Sales")
    # With Jonas in the last of the three months, when he was not their manager any more: not.
    assert (sales["people"], sales["metShare"], sales["medianDays"]) == (12, 58, 30)
    assert sales["inTimeShare"] == 58
