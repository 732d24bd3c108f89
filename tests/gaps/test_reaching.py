"""Which roles are in reach, by which way, and which level opens most of them."""

from uuid import UUID

import pytest

from tests.assessments.kit import said
from tests.gaps.kit import has_role, listed
from tests.role_profiles.kit import a_framework, competencies, declared, role, roles, way
from tests.world import World

ROLES = [
    role("a"),
    role("b", ("COM", "L2", True)),
    role("c", ("COM", "L3", True), ("SYS", "L1", False)),
    role("d", ("COM", "L3", True), ("SYS", "L2", True)),
    role("e", ("SYS", "L5", True)),
    role("f"),
    role("outside"),
]
WAYS = [
    way("a", "b"),
    way("b", "c"),
    way("c", "d", "lateral"),
    way("a", "d", "lateral"),
    way("d", "a", "lateral"),
    way("d", "e"),
    way("e", "f"),
    way(None, "outside", "entry"),
]


@pytest.fixture
async def ids(world: World) -> dict[str, str]:
    framework: UUID = await a_framework(world, "COM", "SYS")
    await declared(world, framework, ROLES, WAYS)
    return await competencies(world, framework)


async def test_each_role_is_reached_once_by_a_shortest_way(
    world: World, ids: dict[str, str]
) -> None:
    assert ids
    await has_role(world, "a")
    codes = {one["id"]: code for code, one in (await roles(world)).items()}
    found = await listed(world, "reachable-roles")

    ways = {one["code"]: ("".join(codes[id] for id in one["path"]), one["kind"]) for one in found}
    assert ways == {
        "b": ("b", "promotion"),
        "c": ("bc", "promotion"),
        "d": ("d", "lateral"),
        "e": ("de", "promotion"),
        "f": ("def", "promotion"),
    }
    assert [one["distance"] for one in found] == sorted(one["distance"] for one in found)
    assert {one["code"]: one["steps"] for one in found}["f"] == 3


async def test_four_steps_are_as_far_as_one_looks(world: World, ids: dict[str, str]) -> None:
    assert ids
    await has_role(world, "b")

    found = {one["code"]: one["steps"] for one in await listed(world, "reachable-roles")}
    assert found == {"c": 1, "d": 2, "a": 3, "e": 3, "f": 4}
    framework = (await roles(world))["a"]["frameworkId"]
    chain = [role(f"n{n}") for n in range(7)]
    lanes = [way(f"n{n}", f"n{n + 1}") for n in range(6)]
    await declared(world, UUID(framework), [*ROLES, *chain], [*WAYS, *lanes, way("b", "n0")])
    found = {one["code"]: one["steps"] for one in await listed(world, "reachable-roles")}
    assert {code: n for code, n in found.items() if code[0] == "n"} == {
        "n0": 1,
        "n1": 2,
        "n2": 3,
        "n3": 4,
    }


async def test_who_has_no_role_comes_in_from_outside(world: World, ids: dict[str, str]) -> None:
    assert ids
    [one] = await listed(world, "reachable-roles")

    assert (one["code"], one["kind"], one["steps"]) == ("outside", "entry", 1)


async def test_a_retired_role_is_not_reached_and_leads_nowhere(
    world: World, ids: dict[str, str]
) -> None:
    assert ids
    await has_role(world, "a")
    d = (await roles(world))["d"]["id"]
    await world.rest("vendor", "POST", f"/v1/role-profiles/{d}/retire", {}, if_match="*")

    found = [one["code"] for one in await listed(world, "reachable-roles")]
    assert sorted(found) == ["b", "c"]


async def test_the_level_that_opens_most_comes_first_and_names_the_roles(
    world: World, ids: dict[str, str]
) -> None:
    await has_role(world, "a")
    await said(world, "jonas", "manager", ids["SYS"], "L2")
    known = {code: one["id"] for code, one in (await roles(world)).items()}

    first, *others = await listed(world, "next-levels")
    assert (first["competencyId"], first["level"], first["opens"]) == (ids["COM"], "L3", 3)
    assert set(first["opensRoleIds"]) == {known["b"], known["c"], known["d"]}
    assert {(o["level"], o["opens"], o["nearer"]) for o in others} == {("L2", 1, 1), ("L5", 1, 1)}


async def test_nobody_else_learns_of_it(world: World, ids: dict[str, str]) -> None:
    assert ids
    await has_role(world, "a")
    for who in ("priya", "olga", "tomas", "vendor"):
        for what in ("reachable-roles", "next-levels"):
            assert await listed(world, what, who) == []
    assert len(await listed(world, "reachable-roles", "jonas")) == 5


@pytest.mark.parametrize("what", ["reachable-roles", "next-levels"])
async def test_page_by_page_it_is_the_same_list(
    world: World, ids: dict[str, str], what: str
) -> None:
    assert ids
    await has_role(world, "a")
    whole, found, cursor = await listed(world, what), [], ""
    while cursor is not None:
        path = f"/v1/people/{world.id('amina')}/{what}?limit=1{cursor and f'&cursor={cursor}'}"
        page = (await world.rest("amina", "GET", path)).json()
        found += page["data"]
        cursor = page["nextCursor"]

    assert len(whole) > 2
    assert found == whole
