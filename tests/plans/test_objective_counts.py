"""How many goals an objective has: a number for everybody, which singles nobody out."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.world import World

THRESHOLD = 5
TEAM = tuple(f"t-{number}" for number in range(1, 8))
PERIOD = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
Json = dict[str, Any]


@pytest.fixture
async def objective(world: World) -> str:
    """Jonas leads seven people more, but does not see what the last of them hides."""
    items = [
        {"externalId": name, "userName": name, "displayName": name, "managerExternalId": "jonas"}
        for name in TEAM
    ]
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))
    for name, one in zip(TEAM, report["items"], strict=True):
        world.actors[name] = world.person(one["id"])
    wanted = {"title": "Be heard", "kind": "organisation", "ownerId": str(world.id("jonas"))}
    made = await world.rest("vendor", "POST", "/v1/objectives", wanted | PERIOD)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def aligned(world: World, who: str, objective: str, *, private: bool) -> Json:
    plan = await world.a_plan(who)
    body = {"title": "A goal", "isPrivate": private}
    goal = (await world.rest(who, "POST", f"/v1/plans/{plan['id']}/goals", body)).json()
    path = f"/v1/goals/{goal['id']}/align"
    answer = await world.rest(who, "POST", path, {"objectiveId": objective})
    assert answer.status_code == 200, answer.text
    return dict(goal)


async def achieved(world: World, *goals: Json) -> None:
    """Until a use case does it."""
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        for goal in goals:
            await tx.connection.execute(
                "UPDATE goal SET status = 'achieved' WHERE tenant_id = $1 AND id = $2",
                world.tenant_id,
                UUID(goal["id"]),
            )


async def counts(world: World, objective: str) -> tuple[int, int]:
    """The same for every reader, or this fails."""
    found = set()
    for who in ("amina", "jonas", "priya", "tomas", "vendor", TEAM[0]):
        one = (await world.rest(who, "GET", f"/v1/objectives/{objective}")).json()
        found.add((one["goalCount"], one["achievedGoalCount"]))
    [same] = found
    return same


async def listed(world: World, who: str, objective: str) -> int:
    path = f"/v1/objectives/{objective}?expand=goals"
    return len((await world.rest(who, "GET", path)).json()["goals"])


async def test_private_goals_count_from_as_many_people_on_as_the_organisation_says(
    world: World, objective: str
) -> None:
    await aligned(world, "amina", objective, private=False)
    seen = []
    for who in TEAM[:THRESHOLD]:
        await aligned(world, who, objective, private=True)
        seen.append((await counts(world, objective))[0])

    assert seen == [1, 1, 1, 1, 1 + THRESHOLD]
    assert await listed(world, "jonas", objective) == 1
    assert await listed(world, TEAM[0], objective) == 1  # their own; amina's is not theirs to see


async def test_many_private_goals_of_few_people_are_few_people(
    world: World, objective: str
) -> None:
    for _ in range(3):
        for who in TEAM[:2]:
            await aligned(world, who, objective, private=True)

    assert await counts(world, objective) == (0, 0)


async def test_who_sees_all_but_one_learns_nothing_from_the_difference(
    world: World, objective: str
) -> None:
    """Jonas sees the goals of everybody he leads, except the one that is private."""
    for who in TEAM[:-1]:
        await aligned(world, who, objective, private=False)
    before = await counts(world, objective), await listed(world, "jonas", objective)
    hidden = await aligned(world, TEAM[-1], objective, private=True)
    await achieved(world, hidden)
    after = await counts(world, objective), await listed(world, "jonas", objective)

    assert before == after == ((6, 0), 6)


async def test_one_of_many_who_achieved_a_private_goal_is_not_told_of(
    world: World, objective: str
) -> None:
    goals = [await aligned(world, who, objective, private=True) for who in TEAM]
    await achieved(world, *goals[:1])
    assert await counts(world, objective) == (7, 0)

    await achieved(world, *goals[:THRESHOLD])
    # Five did, but then two did not, and that would be told by the difference.
    assert await counts(world, objective) == (7, 0)

    await achieved(world, *goals)
    assert await counts(world, objective) == (7, 7)


async def test_what_was_let_go_does_not_count(world: World, objective: str) -> None:
    goal = await aligned(world, "amina", objective, private=False)
    await aligned(world, TEAM[0], objective, private=False)
    await achieved(world, goal)
    assert await counts(world, objective) == (2, 1)

    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        await tx.connection.execute(
            "UPDATE goal SET status = 'released' WHERE tenant_id = $1 AND id = $2",
            world.tenant_id,
            UUID(goal["id"]),
        )
    assert await counts(world, objective) == (1, 0)


async def test_a_raised_threshold_counts_at_once(world: World, objective: str) -> None:
    for who in TEAM[:THRESHOLD]:
        await aligned(world, who, objective, private=True)
    assert await counts(world, objective) == (THRESHOLD, 0)

    await world.rest("vendor", "PATCH", "/v1/organisation", {"anonymityThreshold": 6}, if_match="*")
    assert await counts(world, objective) == (0, 0)
