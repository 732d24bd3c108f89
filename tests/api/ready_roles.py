"""What has to be there for a request about roles to succeed."""

from uuid import uuid4

from tests.world import World


async def role_profile(world: World) -> dict[str, str]:
    framework = (await world.rest("vendor", "GET", "/v1/competency-frameworks")).json()["data"][0]
    body = {"code": f"r-{uuid4()}", "title": "Engineer", "track": "expert", "rank": 3}
    body |= {"frameworkId": framework["id"]}
    made = await world.rest("vendor", "POST", "/v1/role-profiles", body)
    return {"role_profile_id": made.json()["id"]}


async def published_role(world: World) -> dict[str, str]:
    ids = await role_profile(world)
    path = f"/v1/role-profiles/{ids['role_profile_id']}"
    await world.rest("vendor", "POST", f"{path}/publish", if_match="*")
    [version] = (await world.rest("vendor", "GET", f"{path}/versions")).json()["data"]
    person = await _somebody(world)
    return ids | {"role_profile_version_id": version["id"], "person_id": person}


async def two_roles(world: World) -> dict[str, str]:
    origin = (await role_profile(world))["role_profile_id"]
    return await role_profile(world) | {"from_role_id": origin}


async def pathway(world: World) -> dict[str, str]:
    ids = await two_roles(world)
    body = {"fromRoleId": ids["from_role_id"], "toRoleId": ids["role_profile_id"]}
    made = await world.rest("vendor", "POST", "/v1/pathways", body | {"kind": "lateral"})
    return {"pathway_id": made.json()["id"]}


async def assigned_role(world: World) -> dict[str, str]:
    ids = await published_role(world)
    body = {"personId": ids["person_id"], "roleProfileId": ids["role_profile_id"]}
    made = await world.rest("vendor", "POST", "/v1/role-assignments", body)
    return {"role_assignment_id": made.json()["id"]}


async def _somebody(world: World) -> str:
    """New, so that they have no role yet."""
    name = f"p-{uuid4()}"
    items = [{"externalId": name, "userName": name, "displayName": "Ada"}]
    made = await world.rest("vendor", "POST", "/v1/people:batch", {"items": items})
    return str(made.json()["items"][0]["id"])
