"""A step of a private goal waits and is waited for, and nobody but the person can tell."""

import pytest

from tests.plans.steps import Steps, words
from tests.world import World

OTHERS = ("jonas", "priya", "vendor")


@pytest.fixture
async def steps(world: World) -> Steps:
    """b comes after a step that is the person's alone, which comes after a."""
    steps = await Steps.begin(world, "a", "b")
    await steps.a_secret("secret", 5)
    await steps.link("b>secret", "secret>a")
    return steps


async def seen(steps: Steps, who: str) -> object:
    """All that somebody can find out about what comes before what."""
    shown = [
        ({**one, "version": 0}, await steps.around(name, who))
        for name in ("a", "b")
        for one in [await steps.read(name, who)]
    ]
    query = """query ($a: UUID!, $b: UUID!) {
      a: milestone(milestoneId: $a) { waitsOn dependsOn { id } neededBy { id } }
      b: milestone(milestoneId: $b) { waitsOn dependsOn { id } neededBy { id } }
    }"""
    values = {name: steps.ids[name] for name in ("a", "b")}
    heard = (await steps.world.graphql(who, query, values)).json()
    assert "errors" not in heard
    return shown, heard, await steps.sequence(who)


@pytest.mark.parametrize("who", OTHERS)
async def test_it_changes_nothing_of_what_others_see(steps: Steps, who: str) -> None:
    with_it = await seen(steps, who)
    await steps.unlink("b", "secret")
    await steps.unlink("secret", "a")

    assert with_it == await seen(steps, who)


async def test_the_person_sees_all_of_it(steps: Steps) -> None:
    assert await steps.waits_on("b") == {"secret"}
    assert await steps.waits_on("secret") == {"a"}
    assert await steps.around("a") == ([], ["secret"])
    assert await steps.around("b") == (["secret"], [])
    assert await steps.sequence() == [(1, "a"), (2, "secret"), (3, "b")]


async def test_others_see_waves_as_if_it_were_not_there(steps: Steps) -> None:
    for who in OTHERS:
        assert await steps.sequence(who) == [(1, "a"), (1, "b")]
        assert await steps.waits_on("b", who) == set()


async def test_a_circle_through_it_is_named_to_the_person_alone(steps: Steps) -> None:
    """The others are told of the two that they asked about."""
    assert await steps.circle("a", "b", "amina") == ["b", "secret", "a"]
    assert await steps.circle("a", "b", "jonas") == ["b", "a"]


async def test_it_is_refused_to_others_like_one_that_does_not_exist(steps: Steps) -> None:
    await steps.add("c")
    hidden = await steps.depend("c", "secret", who="jonas")
    steps.ids["nothing"] = steps.plan
    unknown = await steps.depend("c", "nothing", who="jonas")

    assert hidden.json()["code"] == "depends_elsewhere"
    assert words(hidden) == words(unknown)


async def test_an_edge_of_it_is_not_there_for_others(steps: Steps) -> None:
    hidden = await steps.unlink("b", "secret", who="jonas")
    steps.ids["nothing"] = steps.plan
    unknown = await steps.unlink("b", "nothing", who="jonas")

    assert hidden.status_code == unknown.status_code == 404
    assert words(hidden) == words(unknown)
    assert await steps.waits_on("b") == {"secret"}


async def test_who_starts_ahead_of_it_is_not_said_to(steps: Steps) -> None:
    await steps.take("b", "start")
    [data] = [data for name, data in await steps.events("b") if name == "milestone.started"]

    assert data["aheadOf"] == []
    assert await steps.waits_on("b") == {"secret"}


async def test_that_something_waits_for_it_is_told_to_nobody(steps: Steps) -> None:
    await steps.unlink("b", "secret")
    await steps.link("b>secret")

    assert await steps.events("b") == []


async def test_nothing_is_told_of_it_itself(steps: Steps) -> None:
    await steps.take("secret", "start")

    assert await steps.events("secret") == []


async def test_who_owns_it_sees_it_wait_for_what_they_may_see(world: World) -> None:
    steps = await Steps.begin(world, "a")
    goal = await steps.posted(
        "amina", f"/v1/plans/{steps.plan}/goals", {"title": "Mine", "isPrivate": True}
    )
    await steps.add("hers", owner="olga", goal=goal["id"])
    await steps.add("hers too", owner="olga")
    await steps.link("hers>a", "hers>hers too")

    assert await steps.waits_on("hers", "olga") == {"hers too"}
    assert await steps.around("hers", "olga") == (["hers too"], [])
    assert await steps.around("hers too", "olga") == ([], ["hers"])
    assert await steps.around("hers too", "jonas") == ([], [])
    assert await steps.waits_on("hers") == {"a", "hers too"}
    assert await steps.sequence("olga") == [(1, "hers too"), (2, "hers")]
