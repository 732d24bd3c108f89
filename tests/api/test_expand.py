"""`expand` shows relations in place, as far as the reader may see them."""

import pytest

from tests.api.asks import Ask
from tests.api.problems import pointers, refused
from tests.world import World


async def test_relations_are_shown_at_any_depth(world: World) -> None:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    await world.a_milestone(plan, goal_id=goal["id"])
    path = f"/v1/plans/{plan['id']}?expand=goals.milestones.owner.manager,person,milestones"
    found = (await world.rest("amina", "GET", path)).json()
    assert found["person"]["displayName"] == "Amina"
    assert "manager" not in found["person"]
    [milestone] = found["goals"][0]["milestones"]
    assert milestone["owner"]["manager"]["displayName"] == "Jonas"
    assert "owner" not in found["milestones"][0]


async def test_what_a_change_answers_with_can_be_expanded_too(world: World) -> None:
    body = {"personId": str(world.id("amina")), "title": "Grow"}
    made = await world.rest("amina", "POST", "/v1/plans?expand=person,goals", body)
    assert made.json()["person"]["id"] == body["personId"]
    assert made.json()["goals"] == []


async def test_one_thing_shows_a_list_more_than_a_page_does(world: World) -> None:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    await world.a_milestone(plan, goal_id=goal["id"])
    expand = "expand=goals.milestones.plan.goals"
    one = await world.rest("amina", "GET", f"/v1/plans/{plan['id']}?{expand}")
    page = await world.rest("amina", "GET", f"/v1/plans?{expand}")

    [milestone] = one.json()["goals"][0]["milestones"]
    assert [found["id"] for found in milestone["plan"]["goals"]] == [goal["id"]]
    assert pointers(refused(page, 422, "expansion_unknown")) == ["/expand"]


@pytest.mark.parametrize(
    "expand",
    [
        "nope",
        "",
        ",",
        "goals,",
        "goals.",
        ".goals",
        "goals..milestones",
        "goals.nope",
        "Goals",
        "title",
        "%20goals",
        "goals;drop",
        "goals.milestones.plan.goals.milestones.plan",
        "milestones.owner.plans.goals.milestones",
        ",".join(["goals"] * 21),
        "__proto__",
        "%F0%9F%98%80",
        "a" * 7000,
    ],
)
async def test_what_cannot_be_expanded_is_refused(world: World, expand: str) -> None:
    for path in ("/v1/plans", f"/v1/plans/{(await world.a_plan())['id']}"):
        body = refused(
            await world.rest("amina", "GET", f"{path}?expand={expand}"), 422, "expansion_unknown"
        )
        assert pointers(body) == ["/expand"]


async def test_every_relation_that_is_documented_can_be_asked_for(
    world: World, ready: list[Ask]
) -> None:
    document = (await world.client.get("/openapi.json")).json()
    for one in ready:
        if one.route.method != "GET":
            continue
        parameters = document["paths"][one.route.full_path]["get"].get("parameters", ())
        texts = [p["description"] for p in parameters if p["name"] == "expand"]
        for name in texts[0].split("`")[1::2] if texts else ():
            query = f"{one.query}&expand={name}" if one.query else f"?expand={name}"
            answer = await one.but(query=query).send()
            assert answer.status_code == 200
            rows = answer.json().get("data", [answer.json()])
            assert all(name in row for row in rows)
