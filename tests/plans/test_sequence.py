"""The waves of a plan: what can be done first, what after that, and what in between."""

from itertools import pairwise
from urllib.parse import quote

from tests.plans.steps import Steps
from tests.world import World


async def test_a_chain_is_one_wave_after_the_other(world: World) -> None:
    steps = await Steps.begin(world, "d", "c", "b", "a")  # the last of them is due first
    await steps.link("b>a", "c>b", "d>c")

    assert await steps.sequence() == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


async def test_a_diamond_has_three_waves(world: World) -> None:
    steps = await Steps.begin(world, "first", "left", "right", "last")
    await steps.link("left>first", "right>first", "last>left", "last>right")

    assert await steps.sequence() == [(1, "first"), (2, "left"), (2, "right"), (3, "last")]


async def test_the_longest_way_says_the_wave(world: World) -> None:
    steps = await Steps.begin(world, "d", "a", "b", "c")
    await steps.link("b>a", "c>b", "d>c", "d>a", "c>a")

    assert await steps.sequence() == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


async def test_what_waits_for_nothing_is_first_in_the_order_of_the_deadlines(world: World) -> None:
    steps = await Steps.begin(world)
    for name, days in (("later", 30), ("sooner", -3), ("between", 8), ("waits", 1)):
        await steps.add(name, days)
    await steps.link("waits>later")

    assert await steps.sequence() == [(1, "sooner"), (1, "between"), (1, "later"), (2, "waits")]


async def test_two_parts_that_are_not_connected_share_the_waves(world: World) -> None:
    steps = await Steps.begin(world, "b2", "a1", "b1", "a2", "alone")
    await steps.link("a2>a1", "b2>b1")

    found = await steps.sequence()
    assert found == [(1, "a1"), (1, "b1"), (1, "alone"), (2, "b2"), (2, "a2")]


async def test_of_the_same_deadline_the_first_that_was_made_is_first(world: World) -> None:
    steps = await Steps.begin(world)
    for name in ("x", "y", "z"):
        await steps.add(name, 5)

    assert await steps.sequence() == [(1, "x"), (1, "y"), (1, "z")]


async def test_what_was_reached_keeps_its_place(world: World) -> None:
    steps = await Steps.begin(world, "b", "a")
    await steps.link("b>a")
    await steps.take("a", "reach")

    assert await steps.sequence() == [(1, "a"), (2, "b")]


async def test_it_is_the_same_page_by_page(world: World) -> None:
    steps = await Steps.begin(world, "f", "e", "d", "c", "b", "a")
    await steps.link("b>a", "c>a", "d>b", "d>c", "e>d")
    path = f"/v1/plans/{steps.plan}/sequence"
    whole = (await world.rest("amina", "GET", path)).json()
    pages, mark = [], ""
    while True:
        asked = f"{path}?limit=1" + (f"&cursor={quote(mark)}" if mark else "")
        page = (await world.rest("amina", "GET", asked)).json()
        pages += page["data"]
        mark = page["nextCursor"]
        if mark is None:
            break
        assert len(page["data"]) == 1

    assert pages == whole["data"]
    assert whole["nextCursor"] is None
    assert [one["wave"] for one in pages] == [1, 1, 2, 2, 3, 4]


async def test_a_wide_plan_is_read_in_one_go(world: World) -> None:
    """Each of a wave waits for each of the wave before: ways are many, waves are few."""
    steps = await Steps.begin(world)
    waves = [[f"{wave}-{number}" for number in range(4)] for wave in range(6)]
    for wave in waves:
        for name in wave:
            await steps.add(name, 5)
    for before, after in pairwise(waves):
        await steps.link(*(f"{name}>{on}" for name in after for on in before))

    found = await steps.sequence()
    assert [wave for wave, _ in found] == [n for n in range(1, 7) for _ in range(4)]


async def test_both_doors_say_the_same_waves(world: World) -> None:
    steps = await Steps.begin(world, "c", "b", "a")
    await steps.link("b>a", "c>b")
    query = """query ($id: UUID!) {
      planSequence(planId: $id) { edges { node { wave title milestone { neededBy { title } } } } }
    }"""
    heard = (await world.graphql("amina", query, {"id": steps.plan})).json()
    assert "errors" not in heard, heard
    nodes = [edge["node"] for edge in heard["data"]["planSequence"]["edges"]]

    assert [(one["wave"], one["title"]) for one in nodes] == await steps.sequence()
    assert nodes[0]["milestone"]["neededBy"] == [{"title": "b"}]


async def test_who_may_see_one_step_is_shown_that_one(world: World) -> None:
    steps = await Steps.begin(world, "a", "b")
    await steps.add("hers", owner="olga")
    await steps.link("hers>a", "b>hers")

    assert await steps.sequence("olga") == [(1, "hers")]
    assert await steps.sequence("tomas") == []
    assert await steps.sequence("jonas") == [(1, "a"), (2, "hers"), (3, "b")]
