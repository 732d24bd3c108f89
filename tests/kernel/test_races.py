"""Many at once: one wins and the others know why, numbers have no gaps, things are made once."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.errors import Conflict, Stale, Unavailable
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeMilestone
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from tests.kernel.conftest import at, rows
from tests.world import World

MANY = 50


async def sequences(database: Database, world: World) -> dict[UUID, list[int]]:
    told = await rows(
        database,
        world.tenant_id,
        "SELECT subject_id, array_agg(sequence ORDER BY sequence) AS all FROM outbox_event"
        " GROUP BY subject_id",
    )
    return {row["subject_id"]: row["all"] for row in told}


def are_counted(numbers: list[int]) -> bool:
    return numbers == list(range(1, len(numbers) + 1))


async def test_of_many_who_decided_on_the_same_version_one_wins(world: World) -> None:
    milestone = await world.a_milestone()
    path = f"/v1/milestones/{milestone['id']}"
    etag = (await world.rest("amina", "GET", path)).headers["etag"]

    answers = await asyncio.gather(
        *(
            world.rest("amina", "PATCH", path, {"progress": number}, if_match=etag)
            for number in range(1, MANY + 1)
        )
    )

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1
    assert statuses[412] == MANY - 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 200} == {"stale"}
    (winner,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert (await world.rest("amina", "GET", path)).json()["progress"] == winner["progress"]


async def test_of_many_who_reach_the_same_milestone_one_does(world: World) -> None:
    milestone = await world.a_milestone()
    path = f"/v1/milestones/{milestone['id']}/reach"
    etag = (await world.rest("amina", "GET", path.removesuffix("/reach"))).headers["etag"]
    answers = await asyncio.gather(
        *(world.rest("amina", "POST", path, {}, if_match=etag) for _ in range(MANY))
    )
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1
    assert statuses[200] + statuses[409] + statuses[412] == MANY


async def test_of_many_with_one_idempotency_key_one_thing_is_made(
    world: World, database: Database
) -> None:
    body = {"personId": world.id("amina"), "title": "Once"}
    key = f'"{uuid4()}"'

    async def ask() -> Any:
        return await world.rest("amina", "POST", "/v1/plans", body, idempotency_key=key)

    answers = await asyncio.gather(*(ask() for _ in range(MANY)))
    answers += [await ask()]

    made = [answer for answer in answers if answer.status_code == 201]
    others = [answer for answer in answers if answer.status_code != 201]
    assert len({answer.content for answer in made}) == 1
    assert answers[-1].status_code == 201
    assert {answer.status_code for answer in others} <= {409}
    assert {answer.json()["code"] for answer in others} <= {"idempotency_in_progress"}
    sql = "SELECT count(*) AS found FROM plan WHERE title = 'Once'"
    assert (await rows(database, world.tenant_id, sql))[0]["found"] == 1
    assert len(await sequences(database, world)) >= 1


async def test_sequences_of_one_subject_have_no_gaps_and_no_doubles(
    world: World, database: Database
) -> None:
    """Everybody changes it without a version; some of them break after they had told."""
    milestone = UUID((await world.a_milestone())["id"])

    @action(plans.change_milestone.scope, None)
    async def change_and_break(tx: Transaction) -> None:
        await plans.change_milestone(tx, milestone, ChangeMilestone(progress=99))
        await tx.finish()
        raise Stale

    async def change(number: int) -> None:
        ctx = at(database, world, "amina")
        if number % 5 == 0:
            with pytest.raises(Stale):
                await ctx.execute(change_and_break, {})
        else:
            command = ChangeMilestone(progress=number, title=f"Step {number}")
            await ctx.execute(
                plans.change_milestone, {"milestone_id": milestone, "command": command}
            )

    await asyncio.gather(*(change(number) for number in range(1, MANY + 1)))

    numbers = (await sequences(database, world))[milestone]
    assert are_counted(numbers)
    assert len(numbers) == 1 + 2 * MANY * 4 // 5
    (row,) = await rows(
        database, world.tenant_id, "SELECT version FROM milestone WHERE id = $1", milestone
    )
    assert row["version"] == 1 + MANY * 4 // 5


async def test_people_who_are_brought_up_to_date_by_many_are_told_of_in_order(
    world: World, database: Database
) -> None:
    async def upsert(number: int) -> str:
        item = {"externalId": "amina", "userName": "amina", "displayName": f"Amina {number}"}
        new = {"externalId": "zoe", "userName": "zoe", "displayName": f"Zoe {number}"}
        try:
            await at(database, world).execute(
                people.upsert_people, {"command": UpsertPeople(items=[item, new])}
            )
        except (Unavailable, Conflict) as refused:
            return refused.code
        return "done"

    outcomes = Counter(await asyncio.gather(*(upsert(number) for number in range(12))))

    assert outcomes["done"] >= 1
    assert all(map(are_counted, (await sequences(database, world)).values()))
