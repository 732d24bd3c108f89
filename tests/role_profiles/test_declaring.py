"""Roles of a declared model: twice is a no-op, what is gone is retired, what is wrong is placed."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import DomainError
from tests.role_profiles.kit import a_framework, declared, role, roles, told, way
from tests.world import World


@pytest.fixture
async def framework(world: World) -> UUID:
    return await a_framework(world, "COM", "SYS")


ENGINEER = role("eng", ("COM", "L2", True), ("SYS", "L3", False))
SENIOR = role("senior", ("COM", "L3", True), ("SYS", "L4", True), rank=2)


def plain(changes: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind.value, one.code, one.fields) for one in changes]


async def test_declared_roles_are_published_with_what_they_require(
    world: World, framework: UUID
) -> None:
    changes = await declared(world, framework, [ENGINEER, SENIOR], [way("eng", "senior")])

    assert plain(changes) == [("created", "eng", ()), ("created", "senior", ())]
    engineer = (await roles(world))["eng"]
    assert (engineer["status"], engineer["number"]) == ("published", 1)
    required = [(o["level"], o["rank"], o["isEssential"]) for o in engineer["requirements"]]
    assert required == [("L2", 2, True), ("L3", 3, False)]
    [version] = engineer["versions"]
    assert [one["code"] for one in version["content"]["requirements"]] == ["COM", "SYS"]
    assert version["content"]["framework"]["number"] == 1


async def test_the_same_twice_changes_nothing(world: World, framework: UUID) -> None:
    await declared(world, framework, [ENGINEER, SENIOR], [way("eng", "senior")])
    before = await roles(world)
    changes = await declared(world, framework, [ENGINEER, SENIOR], [way("eng", "senior")])

    assert plain(changes) == [("unchanged", "eng", ()), ("unchanged", "senior", ())]
    assert await roles(world) == before


async def test_what_is_different_is_published_anew_and_the_version_before_stays(
    world: World, framework: UUID
) -> None:
    await declared(world, framework, [ENGINEER])
    changes = await declared(world, framework, [role("eng", ("COM", "L4", True), title="New")])

    assert plain(changes) == [("updated", "eng", ("requirements", "title"))]
    first, second = (await roles(world))["eng"]["versions"]
    assert (first["number"], first["content"]["title"]) == (1, "Title of eng")
    assert (second["number"], second["content"]["title"]) == (2, "New")
    assert [one["level"] for one in first["content"]["requirements"]] == ["L2", "L3"]


async def test_what_is_no_longer_named_is_retired_with_its_pathways_and_comes_back(
    world: World, framework: UUID
) -> None:
    await declared(world, framework, [ENGINEER, SENIOR], [way("eng", "senior")])
    changes = await declared(world, framework, [ENGINEER])

    assert plain(changes) == [("updated", "eng", ("pathways",)), ("retired", "senior", ())]
    [lane] = (await world.rest("amina", "GET", "/v1/pathways")).json()["data"]
    assert lane["status"] == "retired"
    again = await declared(world, framework, [ENGINEER, SENIOR])
    assert plain(again)[1] == ("updated", "senior", ("status",))
    assert (await roles(world))["senior"]["number"] == 2


async def test_roles_made_by_hand_are_left_alone(world: World, framework: UUID) -> None:
    body = {"code": "own", "title": "Own", "track": "expert", "rank": 1, "frameworkId": framework}
    await world.rest("vendor", "POST", "/v1/role-profiles", body)
    await declared(world, framework, [ENGINEER])
    await declared(world, framework, [])

    assert {code: one["status"] for code, one in (await roles(world)).items()} == {
        "own": "draft",
        "eng": "retired",
    }


async def test_a_dry_run_says_the_same_and_writes_nothing(world: World, framework: UUID) -> None:
    wanted = [ENGINEER, SENIOR]
    would = await declared(world, framework, wanted, [way("eng", "senior")], dry_run=True)

    assert await roles(world) == {}
    assert would == await declared(world, framework, wanted, [way("eng", "senior")])


@pytest.mark.parametrize(
    ("wrong", "ways", "code", "place"),
    [
        (role("eng", ("NO", "L1", True)), [], "role_competency_unknown", "eng/requirements/0"),
        (role("eng", ("COM", "L9", True)), [], "role_level_unknown", "eng/requirements/0"),
        (
            role("eng", ("COM", "L1", True), ("COM", "L2", True)),
            [],
            "role_competency_twice",
            "eng/requirements/1",
        ),
        (role("eng"), [way("eng", "none")], "pathway_role_unknown", "none"),
        (role("eng"), [way("eng", "eng")], "pathway_to_itself", "eng"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_place_and_loses_nothing(
    world: World, framework: UUID, wrong: Any, ways: Any, code: str, place: str
) -> None:
    await declared(world, framework, [SENIOR])
    before = await roles(world)
    with pytest.raises(DomainError) as refused:
        await declared(world, framework, [wrong], ways)

    assert refused.value.code == code
    assert [one.pointer.endswith(f"/{place}") for one in refused.value.faults] == [True]
    assert await roles(world) == before


async def test_every_publication_is_told_once(world: World, framework: UUID) -> None:
    await declared(world, framework, [ENGINEER])
    await declared(world, framework, [ENGINEER])
    await declared(world, framework, [])

    assert await told(world, "role_profile.%") == [
        "role_profile.published",
        "role_profile.retired",
    ]
