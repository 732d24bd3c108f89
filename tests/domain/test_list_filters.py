"""What lists of plans, goals and milestones are narrowed by: each filter, and some together."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from app.domain.plans.commands import ReachMilestone
from tests.api.test_lists import pages
from tests.relations import TODAY, close_plan, day, run_as_app
from tests.world import World


async def found(world: World, path: str, who: str = "amina") -> list[str]:
    answer = await world.rest(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


@pytest.fixture
async def steps(world: World) -> dict[str, str]:
    """Planned, blocked and reached ones, of two plans; one plan is closed."""
    plan, closed = await world.a_plan(), await world.a_plan()
    goal = await world.a_goal(plan)
    made: dict[str, Any] = {
        "planned": await world.a_milestone(plan, goal_id=UUID(goal["id"]), due_in_days=1),
        "blocked": await world.a_milestone(plan, kind="mentoring", due_in_days=3),
        "reached": await world.a_milestone(plan, due_in_days=2),
        "closed": await world.a_milestone(closed, kind="mentoring", due_in_days=4),
    }
    ids = {name: one["id"] for name, one in made.items()}
    sql = "UPDATE milestone SET status = 'blocked' WHERE id = $1"
    await run_as_app(world, sql, UUID(ids["blocked"]))
    reached = {"milestone_id": UUID(ids["reached"]), "command": ReachMilestone()}
    await world.do("amina", plans.reach_milestone, **reached)
    await close_plan(world, closed["id"], TODAY)
    return ids | {"goal": goal["id"], "plan": plan["id"]}


@pytest.mark.parametrize("who", ["amina", "jonas", "vendor"])
async def test_milestones_are_narrowed(world: World, steps: dict[str, str], who: str) -> None:
    for query, names in {
        "": "planned blocked reached closed",
        "status=planned": "planned closed",
        "status=planned,blocked": "planned blocked closed",
        "status=reached": "reached",
        "status=waived": "",
        "open=true": "planned blocked",
        "open=false": "reached closed",
        "kind=mentoring": "blocked closed",
        "kind=mentoring&open=true": "blocked",
        f"goalId={steps['goal']}": "planned",
        f"planId={steps['plan']}": "planned blocked reached",
        f"planId={steps['plan']}&status=reached,planned": "planned reached",
        f"dueFrom={day(2)}": "blocked reached closed",
        f"dueFrom={day(2)}&dueBefore={day(4)}": "blocked reached",
        f"ownerId={world.id('olga')}": "",
        f"personId={world.id('amina')}&open=true": "planned blocked",
    }.items():
        expected = {steps[name] for name in names.split()}
        for sort in ("created", "-dueOn", "dueOn"):
            path = f"/v1/milestones?sort={sort}&{query}".rstrip("&")
            assert set(await found(world, path, who)) == expected, path
        days = [
            one["dueOn"]
            for page in await pages(world, path + "&limit=1", who)
            for one in page["data"]
        ]
        assert days == sorted(days)
        assert len(days) == len(expected)


async def test_the_graph_takes_several_states(world: World, steps: dict[str, str]) -> None:
    query = "{ milestones(status: [BLOCKED, REACHED], sort: DUE_FIRST) { edges { node { id } } } }"
    answer = (await world.graphql("amina", query)).json()
    ids = [edge["node"]["id"] for edge in answer["data"]["milestones"]["edges"]]
    assert ids == [steps["reached"], steps["blocked"]]


async def test_a_managers_list_of_reports_is_theirs_alone(
    world: World, steps: dict[str, str]
) -> None:
    own = await world.a_milestone(person="jonas", owner="jonas")
    listed = await found(world, "/v1/milestones?ofMyReports=true", "jonas")
    assert len(listed) == 4
    assert own["id"] not in listed
    assert steps["planned"] in listed
    assert await found(world, "/v1/milestones?ofMyReports=true", "priya") == []
    assert own["id"] in await found(world, "/v1/milestones?ofMyReports=false", "jonas")


async def test_goals_are_narrowed_and_a_private_one_is_only_its_persons(world: World) -> None:
    plan, other = await world.a_plan(), await world.a_plan()
    first, second = await world.a_goal(plan), await world.a_goal(other)
    await run_as_app(world, "UPDATE goal SET is_private = true WHERE id = $1", UUID(second["id"]))
    await run_as_app(world, "UPDATE goal SET status = 'active' WHERE id = $1", UUID(first["id"]))
    assert await found(world, "/v1/goals") == [first["id"], second["id"]]
    for who in ("jonas", "priya", "vendor"):
        assert await found(world, "/v1/goals", who) == [first["id"]]
    for who in ("tomas", "olga"):
        assert await found(world, "/v1/goals", who) == []
    assert await found(world, "/v1/goals?status=planned") == [second["id"]]
    assert await found(world, f"/v1/goals?planId={plan['id']}") == [first["id"]]
    path = f"/v1/goals?personId={world.id('amina')}&limit=1"
    assert [len(page["data"]) for page in await pages(world, path)] == [1, 1]


async def test_plans_are_found_by_their_next_review(world: World) -> None:
    soon, later, _ = [await world.a_plan() for _ in range(3)]
    for plan, days in ((soon, 5), (later, 50)):
        sql = "UPDATE plan SET next_review_on = current_date + $2::int WHERE id = $1"
        await run_as_app(world, sql, UUID(plan["id"]), days)
    assert await found(world, f"/v1/plans?reviewDueBefore={day(6)}") == [soon["id"]]
    assert await found(world, f"/v1/plans?reviewDueBefore={day(5)}") == []
    both = f"/v1/plans?reviewDueBefore={day(51)}"
    assert await found(world, both, "jonas") == [soon["id"], later["id"]]
    assert await found(world, both, "tomas") == []
