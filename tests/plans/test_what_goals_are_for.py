"""Lists and work are narrowed by what goals are for; a goal that takes another one's place is for
the same; what shows that a step was reached may be of four kinds.
"""

from typing import Any

import pytest

from tests.world import World

PERIOD = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}


async def posted(world: World, path: str, body: Any, who: str = "amina") -> dict[str, Any]:
    answer = await world.rest(who, "POST", path, body, if_match="*")
    assert answer.is_success, answer.text
    return dict(answer.json())


async def ids(world: World, path: str, who: str = "amina") -> list[str]:
    return [one["id"] for one in (await world.rest(who, "GET", path)).json()["data"]]


@pytest.fixture
async def known(world: World) -> dict[str, Any]:
    """A goal with a step, for an objective and a competency; and another one for nothing."""
    plan = await world.a_plan()
    goal, other = await world.a_goal(plan), await world.a_goal(plan)
    step = await world.a_milestone(plan, goal_id=goal["id"], due_in_days=3)
    await world.a_milestone(plan, goal_id=other["id"], due_in_days=3)
    wanted = {"title": "Be heard", "kind": "team", "ownerId": world.id("jonas"), **PERIOD}
    objective = await posted(world, "/v1/objectives", wanted, "vendor")
    model = {
        "framework": {"code": "m", "title": "Model"},
        "competencies": [{"code": "A", "name": "Speaks", "statement": "Speaks up."}],
    }
    await posted(world, "/v1/competency-frameworks:sync", {"document": model}, "vendor")
    [competency] = (await world.rest("amina", "GET", "/v1/competencies")).json()["data"]
    await posted(world, f"/v1/goals/{goal['id']}/align", {"objectiveId": objective["id"]})
    items = {"items": [{"competencyId": competency["id"], "toLevel": "3"}]}
    await world.rest("amina", "PUT", f"/v1/goals/{goal['id']}/competencies", items)
    return {
        "goal": goal,
        "step": step,
        "filters": (f"competencyId={competency['id']}", f"objectiveId={objective['id']}"),
    }


async def test_lists_and_work_are_narrowed_by_what_goals_are_for(
    world: World, known: dict[str, Any]
) -> None:
    for given in known["filters"]:
        for who in ("amina", "jonas", "vendor"):
            assert await ids(world, f"/v1/goals?{given}", who) == [known["goal"]["id"]]
            assert await ids(world, f"/v1/milestones?{given}", who) == [known["step"]["id"]]
        [mine] = (await world.rest("amina", "GET", f"/v1/work?{given}")).json()["data"]
        assert mine["milestoneId"] == known["step"]["id"]
        nothing = given.split("=")[0] + "=" + known["goal"]["id"]
        assert await ids(world, f"/v1/milestones?{nothing}") == []


async def test_what_a_private_goal_is_for_is_found_by_nobody_else(
    world: World, known: dict[str, Any]
) -> None:
    """Not even by who owns a step of it, and may read that."""
    step, goal = known["step"]["id"], known["goal"]["id"]
    offered = {"ownerId": str(world.id("olga"))}
    await posted(world, f"/v1/milestones/{step}/offer", offered)
    await posted(world, f"/v1/milestones/{step}/accept", {}, "olga")
    await world.rest("amina", "PATCH", f"/v1/goals/{goal}", {"isPrivate": True}, if_match="*")

    assert await ids(world, "/v1/milestones", "olga") == [step]
    for given in known["filters"]:
        for who in ("olga", "jonas", "vendor"):
            assert await ids(world, f"/v1/milestones?{given}", who) == []
        assert await ids(world, f"/v1/milestones?{given}") == [step]


async def test_the_goal_that_takes_its_place_is_for_the_same(
    world: World, known: dict[str, Any]
) -> None:
    body = {"title": "Speak to customers", "reason": "Another role"}
    after = await posted(world, f"/v1/goals/{known['goal']['id']}/adjust", body)

    for given in known["filters"]:
        assert set(await ids(world, f"/v1/goals?{given}")) == {known["goal"]["id"], after["id"]}
        assert await ids(world, f"/v1/milestones?{given}") == [known["step"]["id"]]
    path = f"/v1/goals/{after['id']}?expand=objectives,competencies,milestones"
    shown = (await world.rest("amina", "GET", path)).json()
    assert [one["goalCount"] for one in shown["objectives"]] == [1]
    assert [one["toLevel"] for one in shown["competencies"]] == ["3"]
    assert [one["id"] for one in shown["milestones"]] == [known["step"]["id"]]


LINK = "https://example.com/certificate"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"body": "It is done"}, "text"),
        ({"url": LINK}, "link"),
        ({"url": LINK, "kind": "completion"}, "completion"),
        ({"body": "They listened", "kind": "feedback"}, "feedback"),
        ({"body": "No link", "kind": "link"}, None),
        ({"kind": "completion"}, None),
        ({"body": "?", "kind": "rumour"}, None),
    ],
)
async def test_evidence_is_of_a_kind(world: World, body: dict[str, str], kind: str | None) -> None:
    step = await world.a_milestone()
    path = f"/v1/milestones/{step['id']}/evidence"
    answer = await world.rest("amina", "POST", path, body)

    assert answer.status_code == (201 if kind else 422)
    shown = (await world.rest("jonas", "GET", path)).json()["data"]
    assert [one["kind"] for one in shown] == ([kind] if kind else [])


async def test_supporters_say_how_it_went_and_strangers_do_not(world: World) -> None:
    step = await world.a_milestone()
    path = f"/v1/milestones/{step['id']}"
    supporter = {"supporterId": str(world.id("tomas")), "role": "mentor"}
    feedback = {"body": "They listened", "kind": "feedback"}
    assert (await world.rest("tomas", "POST", f"{path}/evidence", feedback)).status_code == 404
    await posted(world, f"{path}/supporters", supporter)
    assert (await world.rest("tomas", "POST", f"{path}/evidence", feedback)).status_code == 201
    assert (await world.rest("priya", "POST", f"{path}/evidence", feedback)).status_code == 403
