"""A private goal is the person's: no door, relation, number or event says that it is there."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.domain.actor import Actor
from app.domain.entity import utc_now
from app.domain.plans import service as plans
from app.domain.plans.commands import AddMilestone, ChangeGoal
from tests.kernel.conftest import app_dsn, wire  # noqa: F401 - fixtures
from tests.kernel.test_round_trips import there  # noqa: F401 - a fixture
from tests.kernel.wire import Wire
from tests.scene import SECRET, Scene
from tests.stage import Stages
from tests.world import World

OTHERS = ("jonas", "priya", "tomas", "vendor")
PERIOD = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}


@pytest.fixture
async def scene(stages: Stages) -> Scene:
    """Olga owns a step of the private goal."""
    scene = await stages.scene()
    command = AddMilestone(
        title=f"{SECRET} private step",
        owner_id=scene.world.id("olga"),
        goal_id=scene.ids["private_goal"],
        due_on="2031-05-01",  # type: ignore[arg-type]
    )
    arguments = {"plan_id": scene.ids["plan"], "command": command}
    scene.ids["private_step"] = await scene.made("amina", plans.add_milestone, **arguments)
    return scene


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


PATHS = (
    "/v1/goals/{private_goal}",
    "/v1/milestones/{private_step}?expand=goal,plan",
    "/v1/milestones?expand=goal.reflection,goal.competencies",
    "/v1/plans/{plan}?expand=goals.milestones,milestones.goal",
    "/v1/plans?expand=goals.objectives,goals.competencies",
    "/v1/people?expand=milestonesOwned.goal,plans.goals",
    "/v1/goals/{goal}?expand=plan.goals,milestones.goal,objectives.goals",
    "/v1/objectives/{objective}?expand=goals.milestones,goals.competencies",
    "/v1/objectives?expand=goals.plan.goals,owner.plans.goals",
    "/v1/milestones/{milestone}?expand=goal.milestones,owner.milestonesOwned.goal",
)
GRAPH = """query ($goal: UUID!, $step: UUID!, $objective: UUID!) {
  goal(goalId: $goal) { title milestones { title } }
  milestone(milestoneId: $step) { title goal { title } }
  objective(objectiveId: $objective) { goals(first: 50) { title milestones { title } } }
  plans { edges { node { goals { title competencies { fromLevel } } milestones { title } } } }
  people { edges { node { milestonesOwned { title goal { title } } } } }
}"""


async def graph(scene: Scene, who: str) -> str:
    values = {
        name: scene.ids[of]
        for name, of in (
            ("goal", "private_goal"),
            ("step", "private_step"),
            ("objective", "objective"),
        )
    }
    return (await scene.world.graphql(who, GRAPH, values)).text


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_else_learns_of_it_over_rest(scene: Scene, path: str) -> None:
    asked = path.format_map(scene.ids)
    heard = {who: await scene.world.rest(who, "GET", asked) for who in ("amina", *OTHERS)}

    assert "private" in json.dumps(heard["amina"].json()).replace("isPrivate", "")
    for who in OTHERS:
        told = heard[who].text.replace("isPrivate", "")
        assert "private" not in told
        assert str(scene.ids["private_goal"]) not in told
        assert str(scene.ids["private_step"]) not in told


async def test_nobody_else_learns_of_it_over_graphql(scene: Scene) -> None:
    assert "private goal" in await graph(scene, "amina")
    for who in OTHERS:
        assert "private" not in await graph(scene, who)


async def test_the_owner_of_a_step_sees_the_step_and_not_the_goal(scene: Scene) -> None:
    path = f"/v1/milestones/{scene.ids['private_step']}?expand=goal"
    found = (await scene.world.rest("olga", "GET", path)).json()
    told = await graph(scene, "olga")

    assert (found["isPrivate"], found["goal"]) == (True, None)
    assert "private step" in told
    assert "private goal" not in told


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/v1/goals/{private_goal}", {"title": "Mine now"}),
        ("PATCH", "/v1/goals/{private_goal}", {"isPrivate": False}),
        ("POST", "/v1/goals/{private_goal}/align", {"objectiveId": "objective"}),
        ("POST", "/v1/goals/{private_goal}/unalign", {"objectiveId": "objective"}),
        ("PUT", "/v1/goals/{private_goal}/competencies", {"items": []}),
    ],
)
async def test_for_the_manager_it_does_not_exist(
    scene: Scene, method: str, path: str, body: dict[str, Any]
) -> None:
    body = {
        name: str(scene.ids.get(value, value)) if isinstance(value, str) else value
        for name, value in body.items()
    }
    asked = path.format_map(scene.ids)
    answer = await scene.world.rest("jonas", method, asked, body, if_match="*")
    unknown = await scene.world.rest(
        "jonas", method, path.format(private_goal=uuid4()), body, if_match="*"
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert unknown.json() | {"instance": ""} == answer.json() | {"instance": ""}


async def test_a_step_for_it_is_refused_like_one_for_a_goal_that_does_not_exist(
    scene: Scene,
) -> None:
    told = []
    for goal in (scene.ids["private_goal"], uuid4()):
        body = {"title": "A step", "ownerId": scene.world.id("jonas"), "dueOn": "2031-01-01"}
        path = f"/v1/plans/{scene.ids['plan']}/milestones"
        answer = await scene.world.rest("jonas", "POST", path, body | {"goalId": goal})
        told.append(answer.json() | {"instance": ""})

    assert told[0]["code"] == "goal_elsewhere"
    assert told[0] == told[1]


async def test_no_event_tells_of_it(scene: Scene) -> None:
    """Neither while it is private, nor by a gap in the numbers when it is shown again."""
    goal, world = scene.ids["private_goal"], scene.world
    path = f"/v1/goals/{goal}"
    await world.rest("amina", "PATCH", path, {"title": "Other words"}, if_match="*")
    step = f"/v1/milestones/{scene.ids['private_step']}"
    await world.rest("olga", "POST", f"{step}/start", if_match="*")
    assert await told_of(world, goal, scene.ids["private_step"]) == []

    await world.rest("amina", "PATCH", path, {"isPrivate": False}, if_match="*")
    assert await told_of(world, goal, scene.ids["private_step"]) == [
        ("goal.updated", 1),
        ("milestone.updated", 1),
    ]


async def told_of(world: World, *subjects: UUID) -> list[tuple[str, int]]:
    query = "SELECT type, sequence, subject_id, data::text FROM outbox_event ORDER BY id"
    async with world.database.transaction(Actor.system(world.tenant_id), utc_now()) as tx:
        rows = (await tx.session.execute(text(query))).all()
    assert all(
        str(one) not in row.data
        for one in subjects
        for row in rows
        if row.subject_id != one and row.type.startswith(("goal.", "plan.", "conversation."))
    )
    return [(row.type, row.sequence) for row in rows if row.subject_id in subjects]


async def test_its_steps_follow_it_both_ways(scene: Scene) -> None:
    goal, path = scene.ids["goal"], f"/v1/goals/{scene.ids['goal']}"
    steps = [await scene.a_milestone() for _ in range(3)]
    for is_private, seen in ((True, 404), (False, 200)):
        changed = await scene.world.rest(
            "amina", "PATCH", path, {"isPrivate": is_private}, if_match="*"
        )
        assert changed.json()["isPrivate"] is is_private
        for id in steps:
            mine = (await scene.world.rest("amina", "GET", f"/v1/milestones/{id}")).json()
            theirs = await scene.world.rest("jonas", "GET", f"/v1/milestones/{id}")
            assert mine["isPrivate"] is is_private
            assert theirs.status_code == seen
        assert (await scene.world.rest("jonas", "GET", f"/v1/goals/{goal}")).status_code == seen


async def test_a_step_that_is_added_meanwhile_follows_too(scene: Scene) -> None:
    goal = scene.ids["goal"]
    hide = ChangeGoal(is_private=True)
    step = AddMilestone(
        title="A step",
        owner_id=scene.world.id("tomas"),
        goal_id=goal,
        due_on="2031-05-01",  # type: ignore[arg-type]
    )
    adding = [
        scene.world.do("amina", plans.add_milestone, plan_id=scene.ids["plan"], command=step)
        for _ in range(4)
    ]
    hiding = scene.world.do("amina", plans.change_goal, goal_id=goal, command=hide)
    before = await scene.world.rest("amina", "GET", f"/v1/goals/{goal}?expand=milestones")
    await asyncio.gather(*adding[:2], hiding, *adding[2:])

    answer = await scene.world.rest("amina", "GET", f"/v1/goals/{goal}?expand=milestones")
    steps = answer.json()["milestones"]
    assert len(steps) == len(before.json()["milestones"]) + 4
    assert {one["isPrivate"] for one in steps} == {True}


async def test_what_grew_from_a_reflection_says_so_to_its_author_alone(scene: Scene) -> None:
    """Even of a goal that everybody around the plan reads."""
    body = {"title": "Grown", "reflectionId": scene.ids["reflection"]}
    made = await scene.world.rest("amina", "POST", f"/v1/plans/{scene.ids['plan']}/goals", body)
    path = f"/v1/goals/{made.json()['id']}?expand=reflection"
    mine = (await scene.world.rest("amina", "GET", path)).json()
    assert mine["reflectionId"] == mine["reflection"]["id"] == str(scene.ids["reflection"])
    for who in ("jonas", "priya", "vendor"):
        theirs = (await scene.world.rest(who, "GET", path)).json()
        assert (theirs["title"], theirs["reflectionId"], theirs["reflection"]) == (
            "Grown",
            None,
            None,
        )


async def test_a_reflection_can_be_deleted_and_what_grew_from_it_stays(scene: Scene) -> None:
    path = f"/v1/reflections/{scene.ids['reflection']}"
    gone = await scene.world.rest("amina", "DELETE", path, if_match="*")
    goal = await scene.world.rest("amina", "GET", f"/v1/goals/{scene.ids['private_goal']}")

    assert gone.status_code == 204
    assert (await scene.world.rest("amina", "GET", path)).status_code == 404
    assert goal.json()["reflectionId"] is None


async def test_who_looks_at_an_objective_is_noted_for_what_they_saw_alone(scene: Scene) -> None:
    """Else the access log would say that something was there."""
    path = f"/v1/objectives/{scene.ids['objective']}?expand=goals"
    log = f"/v1/people/{scene.world.id('amina')}/access-log?action=get_objective"

    async def looked() -> int:
        assert (await scene.world.rest("jonas", "GET", path)).status_code == 200
        await scene.world.noted()
        return len((await scene.world.rest("amina", "GET", log)).json()["data"])

    assert await looked() == 0
    await scene.aligned(scene.ids["goal"])
    assert await looked() == 1


async def test_nobody_else_finds_it_in_the_trail(scene: Scene) -> None:
    """Machine clients that audit see that something was done to something, and no more."""
    for who in ("jonas", "priya", "tomas", "olga"):
        told = (await scene.world.rest(who, "GET", "/v1/audit-entries?limit=200")).text
        assert str(scene.ids["private_goal"]) not in told
        assert str(scene.ids["reflection"]) not in told
    mine = (await scene.world.rest("amina", "GET", "/v1/audit-entries?limit=200")).text
    assert str(scene.ids["private_goal"]) in mine


# The whole chain: from the reflection that a goal grew from, through objectives, competencies and
# steps, to what shows that they are done, and the reviews of the plan.

GOAL = (
    "reflection",
    "objectives",
    "competencies.competency",
    "milestones.owner",
    "milestones.evidence",
)
CHAINS = {
    "goals": ("private_goal", ",".join((*GOAL, "plan.milestones", "plan.reviews"))),
    "plans": ("plan", ",".join((*(f"goals.{path}" for path in GOAL), "reviews"))),
}
OF_A_GOAL = """fragment OfAGoal on Goal {
  title
  reflection { body }
  objectives(first: 10) { title parent { title } }
  competencies(first: 10) { fromLevel toLevel competency { code } }
  milestones(first: 20) { title dueOn owner { displayName } evidence(first: 10) { body } }
}"""
QUERIES = {
    "goals": """query ($id: UUID!) { found: goal(goalId: $id) {
      ...OfAGoal plan { milestones(first: 20) { title } reviews(first: 10) { summary } }
    } }""",
    "plans": """query ($id: UUID!) { found: plan(planId: $id) {
      title reviews(first: 10) { summary } goals(first: 20) { ...OfAGoal }
    } }""",
}


async def review_and_prove(scene: Scene) -> None:
    """The plan was agreed to and reviewed, and something shows how far the step is."""
    world, plan = scene.world, f"/v1/plans/{scene.ids['plan']}"
    review = {"heldOn": "2026-01-31", "summary": f"{SECRET} summary", "changes": f"{SECRET} none"}
    step = f"/v1/milestones/{scene.ids['private_step']}"
    for who, path, body in (
        ("amina", f"{plan}/propose", {}),
        ("jonas", f"{plan}/agree", {}),
        ("jonas", f"{plan}/reviews", review),
        ("amina", f"{step}/evidence", {"body": f"{SECRET} evidence"}),
    ):
        answer = await world.rest(who, "POST", path, body, if_match="*")
        assert answer.is_success, answer.text


async def in_one_statement(world: World, line: Wire, ask: Callable[[], Awaitable[Any]]) -> Any:
    """The answer, of whose statements the first requests prepared all."""
    for _ in range(3):
        assert (await ask()).is_success
        await world.noted()
    line.round_trips.clear()
    answer = (await ask()).json()
    assert len([one for one in line.round_trips if b"audit" not in one]) == 1
    await world.noted()
    return answer


def check_goal(goal: dict[str, Any]) -> None:
    assert goal["reflection"]["body"] == f"{SECRET} reflection"
    assert [one["title"] for one in goal["objectives"]] == [f"{SECRET} objective"]
    assert goal["competencies"][0]["competency"]["code"] == "COM"
    [step] = goal["milestones"]
    assert step["owner"]["displayName"] == "Olga"
    assert [one["body"] for one in step["evidence"]] == [f"{SECRET} evidence"]


def check_chain(begin: str, found: dict[str, Any]) -> None:
    plan = found if begin == "plans" else found["plan"]
    assert [one["summary"] for one in plan["reviews"]] == [f"{SECRET} summary"]
    if begin == "goals":
        check_goal(found)
        assert len(plan["milestones"]) > 1
    else:
        [grown] = [one for one in plan["goals"] if one["reflection"]]
        check_goal(grown)


@pytest.mark.parametrize("begin", CHAINS)
async def test_the_whole_chain_is_one_resource_in_one_statement(
    scene: Scene,
    there: World,  # noqa: F811
    wire: Wire,  # noqa: F811
    begin: str,
) -> None:
    await review_and_prove(scene)
    of, expand = CHAINS[begin]
    path = f"/v1/{begin}/{scene.ids[of]}?expand={expand}"
    ask = partial(there.rest, "amina", "GET", path)

    check_chain(begin, await in_one_statement(there, wire, ask))


@pytest.mark.parametrize("begin", CHAINS)
async def test_the_whole_chain_is_one_query_in_one_statement(
    scene: Scene,
    there: World,  # noqa: F811
    wire: Wire,  # noqa: F811
    begin: str,
) -> None:
    await review_and_prove(scene)
    values = {"id": scene.ids[CHAINS[begin][0]]}
    ask = partial(there.graphql, "amina", f"{QUERIES[begin]} {OF_A_GOAL}", values)
    answer = await in_one_statement(there, wire, ask)

    assert "errors" not in answer
    check_chain(begin, answer["data"]["found"])
