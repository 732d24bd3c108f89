"""What a completed plan was measured against stays as it was on that day."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from tests.world import World

LEVELS = [{"code": f"L{rank}", "name": str(rank), "rank": rank} for rank in (1, 2, 3)]


async def synced(world: World, name: str, *codes: str) -> dict[str, Any]:
    """The framework, with a competency for each code; what is not named any more is retired."""
    document = {
        "framework": {"code": "craft", "title": "Craft"},
        "scale": LEVELS,
        "competencies": [{"code": c, "name": f"{name} {c}", "statement": c} for c in codes],
    }
    path = "/v1/competency-frameworks:sync"
    answer = await world.rest("vendor", "POST", path, {"document": document})
    assert answer.is_success, answer.text
    found = await world.rest("vendor", "GET", "/v1/competency-frameworks")
    [framework] = found.json()["data"]
    return dict(framework)


async def about(world: World, plan_id: UUID, code: str, *, is_private: bool = False) -> str:
    """A goal of the plan that is about a competency."""
    known = (await world.rest("vendor", "GET", "/v1/competencies")).json()["data"]
    [id] = [one["id"] for one in known if one["code"] == code]
    body = {"title": "Be better", "isPrivate": is_private}
    goal = (await world.rest("amina", "POST", f"/v1/plans/{plan_id}/goals", body)).json()
    await measured_by(world, goal["id"], id, "L2")
    return str(goal["id"])


async def measured_by(world: World, goal_id: str, competency_id: str, to: str) -> None:
    items = [{"competencyId": competency_id, "fromLevel": "L1", "toLevel": to}]
    path = f"/v1/goals/{goal_id}/competencies"
    answer = await world.rest("amina", "PUT", path, {"items": items})
    assert answer.is_success, answer.text


async def kept(world: World, plan_id: UUID, who: str = "amina") -> list[dict[str, Any]]:
    path = f"/v1/plans/{plan_id}?expand=measuredAgainst.goal,measuredAgainst.competency"
    found = await world.rest(who, "GET", path)
    assert found.is_success, found.text
    return list(found.json()["measuredAgainst"])


async def step(world: World, plan_id: UUID, name: str) -> None:
    path = f"/v1/plans/{plan_id}/{name}"
    answer = await world.rest("amina", "POST", path, {}, if_match="*")
    assert answer.is_success, answer.text


@pytest.fixture
async def plan_id(world: World) -> UUID:
    """A plan of amina's that she and jonas agreed on."""
    id = UUID((await world.a_plan())["id"])
    await world.do("amina", plans.propose_plan, plan_id=id, if_version=1)
    await world.do("jonas", plans.agree_to_plan, plan_id=id, if_version=2)
    return id


async def test_completing_keeps_what_the_plan_was_measured_against(
    world: World, plan_id: UUID
) -> None:
    framework = await synced(world, "Old", "A", "B")
    goal_id = await about(world, plan_id, "A")
    assert await kept(world, plan_id) == []

    await step(world, plan_id, "complete")

    [one] = await kept(world, plan_id)
    assert (one["competencyCode"], one["competencyName"]) == ("A", "Old A")
    assert (one["fromLevel"], one["toLevel"]) == ("L1", "L2")
    assert (one["frameworkId"], one["frameworkCode"]) == (framework["id"], "craft")
    assert one["frameworkVersion"] == framework["version"]
    assert one["contentHash"] == framework["contentHash"]
    assert (one["goal"]["id"], one["personId"]) == (goal_id, str(world.id("amina")))


async def test_a_later_sync_changes_nothing_of_it(world: World, plan_id: UUID) -> None:
    await synced(world, "Old", "A", "B")
    await about(world, plan_id, "A")
    await about(world, plan_id, "B")
    await step(world, plan_id, "complete")
    before = await kept(world, plan_id)

    await synced(world, "New", "A")

    after = await kept(world, plan_id)
    today = {one["competency"]["code"]: one["competency"] for one in after}
    assert today["A"]["name"] == "New A"
    assert today["B"]["status"] == "retired"
    for rows in (before, after):
        for one in rows:
            del one["competency"]
    assert len(after) == 2
    assert after == before


async def test_a_plan_that_goes_on_is_measured_anew(world: World, plan_id: UUID) -> None:
    old = await synced(world, "Old", "A")
    goal_id = await about(world, plan_id, "A")
    await step(world, plan_id, "complete")
    [first] = await kept(world, plan_id)
    await step(world, plan_id, "reopen")
    assert await kept(world, plan_id) == []

    new = await synced(world, "New", "A")
    await measured_by(world, goal_id, first["competencyId"], "L3")
    await step(world, plan_id, "complete")

    [second] = await kept(world, plan_id)
    assert (second["competencyName"], second["toLevel"]) == ("New A", "L3")
    assert second["frameworkVersion"] == new["version"] > old["version"]


async def test_what_is_of_a_private_goal_is_shown_to_the_person_alone(
    world: World, plan_id: UUID
) -> None:
    await synced(world, "Old", "A", "B")
    shown = await about(world, plan_id, "A")
    hidden = await about(world, plan_id, "B", is_private=True)
    await world.do("jonas", plans.complete_plan, plan_id=plan_id, if_version=3)

    assert {one["goalId"] for one in await kept(world, plan_id)} == {shown, hidden}
    for who in ("jonas", "priya", "vendor"):
        assert [one["goalId"] for one in await kept(world, plan_id, who)] == [shown]

    query = "query ($id: UUID!) { plan(planId: $id) { measuredAgainst { competencyCode } } }"
    for who, codes in (("amina", {"A", "B"}), ("jonas", {"A"})):
        told = (await world.graphql(who, query, {"id": plan_id})).json()
        found = told["data"]["plan"]["measuredAgainst"]
        assert {one["competencyCode"] for one in found} == codes
