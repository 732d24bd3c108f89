"""What a step waits for: never itself, never in a circle, and it can be started all the same."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from tests.plans.steps import Steps, stored, words
from tests.relations import day
from tests.world import World

EDGES = "milestone_dependency"


@pytest.fixture
async def steps(world: World) -> Steps:
    return await Steps.begin(world, "a", "b", "c", "d")


ADDED = ["milestone.updated", "milestone.dependency_added"]
REMOVED = ["milestone.updated", "milestone.dependency_removed"]


async def edges(steps: Steps) -> int:
    return await stored(steps.world, EDGES, "plan_id", steps.plan)


async def test_the_answer_is_the_milestone_which_waits(steps: Steps) -> None:
    answer = await steps.depend("b", "a")

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["waitsOn"]) == (steps.ids["b"], [steps.ids["a"]])
    assert await steps.around("b") == (["a"], [])
    assert await steps.around("a") == ([], ["b"])
    [(name, data), (more, edge)] = await steps.events("b")
    assert (name, data["changed"]) == ("milestone.updated", ["depends_on"])
    assert (more, edge["dependsOnId"]) == ("milestone.dependency_added", steps.ids["a"])


async def test_a_step_cannot_wait_for_itself(steps: Steps) -> None:
    answer = await steps.depend("a", "a")

    assert (answer.status_code, answer.json()["code"]) == (422, "depends_on_itself")
    assert await edges(steps) == 0


async def test_two_cannot_wait_for_each_other(steps: Steps) -> None:
    await steps.link("b>a")
    answer = await steps.depend("a", "b")

    assert (answer.status_code, answer.json()["code"]) == (422, "depends_in_circle")
    assert await steps.circle("a", "b") == ["b", "a"]
    assert await edges(steps) == 1


async def test_a_circle_through_others_is_named_by_its_shortest_way(steps: Steps) -> None:
    await steps.link("b>a", "c>b", "d>c", "d>b")

    assert await steps.circle("a", "d") == ["d", "b", "a"]
    assert await edges(steps) == 4


async def test_a_refusal_of_a_circle_names_the_way(steps: Steps) -> None:
    """As its words say."""
    await steps.link("b>a", "c>b")
    answer = (await steps.depend("a", "c")).json()

    [fault] = answer["errors"]
    assert fault["pointer"] == "/dependsOnId"
    assert fault["detail"].endswith(", ".join(steps.ids[name] for name in "cba"))


async def test_the_other_door_refuses_a_circle_in_the_same_words(steps: Steps) -> None:
    await steps.link("b>a", "c>b")
    mutation = """mutation ($id: UUID!, $on: UUID!) {
      addDependency(input: {milestoneId: $id, dependsOnId: $on}) {
        __typename ... on Refusal { code message } } }"""
    values = {"id": steps.ids["a"], "on": steps.ids["c"]}
    heard = (await steps.world.graphql("amina", mutation, values)).json()
    assert "errors" not in heard, heard
    told = (await steps.depend("a", "c")).json()

    assert heard["data"]["addDependency"]["code"] == told["code"] == "depends_in_circle"
    assert heard["data"]["addDependency"]["message"] == told["detail"]


@pytest.mark.parametrize("who", ["amina", "jonas"])
async def test_a_step_of_another_plan_is_refused_like_one_that_does_not_exist(
    steps: Steps, who: str
) -> None:
    """Whether they may see that other step, as amina may, or not."""
    other = await steps.world.a_milestone(person="tomas" if who == "jonas" else "amina")
    heard = []
    for id in (other["id"], uuid4()):
        path = f"{steps.path('a')}/dependencies"
        heard.append(await steps.world.rest(who, "POST", path, {"dependsOnId": id}))

    assert heard[0].status_code == heard[1].status_code == 422
    assert heard[0].json()["code"] == "depends_elsewhere"
    assert words(heard[0]) == words(heard[1])
    assert await edges(steps) == 0


async def test_an_owner_learns_nothing_of_the_other_steps_of_the_plan(steps: Steps) -> None:
    """Who owns one step may say what it waits for, as far as they know what there is."""
    await steps.add("hers", owner="olga")
    path = f"{steps.path('hers')}/dependencies"
    unknown = await steps.world.rest("olga", "POST", path, {"dependsOnId": uuid4()})
    known = await steps.depend("hers", "a", who="olga")

    assert known.status_code == 422
    assert words(known) == words(unknown)


async def test_the_same_edge_twice_changes_nothing(steps: Steps) -> None:
    first = await steps.depend("b", "a")
    again = await steps.depend("b", "a", who="jonas")

    assert (again.status_code, again.json()) == (200, first.json())
    assert await edges(steps) == 1
    assert [name for name, _ in await steps.events("b")] == ADDED


@pytest.mark.parametrize("time", range(10))
async def test_of_two_at_once_that_would_make_a_circle_one_wins(steps: Steps, time: int) -> None:
    """Directly, and through others; by the person and by their manager."""
    through = time % 2 == 1
    if through:
        await steps.link("c>b", "d>c")
    answers = await asyncio.gather(
        steps.depend("b", "a", who="amina"),
        steps.depend("a", "d" if through else "b", who="jonas"),
    )

    assert sorted(one.status_code for one in answers) == [200, 422]
    [refused] = [one.json() for one in answers if one.status_code == 422]
    assert refused["code"] == "depends_in_circle"
    assert await edges(steps) == (3 if through else 1)
    assert len(await steps.sequence()) == 4


async def test_of_many_at_once_with_the_same_edge_one_is_kept(steps: Steps) -> None:
    answers = await asyncio.gather(
        *(steps.depend("b", "a", who=who) for who in ("amina", "jonas") * 5)
    )

    assert {one.status_code for one in answers} == {200}
    assert await edges(steps) == 1
    assert [name for name, _ in await steps.events("b")] == ADDED


async def test_a_dependency_can_be_taken_out(steps: Steps) -> None:
    await steps.link("b>a", "c>b")
    answer = await steps.unlink("b", "a", who="jonas")

    assert answer.status_code == 204
    assert await steps.waits_on("b") == set()
    assert await steps.around("a") == ([], [])
    assert await steps.around("b") == ([], ["c"])
    assert (await steps.depend("a", "c")).status_code == 200
    assert [name for name, _ in await steps.events("b")] == [*ADDED, *REMOVED]


async def test_what_is_not_there_cannot_be_taken_out(steps: Steps) -> None:
    await steps.link("b>a")
    for name, on in (("a", "b"), ("c", "a")):
        answer = await steps.unlink(name, on)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await edges(steps) == 1


async def test_of_many_who_take_it_out_at_once_nobody_meets_an_accident(steps: Steps) -> None:
    await steps.link("b>a")
    answers = await asyncio.gather(
        *(steps.unlink("b", "a", who=who) for who in ("amina", "jonas") * 5)
    )

    assert Counter(one.status_code for one in answers) == {204: 1, 404: 9}
    assert [name for name, _ in await steps.events("b")] == [*ADDED, *REMOVED]
    assert await edges(steps) == 0


@pytest.mark.parametrize("who", ["priya", "tomas", "vendor"])
async def test_who_has_no_say_in_the_plan_cannot_change_what_waits(steps: Steps, who: str) -> None:
    await steps.link("b>a")
    heard = [await steps.depend("c", "a", who), await steps.unlink("b", "a", who)]

    assert {one.status_code for one in heard} == {404 if who == "tomas" else 403}
    assert await edges(steps) == 1


async def test_what_was_reached_or_waived_is_not_waited_for(steps: Steps) -> None:
    await steps.link("d>a", "d>b", "d>c")
    assert await steps.waits_on("d") == {"a", "b", "c"}

    await steps.take("a", "reach")
    assert await steps.waits_on("d") == {"b", "c"}
    await steps.take("b", "waive", reason="Not needed")
    assert await steps.waits_on("d") == {"c"}
    assert await steps.around("d") == (["a", "b", "c"], [])

    await steps.take("b", "reopen")
    assert await steps.waits_on("d") == {"b", "c"}


async def test_what_is_underway_or_blocked_is_still_waited_for(steps: Steps) -> None:
    await steps.link("c>a", "c>b")
    await steps.take("a", "start")
    await steps.take("b", "block", helpNeeded="A room")

    assert await steps.waits_on("c") == {"a", "b"}


async def test_only_what_comes_right_before_is_waited_for(steps: Steps) -> None:
    await steps.link("b>a", "c>b")

    assert await steps.waits_on("c") == {"b"}


async def test_it_can_be_started_ahead_and_says_so(steps: Steps) -> None:
    await steps.link("d>a", "d>b", "d>c")
    await steps.take("a", "reach")
    started = await steps.take("d", "start")

    assert started["status"] == "in_progress"
    assert steps.names(started["waitsOn"]) == {"b", "c"}
    [data] = [data for name, data in await steps.events("d") if name == "milestone.started"]
    assert steps.names(data["aheadOf"]) == {"b", "c"}


async def test_it_is_ahead_of_nothing_when_nothing_is_open(steps: Steps) -> None:
    await steps.link("b>a")
    await steps.take("a", "reach")
    await steps.take("b", "start")

    [data] = [data for name, data in await steps.events("b") if name == "milestone.started"]
    assert data["aheadOf"] == []


async def test_what_comes_before_and_after_is_in_the_order_of_the_deadlines(world: World) -> None:
    steps = await Steps.begin(world)
    for name, days in (("late", 30), ("middle", 15), ("early", 20), ("first", 1), ("last", 99)):
        await steps.add(name, days)
    await steps.link("middle>late", "middle>early", "middle>first", "last>middle")

    assert await steps.around("middle") == (["first", "early", "late"], ["last"])
    assert (await steps.read("first"))["dueOn"] == day(1)
