"""A step that is taken out of a plan takes along all that belongs to it, and nothing else."""

import asyncio

import pytest

from tests.plans.steps import Steps, stored
from tests.relations import day
from tests.world import World

PARTS = {
    "resources": "milestone_resource",
    "evidence": "evidence",
    "help": "help",
    "supporters": "milestone_supporter",
    "ownerChanges": "owner_change",
    "deadlineChanges": "deadline_change",
}


@pytest.fixture
async def steps(world: World) -> Steps:
    """b comes after a and before c, and has all that a step can have."""
    steps = await Steps.begin(world, "a")
    await steps.add("b", 11, owner="olga")
    await steps.add("c", 12)
    await furnish(steps, "b")
    await furnish(steps, "c")
    return steps


async def furnish(steps: Steps, name: str) -> None:
    path, ids = steps.path(name), {name: steps.world.id(name) for name in ("jonas", "priya")}
    await steps.posted("amina", f"{path}/resources", {"kind": "time", "minutes": 90})
    asked = {"kind": "approver", "approverId": ids["jonas"]}
    await steps.posted("amina", f"{path}/resources", asked)
    await steps.posted("amina", f"{path}/evidence", {"body": "Half done"})
    await steps.posted("amina", f"{path}/help", {"need": "A room"})
    await steps.posted("jonas", f"{path}/help-offers", {"offer": "A room"})
    supporter = {"supporterId": ids["priya"], "role": "mentor"}
    await steps.posted("amina", f"{path}/supporters", supporter)
    await steps.take(name, "offer", ownerId=ids["jonas"])
    await steps.take(name, "move-deadline", dueOn=day(40), reason="Busy")


async def parts(steps: Steps, name: str) -> dict[str, int]:
    return {
        part: await stored(steps.world, table, "milestone_id", steps.ids[name])
        for part, table in PARTS.items()
    }


async def delete(steps: Steps, name: str, who: str = "amina") -> int:
    answer = await steps.world.rest(who, "DELETE", steps.path(name), if_match="*")
    return answer.status_code


async def test_nothing_of_it_is_left(steps: Steps) -> None:
    await steps.link("b>a")
    before, other = await parts(steps, "b"), await parts(steps, "c")
    assert min(before.values()) >= 1

    assert await delete(steps, "b") == 204
    assert await parts(steps, "b") == dict.fromkeys(PARTS, 0)
    assert await stored(steps.world, "milestone_dependency", "plan_id", steps.plan) == 0
    assert await parts(steps, "c") == other
    assert await steps.around("a") == ([], [])
    assert await steps.sequence() == [(1, "a"), (1, "c")]


async def test_what_others_wait_for_can_be_deleted(steps: Steps) -> None:
    await steps.link("b>a", "c>b")

    assert await delete(steps, "b") == 204
    assert await stored(steps.world, "milestone_dependency", "plan_id", steps.plan) == 0
    assert await steps.waits_on("c") == set()
    assert await steps.sequence() == [(1, "a"), (1, "c")]


async def test_what_others_wait_for_can_be_deleted_once_they_do_not(steps: Steps) -> None:
    await steps.link("c>b")
    await steps.unlink("c", "b")

    assert await delete(steps, "b") == 204


async def test_who_had_a_part_in_it_finds_it_no_more(steps: Steps) -> None:
    assert await delete(steps, "b") == 204
    for who in ("amina", "jonas", "priya", "olga", "vendor"):
        answer = await steps.world.rest(who, "GET", steps.path("b"))
        assert answer.status_code == 404
    assert [name for name, _ in await steps.events("b")][-1] == "milestone.deleted"


@pytest.mark.parametrize("time", range(5))
async def test_what_is_deleted_while_something_is_added_to_it_leaves_nothing(
    steps: Steps, time: int
) -> None:
    """Either is first; whoever is second is refused, and nobody meets an accident."""
    path, world = steps.path("b"), steps.world
    answers = await asyncio.gather(
        steps.depend("b", "a", who="jonas"),
        world.rest("jonas", "POST", f"{path}/evidence", {"body": "More"}),
        world.rest("jonas", "POST", f"{path}/resources", {"kind": "time", "minutes": 5}),
        delete(steps, "b"),
    )

    assert answers[-1] == 204
    told = {(one.status_code, one.json().get("code")) for one in answers[:-1]}
    assert told <= {(200, None), (201, None), (404, "not_found"), (422, "points_nowhere")}
    assert await parts(steps, "b") == dict.fromkeys(PARTS, 0)
    assert await stored(world, "milestone_dependency", "plan_id", steps.plan) == 0
