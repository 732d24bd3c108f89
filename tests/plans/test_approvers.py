"""Who is asked to approve something of a step may read that step, and approves once."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from tests.plans.steps import Steps
from tests.relations import day, told
from tests.world import World

Json = dict[str, Any]
ALL = "goal,plan,dependsOn,neededBy,resources,evidence,help,supporters,ownerChanges,deadlineChanges"


@pytest.fixture
async def steps(world: World) -> Steps:
    """Tomas has nothing to do with amina."""
    steps = await Steps.begin(world)
    goal = await steps.posted("amina", f"/v1/plans/{steps.plan}/goals", {"title": "Speak"})
    steps.ids["goal"] = goal["id"]
    for name in ("before", "step", "after"):
        await steps.add(name, goal=goal["id"])
    await steps.link("step>before", "after>step")
    return steps


async def asked(steps: Steps, who: str = "tomas", by: str = "amina", step: str = "step") -> Json:
    given = {"kind": "approver", "approverId": steps.world.id(who), "title": "Two days off"}
    return await steps.posted(by, f"{steps.path(step)}/resources", given)


def path(made: Json) -> str:
    return f"/v1/milestone-resources/{made['id']}"


async def approve(steps: Steps, made: Json, who: str = "tomas") -> Any:
    return await steps.world.rest(who, "POST", f"{path(made)}/approve", {}, if_match="*")


async def readable(steps: Steps, who: str = "tomas") -> list[str]:
    """Of all that there is of the plan, by list."""
    found = (await steps.world.rest(who, "GET", "/v1/milestones")).json()["data"]
    return [one["title"] for one in found]


async def test_from_then_on_they_may_read_the_step(steps: Steps) -> None:
    assert (await steps.world.rest("tomas", "GET", steps.path("step"))).status_code == 404
    assert await readable(steps) == []

    made = await asked(steps)
    assert (await steps.read("step", "tomas"))["title"] == "step"
    assert await readable(steps) == ["step"]
    assert (await steps.world.rest("tomas", "GET", path(made))).json() == made
    query = "query ($id: UUID!) { milestone(milestoneId: $id) { resources { title } } }"
    heard = (await steps.world.graphql("tomas", query, {"id": steps.ids["step"]})).json()
    assert heard["data"]["milestone"]["resources"] == [{"title": "Two days off"}]


async def test_they_may_read_nothing_else_of_the_plan(steps: Steps) -> None:
    await asked(steps)
    found = await steps.read("step", "tomas", ALL)
    assert (found["goal"], found["plan"]) == (None, None)
    assert (found["waitsOn"], found["dependsOn"], found["neededBy"]) == ([], [], [])
    assert await steps.sequence("tomas") == [(1, "step")]
    unseen = ("/v1/plans/{plan}", "/v1/goals/{goal}", "/v1/milestones/{before}")
    for one in unseen:
        asking = one.format(plan=steps.plan, **steps.ids)
        assert (await steps.world.rest("tomas", "GET", asking)).status_code == 404
    for one in ("/v1/plans", "/v1/goals"):
        assert (await steps.world.rest("tomas", "GET", one)).json()["data"] == []
    people = f"/v1/people/{steps.world.id('amina')}?expand=plans"
    assert (await steps.world.rest("tomas", "GET", people)).json()["plans"] == []


async def test_they_may_not_change_it(steps: Steps) -> None:
    made, world, step = await asked(steps), steps.world, steps.path("step")
    heard = [
        await world.rest("tomas", "PATCH", step, {"title": "Mine"}, if_match="*"),
        await world.rest("tomas", "POST", f"{step}/start", {}, if_match="*"),
        await world.rest("tomas", "POST", f"{step}/evidence", {"body": "Seen"}),
        await world.rest("tomas", "POST", f"{step}/dependencies", {"dependsOnId": uuid4()}),
        await world.rest("tomas", "PATCH", path(made), {"title": "Mine"}, if_match="*"),
        await world.rest("tomas", "DELETE", path(made), if_match="*"),
        await world.rest("tomas", "DELETE", step, if_match="*"),
    ]

    assert {one.status_code for one in heard} == {403}


async def test_they_may_read_it_no_more_when_they_are_not_asked_any_more(steps: Steps) -> None:
    first, second = await asked(steps), await asked(steps, by="jonas")
    await approve(steps, first)
    await steps.world.rest("amina", "DELETE", path(first), if_match="*")
    assert await readable(steps) == ["step"]  # they are asked for something else, too

    await steps.world.rest("amina", "DELETE", path(second), if_match="*")
    assert await readable(steps) == []
    for one in (steps.path("step"), path(first), path(second)):
        assert (await steps.world.rest("tomas", "GET", one)).status_code == 404
    assert (await approve(steps, second)).status_code == 404


async def test_of_a_private_step_they_read_the_step_alone(steps: Steps) -> None:
    await steps.a_secret("secret")
    made = await asked(steps, step="secret")

    found = await steps.read("secret", "tomas", "goal,plan,resources")
    assert (found["title"], found["goal"], found["plan"]) == ("secret", None, None)
    assert (await approve(steps, made)).status_code == 200
    assert (await steps.world.rest("jonas", "GET", steps.path("secret"))).status_code == 404


async def test_only_who_was_asked_approves(steps: Steps) -> None:
    made = await asked(steps)
    heard = {who: await approve(steps, made, who) for who in ("amina", "jonas", "priya", "vendor")}
    assert {one.status_code for one in heard.values()} == {403}
    assert (await approve(steps, made, "olga")).status_code == 404

    answer = await approve(steps, made)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert answer.json()["approvedAt"].startswith(day(0))


async def test_what_needs_no_approval_cannot_be_approved(steps: Steps) -> None:
    given = {"kind": "time", "minutes": 5}
    made = await steps.posted("amina", f"{steps.path('step')}/resources", given)

    assert (await approve(steps, made, "amina")).status_code == 403


async def test_it_is_approved_once(steps: Steps) -> None:
    made = await asked(steps)
    first, again = await approve(steps, made), await approve(steps, made)

    assert first.status_code == 200
    assert (again.status_code, again.json()["code"]) == (409, "resource_approved")
    shown = (await steps.world.rest("tomas", "GET", path(made))).json()
    assert shown == first.json()


async def test_of_many_at_once_one_approves(steps: Steps) -> None:
    made = await asked(steps)
    answers = await asyncio.gather(*(approve(steps, made) for _ in range(10)))

    assert Counter(one.status_code for one in answers) == {200: 1, 409: 9}
    names = ("milestone_resource.added", "milestone_resource.approved")
    assert [name for name, _ in await told(steps.world, *names)] == list(names)


@pytest.mark.parametrize("given", [{"title": "Two months off"}, {"note": "All of it paid"}])
async def test_what_was_approved_does_not_become_something_else(steps: Steps, given: Json) -> None:
    """Its words are what was approved: others are refused, or are to be approved again."""
    made = await asked(steps)
    await approve(steps, made)
    await steps.world.rest("amina", "PATCH", path(made), given, if_match="*")

    shown = (await steps.world.rest("tomas", "GET", path(made))).json()
    is_other = any(shown[name] != made[name] for name in given)
    assert not (is_other and shown["approvedAt"])


async def test_what_was_approved_can_be_taken_out(steps: Steps) -> None:
    made = await asked(steps)
    await approve(steps, made)
    gone = await steps.world.rest("jonas", "DELETE", path(made), if_match="*")

    assert gone.status_code == 204
    assert (await steps.read("step", expand="resources"))["resources"] == []


async def test_a_change_before_the_approval_is_what_is_approved(steps: Steps) -> None:
    made = await asked(steps)
    await steps.world.rest("amina", "PATCH", path(made), {"title": "One day"}, if_match="*")
    stale = await steps.world.rest("tomas", "POST", f"{path(made)}/approve", {}, if_match='"1"')

    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (await approve(steps, made)).json()["title"] == "One day"


async def test_nobody_who_does_not_exist_is_asked(steps: Steps) -> None:
    given = {"kind": "approver", "approverId": uuid4()}
    where = f"{steps.path('step')}/resources"
    answer = await steps.world.rest("amina", "POST", where, given)

    assert (answer.status_code, answer.json()["code"]) == (422, "approver_unknown")
    assert (await steps.read("step", expand="resources"))["resources"] == []


async def test_somebody_of_another_organisation_is_nobody(steps: Steps, elsewhere: World) -> None:
    given = {"kind": "approver", "approverId": elsewhere.id("tomas")}
    where = f"{steps.path('step')}/resources"
    answer = await steps.world.rest("amina", "POST", where, given)

    assert (answer.status_code, answer.json()["code"]) == (422, "approver_unknown")
