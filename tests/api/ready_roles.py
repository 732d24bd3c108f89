"""What has to be there for a request about roles, and about how far people are, to succeed."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import uuid4

from tests.world import World


async def role_profile(world: World, framework_id: str | None = None) -> dict[str, str]:
    if framework_id is None:
        listed = (await world.rest("vendor", "GET", "/v1/competency-frameworks")).json()
        framework_id = listed["data"][0]["id"]
    body = {"code": f"r-{uuid4()}", "title": "Engineer", "track": "expert", "rank": 3}
    body |= {"frameworkId": framework_id}
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


async def gap(world: World) -> dict[str, str]:
    """Amina has a role that takes what nobody assessed."""
    document = {
        "framework": {"code": f"gap-{uuid4()}", "title": "F"},
        "competencies": [{"code": "NEW", "name": "New", "statement": "Does what is new."}],
    }
    path = "/v1/competency-frameworks:sync"
    framework = (await world.rest("vendor", "POST", path, {"document": document})).json()
    path = f"/v1/competencies?frameworkId={framework['frameworkId']}"
    [competency] = (await world.rest("vendor", "GET", path)).json()["data"]
    ids = await role_profile(world, framework["frameworkId"])
    path = f"/v1/role-profiles/{ids['role_profile_id']}"
    body = {"items": [{"competencyId": competency["id"]}]}
    await world.rest("vendor", "PUT", f"{path}/requirements", body, if_match="*")
    await world.rest("vendor", "POST", f"{path}/publish", if_match="*")
    person = str(world.id("amina"))
    return ids | {"competency_id": competency["id"], "person_id": person}


async def self_assessment(world: World) -> dict[str, str]:
    path = "/v1/competencies?status=active&limit=1"
    [competency] = (await world.rest("vendor", "GET", path)).json()["data"]
    body = {"personId": str(world.id("amina")), "competencyId": competency["id"]}
    body |= {"kind": "self", "confidence": "high"}
    made = await world.rest("amina", "POST", "/v1/given-assessments", body)
    return {"assessment_id": made.json()["id"]}


async def _somebody(world: World) -> str:
    """New, so that they have no role yet."""
    name = f"p-{uuid4()}"
    items = [{"externalId": name, "userName": name, "displayName": "Ada"}]
    made = await world.rest("vendor", "POST", "/v1/people:batch", {"items": items})
    return str(made.json()["items"][0]["id"])


ROLES: Final[dict[str, Callable[[World], Awaitable[dict[str, str]]]]] = {
    **dict.fromkeys(
        ("publish_role_profile", "retire_role_profile", "change_role_profile"), role_profile
    ),
    **dict.fromkeys(("get_role_profile_version", "list_role_profile_versions"), published_role),
    "create_pathway": two_roles,
    "begin_goal_from_gap": gap,
    **dict.fromkeys(
        (
            "get_assessment",
            "get_given_assessment",
            "share_assessment",
            "withdraw_assessment",
            "list_competency_standings",
        ),
        self_assessment,
    ),
    **dict.fromkeys(("get_pathway", "retire_pathway"), pathway),
    "assign_role": published_role,
    **dict.fromkeys(("get_role_assignment", "end_role_assignment"), assigned_role),
}
