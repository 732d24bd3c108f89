"""Roles and pathways that a model declares: they come with it, or wait with its draft."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.competencies import service
from app.domain.errors import DomainError
from tests.competencies.kit import a_model, listed, sync
from tests.world import World

ROLES = [
    {"code": "eng-1", "title": "Engineer", "track": "expert", "level": 1, "requires": {"A": "L1"}},
    {"code": "eng-2", "title": "Senior", "track": "expert", "level": 2, "requires": {"A": "L2"}},
]
WAYS = [{"from": "eng-1", "to": "eng-2", "kind": "promotion"}]


def with_roles(*roles: dict[str, Any], ways: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return a_model("A", "B", roleProfiles=list(roles), pathways=ways or [])


async def roles(world: World) -> dict[str, dict[str, Any]]:
    found = await listed(world, "/v1/role-profiles?limit=200")
    return {each["code"]: each for each in found}


async def test_roles_come_with_their_model_and_twice_change_nothing(world: World) -> None:
    model = with_roles(*ROLES, ways=WAYS)

    report = await sync(world, model)

    assert [(each["kind"], each["code"]) for each in report["roles"]] == [
        ("created", "eng-1"),
        ("created", "eng-2"),
    ]
    known = await roles(world)
    assert {code: each["status"] for code, each in known.items()} == {
        "eng-1": "published",
        "eng-2": "published",
    }
    assert known["eng-1"]["frameworkNumber"] == 1
    [way] = await listed(world, "/v1/pathways")
    assert (way["fromRoleId"], way["toRoleId"]) == (known["eng-1"]["id"], known["eng-2"]["id"])
    assert not (await sync(world, model))["changed"]


async def test_what_is_no_longer_named_is_retired(world: World) -> None:
    await sync(world, with_roles(*ROLES, ways=WAYS))

    report = await sync(world, with_roles(ROLES[0]))

    assert ("retired", "eng-2") in [(each["kind"], each["code"]) for each in report["roles"]]
    assert (await roles(world))["eng-2"]["status"] == "retired"
    assert (report["number"], report["created"], report["changed"]) == (1, 0, True)


async def test_a_plan_says_what_becomes_of_roles_and_does_nothing(world: World) -> None:
    model = with_roles(*ROLES, ways=WAYS)

    plan = await sync(world, model, dry_run=True)

    assert [each["code"] for each in plan["roles"]] == ["eng-1", "eng-2"]
    assert plan["frameworkId"] is None
    assert await roles(world) == {}
    assert (await world.rest("vendor", "GET", "/v1/competency-frameworks")).json()["data"] == []
    done = await sync(world, model, plan=plan["plan"])
    assert done["roles"] == plan["roles"]


async def test_a_plan_is_refused_when_a_role_moved(world: World) -> None:
    await sync(world, with_roles(*ROLES))
    other = with_roles(ROLES[0] | {"title": "Other"}, ROLES[1])
    plan = await sync(world, other, dry_run=True)
    await sync(world, with_roles(ROLES[0] | {"title": "Third"}, ROLES[1]))
    known = await roles(world)

    with pytest.raises(DomainError) as refused:
        await sync(world, with_roles(ROLES[0] | {"title": "Third"}), plan=plan["plan"])

    assert refused.value.code == "sync_plan_outdated"
    assert await roles(world) == known


async def test_roles_wait_until_their_draft_is_published(world: World) -> None:
    report = await sync(world, with_roles(*ROLES, ways=WAYS), publish=False)
    assert (report["roles"], await roles(world)) == ([], {})
    [framework] = await listed(world, "/v1/competency-frameworks")

    await world.do(
        "vendor",
        service.publish_competency_framework,
        framework_id=UUID(report["frameworkId"]),
        if_version=framework["version"],
    )

    assert set(await roles(world)) == {"eng-1", "eng-2"}


async def test_a_code_that_is_a_role_of_another_model_is_refused_with_its_place(
    world: World,
) -> None:
    await sync(world, with_roles(*ROLES))
    other = with_roles(ROLES[0]) | {"framework": {"code": "other", "title": "Other"}}

    with pytest.raises(DomainError) as refused:
        await sync(world, other)

    assert refused.value.code == "model_unreadable"
    assert refused.value.faults[0].pointer == "/document/roleProfiles/0"
    assert len(await listed(world, "/v1/competency-frameworks")) == 1


async def test_a_sync_says_which_roles_it_touches(world: World) -> None:
    await sync(world, with_roles(*ROLES))
    model = with_roles(*ROLES)
    model["competencies"][0]["name"] = "Other"

    plan = await sync(world, model, dry_run=True)

    assert [(each["code"], each["roleProfiles"]) for each in plan["impact"]] == [
        ("A", ["eng-1", "eng-2"])
    ]


async def test_roles_that_came_without_a_version_go_with_the_source_of_before(world: World) -> None:
    await sync(world, with_roles())
    assert (await sync(world, with_roles(*ROLES)))["number"] == 1

    report = await sync(world, with_roles())

    assert [(each["kind"], each["code"]) for each in report["roles"]] == [
        ("retired", "eng-1"),
        ("retired", "eng-2"),
    ]
    assert {each["status"] for each in (await roles(world)).values()} == {"retired"}


async def test_a_draft_whose_role_is_taken_meanwhile_is_refused_with_its_place(
    world: World,
) -> None:
    report = await sync(world, with_roles(ROLES[0]), publish=False)
    await sync(world, with_roles(ROLES[0]) | {"framework": {"code": "other", "title": "Other"}})
    framework, _ = await listed(world, "/v1/competency-frameworks")

    with pytest.raises(DomainError) as refused:
        await world.do(
            "vendor",
            service.publish_competency_framework,
            framework_id=UUID(report["frameworkId"]),
            if_version=framework["version"],
        )

    assert refused.value.code == "model_unreadable"
    [after, _] = await listed(world, "/v1/competency-frameworks")
    assert after == framework


async def test_an_export_holds_the_roles_and_reads_as_it_was(world: World) -> None:
    model = with_roles(*ROLES, ways=WAYS)
    first = await sync(world, model)
    path = f"/v1/competency-frameworks/{first['frameworkId']}/export?format=own_json"

    written = (await world.rest("vendor", "GET", path)).json()

    assert [each["code"] for each in written["roleProfiles"]] == ["eng-1", "eng-2"]
    assert written["pathways"] == WAYS
    again = await sync(world, written)
    assert (again["changed"], again["contentHash"]) == (False, first["contentHash"])


async def test_a_draft_may_differ_in_its_roles_alone(world: World) -> None:
    await sync(world, with_roles(ROLES[0]))

    report = await sync(world, with_roles(*ROLES), publish=False)

    assert (report["changed"], report["number"], report["isPublished"]) == (True, 2, False)
    assert set(await roles(world)) == {"eng-1"}
    [framework] = await listed(world, "/v1/competency-frameworks")
    await world.do(
        "vendor",
        service.publish_competency_framework,
        framework_id=UUID(report["frameworkId"]),
        if_version=framework["version"],
    )
    assert set(await roles(world)) == {"eng-1", "eng-2"}
    assert not (await sync(world, with_roles(*ROLES), publish=False))["changed"]


async def test_roles_that_were_synced_alone_make_no_draft_of_the_same(world: World) -> None:
    await sync(world, with_roles(ROLES[0]))
    await sync(world, with_roles(*ROLES))

    assert not (await sync(world, with_roles(*ROLES), publish=False))["changed"]
