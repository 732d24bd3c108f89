"""Two organisations with the same people by name: they share no id, no count and no wait."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from app.domain.people.repository import Relationships
from tests.relations import move, reorganise, ties, told
from tests.world import World

SAME = [
    {"externalId": f"e-{n}", "userName": f"u-{n}", "displayName": f"Person {n}"} for n in range(50)
]


async def bring(world: World, items: list[Any]) -> Any:
    return await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))


async def ids(world: World, path: str) -> set[str]:
    rows = (await world.rest("vendor", "GET", f"/v1/{path}?limit=200")).json()["data"]
    return {row["id"] for row in rows}


async def test_the_same_external_ids_at_once_are_new_in_both(
    world: World, elsewhere: World
) -> None:
    both = await asyncio.gather(*(bring(one, SAME) for one in (world, elsewhere)))

    assert [report["created"] for report in both] == [50, 50]
    here, there = await ids(world, "people"), await ids(elsewhere, "people")
    assert (len(here), len(there), here & there) == (55, 55, set())


async def test_a_change_in_one_waits_for_nothing_in_the_other(
    world: World, elsewhere: World
) -> None:
    """One has its tree locked and the same people written, and takes its time to commit."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        await people.upsert_people(tx, UpsertPeople(items=SAME))
        await Relationships(tx).lock_tree()
        await tx.finish()
        async with asyncio.timeout(2):
            report = await bring(elsewhere, SAME)
            moved = await reorganise(elsewhere, move("tomas", "olga"), move("e-1", "e-0"))
    assert report["created"] == 50
    assert moved.status_code == 200


async def test_relations_and_their_events_are_of_one_organisation(
    world: World, elsewhere: World
) -> None:
    before, events = await ties(elsewhere), await told(elsewhere, "relationship.started")
    await reorganise(world, move("tomas", "olga"), move("amina", "tomas"))

    assert await ties(elsewhere) == before
    assert await told(elsewhere, "relationship.started") == events
    assert await told(elsewhere, "relationship.ended") == []
    here, there = await ids(world, "relationships"), await ids(elsewhere, "relationships")
    assert here & there == set()


async def test_people_of_another_organisation_are_nobody(world: World, elsewhere: World) -> None:
    stranger, amina = elsewhere.id("tomas"), world.id("amina")
    before = await ties(world), await ties(elsewhere)
    for pair in ((amina, stranger), (stranger, amina)):
        body = {"personId": pair[0], "relatedId": pair[1], "kind": "mentor"}
        answer = await world.rest("vendor", "POST", "/v1/relationships", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "people_unknown")
    answer = await reorganise(world, {"personId": amina, "managerId": stranger})
    assert answer.json()["code"] == "people_unknown"
    for path in ("reports", "managers"):
        answer = await world.rest("vendor", "GET", f"/v1/people/{elsewhere.id('jonas')}/{path}")
        assert answer.json() == {"data": [], "nextCursor": None}
    path = f"/v1/people/{stranger}/status"
    answer = await world.rest("vendor", "POST", path, {"status": "left"}, if_match="*")
    assert answer.status_code == 404
    assert (await ties(world), await ties(elsewhere)) == before


async def test_a_cursor_of_one_leads_to_nothing_of_the_other(
    world: World, elsewhere: World
) -> None:
    """It marks a place, not rows: what is read on from there is the reader's own."""
    for path in ("people", "relationships"):
        first = (await world.rest("vendor", "GET", f"/v1/{path}?limit=1")).json()
        query = f"/v1/{path}?limit=200&cursor={first['nextCursor']}"
        rows = (await elsewhere.rest("vendor", "GET", query)).json()["data"]
        assert {row["id"] for row in rows} <= await ids(elsewhere, path)


async def test_what_one_settles_stays_with_it(world: World, elsewhere: World) -> None:
    before = (await elsewhere.rest("amina", "GET", "/v1/organisation")).json()
    body = {"name": "Fabrikam", "workingWeek": [4, 7, 1, 1], "anonymityThreshold": 9}
    changed = await world.rest("amina", "PATCH", "/v1/organisation", body, if_match='"1"')

    assert changed.status_code == 200, changed.text
    assert changed.json()["workingWeek"] == [1, 4, 7]
    assert (await elsewhere.rest("amina", "GET", "/v1/organisation")).json() == before
    assert before["id"] == str(elsewhere.tenant_id)
    assert (before["workingWeek"], before["anonymityThreshold"]) == ([1, 2, 3, 4, 5], 5)


@pytest.mark.parametrize("week", ["{}", "{0,1}", "{8}", "{1,1}", "{1,NULL}"])
async def test_the_database_itself_knows_what_a_week_is(world: World, week: str) -> None:
    context = world.system
    with pytest.raises(asyncpg.CheckViolationError, match="working_week"):
        async with world.database.transaction(context.actor, context.clock()) as tx:
            await tx.connection.execute(f"UPDATE tenant SET working_week = '{week}'")  # noqa: S608


async def test_a_relation_cannot_point_across(world: World, elsewhere: World) -> None:
    command = StartRelationship.model_validate(
        {"personId": world.id("amina"), "relatedId": world.id("olga"), "kind": "mentor"}
    )
    made = await world.do("vendor", people.start_relationship, command=command)
    context = world.system
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with world.database.transaction(context.actor, context.clock()) as tx:
            await tx.connection.execute(
                "UPDATE relationship SET related_id = $1 WHERE id = $2",
                elsewhere.id("olga"),
                UUID(made["id"]),
            )
