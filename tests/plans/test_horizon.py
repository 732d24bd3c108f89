"""How far away a deadline is: the field and the filter agree, to the day."""

from typing import Any

import pytest

from tests.plans.steps import Steps
from tests.relations import TODAY
from tests.world import World

BORDERS = {
    -366: "past",
    -1: "past",
    0: "within_30_days",
    30: "within_30_days",
    31: "within_90_days",
    90: "within_90_days",
    91: "within_a_year",
    365: "within_a_year",
    366: "later",
    3650: "later",
}


@pytest.fixture
async def steps(world: World) -> Steps:
    steps = await Steps.begin(world)
    for days in BORDERS:
        await steps.add(str(days), days)
    return steps


async def listed(steps: Steps, query: str = "", who: str = "amina") -> list[dict[str, Any]]:
    path = f"/v1/milestones?planId={steps.plan}{query}"
    answer = await steps.world.rest(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_each_border_belongs_to_the_nearer_side(steps: Steps) -> None:
    found = {int(one["title"]): one["horizon"] for one in await listed(steps)}
    assert found == BORDERS
    for one in await listed(steps):
        assert (await steps.read(one["title"]))["horizon"] == one["horizon"]


async def test_the_filter_agrees_with_the_field_for_every_reader(steps: Steps) -> None:
    for who in ("amina", "jonas", "vendor"):
        heard: dict[int, str] = {}
        for horizon in sorted(set(BORDERS.values())):
            found = await listed(steps, f"&horizon={horizon}", who)
            assert {one["horizon"] for one in found} == {horizon}
            heard |= {int(one["title"]): horizon for one in found}
        assert heard == BORDERS


async def test_it_is_about_the_deadline_whatever_became_of_the_step(steps: Steps) -> None:
    reached = await steps.take("-1", "reach")
    moved = await steps.take("0", "move-deadline", dueOn="2199-12-31", reason="No hurry")

    assert (reached["horizon"], moved["horizon"]) == ("past", "later")
    assert [one["title"] for one in await listed(steps, "&horizon=past&open=true")] == ["-366"]


async def test_another_word_is_refused(steps: Steps) -> None:
    answer = await steps.world.rest("amina", "GET", "/v1/milestones?horizon=soon")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/horizon"]


async def test_both_doors_say_the_same(steps: Steps) -> None:
    query = """query ($plan: UUID!) {
      milestones(planId: $plan, horizon: WITHIN_30_DAYS) { edges { node { title horizon } } }
    }"""
    heard = (await steps.world.graphql("amina", query, {"plan": steps.plan})).json()
    assert "errors" not in heard, heard
    nodes = [edge["node"] for edge in heard["data"]["milestones"]["edges"]]

    assert [one["title"] for one in nodes] == ["0", "30"]
    assert {one["horizon"] for one in nodes} == {"WITHIN_30_DAYS"}
    assert TODAY.isoformat() == (await steps.read("0"))["dueOn"]
