"""Roles by hand: versions that stay, pathways that end with a role, and one role on a day."""

from typing import Any
from uuid import UUID

import pytest

from tests.relations import day
from tests.role_profiles.kit import a_framework, competencies, roles, told
from tests.world import World

ANY = {"if_match": "*"}


@pytest.fixture
async def framework(world: World) -> UUID:
    return await a_framework(world, "COM", "SYS")


async def a_role(world: World, framework: UUID, code: str, **more: Any) -> str:
    body = {"code": code, "title": code, "track": "expert", "rank": 1, "frameworkId": framework}
    made = await world.rest("vendor", "POST", "/v1/role-profiles", body | more)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def published(world: World, framework: UUID, code: str) -> str:
    id = await a_role(world, framework, code)
    path = f"/v1/role-profiles/{id}/publish"
    assert (await world.rest("vendor", "POST", path, **ANY)).status_code == 200
    return id


async def required(world: World, role: str, *items: dict[str, Any]) -> None:
    path = f"/v1/role-profiles/{role}/requirements"
    assert (await world.rest("vendor", "PUT", path, {"items": items}, **ANY)).is_success


async def test_a_version_says_what_was_published_whatever_is_changed_since(
    world: World, framework: UUID
) -> None:
    id = await a_role(world, framework, "eng", family="Engineering")
    known = await competencies(world, framework)
    await required(world, id, {"competencyId": known["COM"], "level": "L2"})
    path = f"/v1/role-profiles/{id}"
    first = (await world.rest("vendor", "POST", f"{path}/publish", **ANY)).json()
    await required(world, id, {"competencyId": known["SYS"], "level": "L4", "isEssential": False})
    await world.rest("vendor", "PATCH", path, {"title": "Another", "family": None}, **ANY)

    [version] = (await roles(world))["eng"]["versions"]
    content = version["content"]
    assert (content["title"], content["family"]) == ("eng", "Engineering")
    assert [(o["code"], o["rank"]) for o in content["requirements"]] == [("COM", 2)]
    second = (await world.rest("vendor", "POST", f"{path}/publish", **ANY)).json()
    assert (first["number"], second["number"]) == (1, 2)
    assert first["digest"] != second["digest"]
    again = await world.rest("vendor", "POST", f"{path}/publish", **ANY)
    assert again.json()["code"] == "role_unchanged"
    assert await told(world, "role_profile.%") == ["role_profile.published"] * 2


async def test_to_publish_takes_a_scope_of_its_own(world: World, framework: UUID) -> None:
    id = await a_role(world, framework, "eng")
    scopes = [one for one in world.actors["vendor"].scopes if one != "competencies:publish"]
    drafting = world.with_scopes("vendor", *scopes)
    for step in ("publish", "retire"):
        answer = await world.rest(drafting, "POST", f"/v1/role-profiles/{id}/{step}", {}, **ANY)
        assert answer.json()["code"] == "insufficient_scope"


async def test_roles_are_found_by_what_they_are_and_require(world: World, framework: UUID) -> None:
    known = await competencies(world, framework)
    eng = await a_role(world, framework, "eng", family="Engineering")
    await a_role(world, framework, "lead", track="leadership")
    await required(world, eng, {"competencyId": known["COM"], "level": "L2"})
    filters = {
        "family=Engineering": ["eng"],
        "track=leadership": ["lead"],
        "status=draft": ["eng", "lead"],
        "status=published": [],
        "code=lead": ["lead"],
        f"frameworkId={framework}": ["eng", "lead"],
        f"competencyId={known['COM']}": ["eng"],
        f"competencyId={known['SYS']}": [],
    }
    for query, codes in filters.items():
        found = (await world.rest("olga", "GET", f"/v1/role-profiles?{query}")).json()["data"]
        assert (query, [one["code"] for one in found]) == (query, codes)


async def test_who_has_a_role_keeps_it_though_it_is_retired(world: World, framework: UUID) -> None:
    id, other = await published(world, framework, "eng"), await a_role(world, framework, "lead")
    lane = {"fromRoleId": id, "toRoleId": other, "kind": "lateral"}
    await world.rest("vendor", "POST", "/v1/pathways", lane)
    held = {"personId": world.id("amina"), "roleProfileId": id}
    await world.rest("vendor", "POST", "/v1/role-assignments", held)
    path = f"/v1/role-profiles/{id}/retire"

    assert (await world.rest("vendor", "POST", path, {}, **ANY)).json()["code"] == "role_held"
    done = await world.rest("vendor", "POST", path, {"evenIfHeld": True}, **ANY)
    assert done.json()["status"] == "retired"
    [way] = (await world.rest("amina", "GET", "/v1/pathways")).json()["data"]
    assert way["status"] == "retired"
    [kept] = (await world.rest("amina", "GET", "/v1/role-assignments")).json()["data"]
    assert kept["endsOn"] is None
    refused = await world.rest("vendor", "POST", "/v1/role-assignments", held)
    assert refused.json()["code"] == "assigned_role_unknown"


async def test_a_new_role_ends_the_one_of_before_on_that_day(world: World, framework: UUID) -> None:
    eng, lead = [await published(world, framework, code) for code in ("eng", "lead")]
    for role, starts in ((eng, -30), (lead, 10)):
        body = {"personId": world.id("amina"), "roleProfileId": role, "startsOn": day(starts)}
        assert (await world.rest("priya", "POST", "/v1/role-assignments", body)).is_success

    path = f"/v1/role-assignments?personId={world.id('amina')}"
    listed = (await world.rest("tomas", "GET", path)).json()["data"]
    days = [(one["roleProfileId"], one["startsOn"], one["endsOn"]) for one in listed]
    assert days == [(eng, day(-30), day(10)), (lead, day(10), None)]
    [today] = (await world.rest("tomas", "GET", f"{path}&on={day(0)}")).json()["data"]
    assert today["roleProfileId"] == eng
    between = {"personId": world.id("amina"), "roleProfileId": eng, "startsOn": day(-60)}
    refused = await world.rest("vendor", "POST", "/v1/role-assignments", between)
    assert refused.json()["code"] == "roles_overlap"
    assert await told(world, "role_assignment.%") == [
        "role_assignment.started",
        "role_assignment.ended",
        "role_assignment.started",
    ]


async def test_a_people_partner_assigns_those_they_advise_and_nobody_else(
    world: World, framework: UUID
) -> None:
    role = await published(world, framework, "eng")
    outcomes = {"amina": 201, "tomas": 403}
    for person, status in outcomes.items():
        body = {"personId": world.id(person), "roleProfileId": role}
        answer = await world.rest("priya", "POST", "/v1/role-assignments", body)
        assert (person, answer.status_code) == (person, status)
