"""Roles of a declared model: twice is a no-op, what is gone is retired, what is wrong is placed."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import DomainError
from app.domain.role_profiles import errors
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
    ("wrong", "ways", "kind", "place"),
    [
        (role("eng", ("NO", "L1", True)), [], errors.RoleCompetencyUnknown, "eng/requirements/0"),
        (role("eng", ("COM", "L9", True)), [], errors.RoleLevelUnknown, "eng/requirements/0"),
        (
            role("eng", ("COM", "L1", True), ("COM", "L2", True)),
            [],
            errors.RoleCompetencyTwice,
            "eng/requirements/1",
        ),
        (role("eng"), [way("eng", "none")], errors.PathwayRoleUnknown, "none"),
        (role("eng"), [way("eng", "eng")], errors.PathwayToItself, "eng"),
        (role("eng"), [way(None, "eng")], errors.PathwayToItself, "eng"),
        (role("eng"), [way(None, "eng", "demotion")], errors.RoleWordUnknown, "eng"),
        (role("eng"), [way(None, "eng", "entry")] * 2, errors.PathwayTaken, "eng"),
        (role("eng", track="management"), [], errors.RoleWordUnknown, "eng"),
        (role("eng", rank=10**400), [], errors.RoleWordUnknown, "eng"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_place_and_loses_nothing(
    world: World, framework: UUID, wrong: Any, ways: Any, kind: Any, place: str
) -> None:
    await declared(world, framework, [SENIOR])
    before = await roles(world)
    with pytest.raises(DomainError) as refused:
        await declared(world, framework, [wrong], ways)

    assert refused.value.code == "declared_roles_refused"
    told = {(one.pointer.endswith(f"/{place}"), one.detail) for one in refused.value.faults}
    assert (True, kind.explanation()) in told
    assert await roles(world) == before


async def test_one_try_tells_all_that_is_wrong(world: World, framework: UUID) -> None:
    wrong = [
        role("one", ("NO", None, True)),
        role("one", track="x"),
        role("two", ("NO", "L1", True)),
    ]
    with pytest.raises(DomainError) as refused:
        await declared(world, framework, wrong, [way("one", "three")])

    places = [one.pointer.removeprefix("/document/") for one in refused.value.faults]
    assert places == [
        *("roles/one", "roles/one", "roles/one/requirements/0", "roles/one/requirements/0"),
        *("roles/two/requirements/0", "pathways/three"),
    ]


async def test_a_role_of_another_framework_keeps_its_code(world: World, framework: UUID) -> None:
    await declared(world, framework, [SENIOR])
    other = await a_framework(world, "COM", "SYS", code="other")
    with pytest.raises(DomainError) as refused:
        await declared(world, other, [SENIOR])

    [fault] = refused.value.faults
    assert fault.detail == errors.RoleElsewhere.explanation()


async def test_every_publication_is_told_once(world: World, framework: UUID) -> None:
    await declared(world, framework, [ENGINEER])
    await declared(world, framework, [ENGINEER])
    await declared(world, framework, [])

    assert await told(world, "role_profile.%") == [
        "role_profile.published",
        "role_profile.retired",
    ]
