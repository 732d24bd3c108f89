"""A goal that was begun from a gap says towards which role, and its plan keeps in which version."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from tests.plans.test_plan_measures import kept, step
from tests.role_profiles.kit import a_framework, competencies, declared, role, roles
from tests.world import World

SENIOR = role("senior", ("COM", "L3", True), ("SYS", "L2", True))
CHANGED = role("senior", ("COM", "L5", True))


@pytest.fixture
async def framework(world: World) -> UUID:
    id = await a_framework(world, "COM", "SYS")
    await declared(world, id, [SENIOR])
    return id


async def begun(world: World, framework: UUID) -> dict[str, Any]:
    """A goal in a plan of amina's that she and jonas agreed on."""
    plan_id = UUID((await world.a_plan())["id"])
    await world.do("amina", plans.propose_plan, plan_id=plan_id, if_version=1)
    await world.do("jonas", plans.agree_to_plan, plan_id=plan_id, if_version=2)
    ids = await competencies(world, framework)
    body = {
        "roleProfileId": (await roles(world))["senior"]["id"],
        "competencyIds": [ids["COM"], ids["SYS"]],
    }
    path = f"/v1/people/{world.id('amina')}/goals-from-gap?expand=roleProfile"
    made = await world.rest("amina", "POST", path, body)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def test_the_plan_keeps_the_version_of_the_day_whatever_comes_later(
    world: World, framework: UUID
) -> None:
    goal = await begun(world, framework)
    assert goal["roleProfileId"] == goal["roleProfile"]["id"]
    assert goal["roleProfile"]["code"] == "senior"
    plan_id = UUID(goal["planId"])
    await declared(world, framework, [CHANGED])
    await step(world, plan_id, "complete")
    await declared(world, framework, [SENIOR])

    found = await kept(world, plan_id)
    assert [one["competencyCode"] for one in found] == ["COM", "SYS"]
    for one in found:
        assert one["roleProfileId"] == goal["roleProfileId"]
        assert (one["roleProfileCode"], one["roleProfileNumber"]) == ("senior", 2)
    query = (
        "query ($id: UUID!) { plan(planId: $id) { measuredAgainst { roleProfileNumber"
        " roleProfileVersion { number content } goal { roleProfile { number } } } } }"
    )
    answer = (await world.graphql("jonas", query, {"id": plan_id})).json()
    first, second = answer["data"]["plan"]["measuredAgainst"]
    assert first == second
    assert first["goal"]["roleProfile"]["number"] == 3
    assert first["roleProfileVersion"]["number"] == first["roleProfileNumber"] == 2
    [required] = first["roleProfileVersion"]["content"]["requirements"]
    assert (required["code"], required["level"]) == ("COM", "L5")


async def test_a_plan_that_goes_on_is_measured_in_the_version_of_its_next_end(
    world: World, framework: UUID
) -> None:
    plan_id = UUID((await begun(world, framework))["planId"])
    await step(world, plan_id, "complete")
    assert {one["roleProfileNumber"] for one in await kept(world, plan_id)} == {1}
    await step(world, plan_id, "reopen")
    await declared(world, framework, [CHANGED])
    await step(world, plan_id, "complete")

    assert {one["roleProfileNumber"] for one in await kept(world, plan_id)} == {2}


async def test_a_role_that_is_retired_by_then_is_kept_all_the_same(
    world: World, framework: UUID
) -> None:
    plan_id = UUID((await begun(world, framework))["planId"])
    await declared(world, framework, [])
    assert (await roles(world))["senior"]["status"] == "retired"
    await step(world, plan_id, "complete")

    codes = {
        (one["roleProfileCode"], one["roleProfileNumber"]) for one in await kept(world, plan_id)
    }
    assert codes == {("senior", 1)}


async def test_what_takes_the_place_of_the_goal_leads_to_the_same_role(
    world: World, framework: UUID
) -> None:
    goal = await begun(world, framework)
    path = f"/v1/goals/{goal['id']}/adjust"
    made = await world.rest("amina", "POST", path, {"title": "Another"}, if_match="*")

    assert made.is_success, made.text
    assert made.json()["id"] != goal["id"]
    assert made.json()["roleProfileId"] == goal["roleProfileId"]


async def test_a_goal_that_was_not_begun_from_a_gap_leads_to_no_role(
    world: World, framework: UUID
) -> None:
    plan_id = UUID((await begun(world, framework))["planId"])
    goal = await world.a_goal({"id": str(plan_id)})
    assert goal["roleProfileId"] is None
    ids = await competencies(world, framework)
    body = {"items": [{"competencyId": ids["COM"], "toLevel": "L2"}]}
    put = await world.rest("amina", "PUT", f"/v1/goals/{goal['id']}/competencies", body)
    assert put.is_success, put.text
    await step(world, plan_id, "complete")

    [mine] = [one for one in await kept(world, plan_id) if one["goalId"] == goal["id"]]
    assert (mine["roleProfileId"], mine["roleProfileCode"], mine["roleProfileNumber"]) == (
        None,
    ) * 3
